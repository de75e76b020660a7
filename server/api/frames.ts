/**
 * What tRPC makes of a frame: JSON, and a bound on what may come in one. Only calls count as a batch: after a lost connection a client begins
 * all its subscriptions again in one frame, and those are bounded by the places a socket has.
 */
export function frameBounds({ calls, subscriptions }: { calls: number; subscriptions: number }) {
  const maxBatchSize = calls + subscriptions;
  return {
    maxBatchSize,
    experimental_encoder: {
      encode,
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

type Tracked = { id: number | string; result: { id: string; data: { json: { id: string; data: object } } } };

/** The texts of events that may go out again, as long as somebody still holds the event. */
const texts = new WeakMap<object, string>();

/** An event is written once, however many are told of it: only the frame around it is another for each. */
function encode(message: unknown): string {
  if (!isTracked(message)) return JSON.stringify(message);
  const { id, result } = message;
  const event = result.data.json.data;
  let text = texts.get(event);
  if (text === undefined) {
    text = JSON.stringify(result.data);
    texts.set(event, text);
  }
  return `{"id":${JSON.stringify(id)},"result":{"type":"data","id":${JSON.stringify(result.id)},"data":${text}}}`;
}

/** What tRPC makes of a tracked value: its id is in the frame and, once more, beside the event. */
function isTracked(message: unknown): message is Tracked {
  const { result, jsonrpc } = message as { result?: Partial<Tracked['result']>; jsonrpc?: unknown };
  return jsonrpc === undefined && result?.id !== undefined && result.data?.json?.data !== undefined;
}

function isCall(message: unknown): boolean {
  const method = typeof message === 'object' && message !== null && 'method' in message ? message.method : undefined;
  return method !== 'subscription' && method !== 'subscription.stop';
}
