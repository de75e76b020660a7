/**
 * Waiting between tries: full jitter, so that a thousand clients of a restarted server do not come back at the same moment.
 * A wait can be cut short, when there is reason to believe that the next try succeeds (the network is back, the page is seen again).
 */
export type Backoff = {
  /** Resolves when the next try is due. */
  wait(options?: { atLeastMs?: number; signal?: AbortSignal }): Promise<void>;
  /** Ends all waits now. */
  wake(): void;
  /** The last try went well: the next wait is short again. */
  reset(): void;
};

export function createBackoff(options: { firstMs?: number; maxMs?: number; random?: () => number } = {}): Backoff {
  const { firstMs = 500, maxMs = 20_000, random = Math.random } = options;
  const waiting = new Set<() => void>();
  let tries = 0;
  return {
    wait({ atLeastMs = 0, signal } = {}) {
      const ceiling = Math.min(maxMs, firstMs * 2 ** tries++);
      const delay = atLeastMs + random() * ceiling;
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, delay);
        // A wait that the server asked for is kept.
        if (atLeastMs === 0) waiting.add(done);
        if (signal?.aborted) done();
        else signal?.addEventListener('abort', done);
      });
    },
    wake() {
      for (const done of [...waiting]) done();
    },
    reset() {
      tries = 0;
    },
  };
}
