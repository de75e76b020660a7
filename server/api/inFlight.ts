/** Calls under way, of HTTP and sockets alike: a server that stops waits for them, since nothing else knows of those on sockets. */
export function createInFlight() {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    /** Call the returned function, once, when it has been answered. */
    begin(): () => void {
      count += 1;
      return () => {
        count -= 1;
        if (count > 0) return;
        // Not before the answer of the last one has been handed to its socket.
        setImmediate(() => {
          if (count === 0) for (const resolve of waiting) resolve();
        });
      };
    },
    /** Resolves when there are none, or after `timeoutMs`. */
    async settled(timeoutMs: number): Promise<void> {
      if (count === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, timeoutMs);
        function done() {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    },
  };
}
export type InFlight = ReturnType<typeof createInFlight>;
