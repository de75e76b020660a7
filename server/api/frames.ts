/**
 * What tRPC makes of a frame: JSON, and a bound on what may come in one. Only calls count as a batch: after a lost connection a client begins
 * all its subscriptions again in one frame, and those are bounded by the places a socket has.
 */
export function frameBounds({ calls, subscriptions }: { calls: number; subscriptions: number }) {
  const maxBatchSize = calls + subscriptions;
  return {
    maxBatchSize,
    experimental_encoder: {
      encode: (data: unknown) => JSON.stringify(data),
      decode(data: string | ArrayBuffer | Uint8Array): unknown {
        if (typeof data !== 'string') throw new Error('Frames are text');
        const frame: unknown = JSON.parse(data);
        if (!Array.isArray(frame) || frame.filter(isCall).length <= calls) return frame;
        // Longer than any batch may be: tRPC then refuses every message in it.
        return [...frame, ...Array(maxBatchSize).fill(null)];
      },
    },
  };
}

function isCall(message: unknown): boolean {
  const method = typeof message === 'object' && message !== null && 'method' in message ? message.method : undefined;
  return method !== 'subscription' && method !== 'subscription.stop';
}
