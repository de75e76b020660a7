/** How long the other side has to answer a good-bye, in ms. */
const goodbyeMs = 500;
/** A socket that has not opened by then (ms) will not: on a dead line the browser would wait for minutes. */
const openWithinMs = 10_000;
/** What is alive answers a ping, or opens, within this (ms). */
const proofMs = 800;

export type PromptWebSocket = InstanceType<ReturnType<typeof promptWebSocket>>;

/**
 * A browser's socket that does not wait for a dead line: gone soon after it is closed here, or at once where nothing answers. By itself
 * the browser waits up to a minute for the other side's good-bye before it says so, and nobody would connect anew in that time.
 */
export function promptWebSocket() {
  return class extends WebSocket {
    #isGone = false;
    #proof: ReturnType<typeof setTimeout> | undefined;

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const opening = setTimeout(() => this.close(), openWithinMs);
      const isAlive = () => {
        clearTimeout(this.#proof);
        this.#proof = undefined;
      };
      this.addEventListener('open', () => {
        clearTimeout(opening);
        isAlive();
      });
      this.addEventListener('message', ({ data }) => {
        // Only this: other messages may have lain in the browser since before the line died.
        if (data === 'PONG') isAlive();
      });
      this.addEventListener('close', (event) => {
        clearTimeout(opening);
        isAlive();
        // Whoever has been told is not told again when the browser notices.
        if (this.#isGone) event.stopImmediatePropagation();
        this.#isGone = true;
      });
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      setTimeout(() => this.#leave(), goodbyeMs);
    }

    /** Finds out whether the line still carries anything; if not, the socket is gone within a second, after a call of `onDead`. */
    prove(onDead: () => void): void {
      if (this.#proof !== undefined || this.readyState > this.OPEN) return;
      this.#proof = setTimeout(() => {
        onDead();
        // Where it has never opened, the browser says so at once.
        const wasOpen = this.readyState === this.OPEN;
        this.close();
        if (wasOpen) this.#leave();
      }, proofMs);
      if (this.readyState === this.OPEN) this.send('PING');
    }

    #leave(): void {
      if (!this.#isGone) this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
    }
  };
}
