/** What a generator waits on: anything put in wakes it, and so does the end of its `signal`. Never holds more than `capacity` items. */
export class Mailbox<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;
  readonly #capacity: number;
  readonly #overflow: (item: T) => void;

  /** `overflow` is told of every item that found the box full: remember that something is missing. */
  constructor(capacity: number, overflow: (item: T) => void) {
    this.#capacity = capacity;
    this.#overflow = overflow;
  }

  put(item: T): void {
    if (this.#items.length < this.#capacity) this.#items.push(item);
    else this.#overflow(item);
    this.#wake?.();
  }

  /** Takes out everything, in order of arrival. */
  take(): T[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Resolves when something is put in, after `timeoutMs`, or when `signal` aborts. Call it only when empty. */
  async wait(signal: AbortSignal | undefined, timeoutMs?: number): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
      const wake = done;
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
      this.#wake = wake;
      signal?.addEventListener('abort', done, { once: true });
    });
    this.#wake = undefined;
  }
}
