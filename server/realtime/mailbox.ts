/** What a generator waits on: anything put in wakes it, and so does the end of its `signal`. Never holds more than `capacity` items. */
export class Mailbox<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;
  readonly #capacity: number;
  readonly #overflow: (item: T) => void;
  readonly #signal: AbortSignal | undefined;

  /** `overflow` is told of every item that found the box full: remember that something is missing. */
  constructor(capacity: number, overflow: (item: T) => void, signal: AbortSignal | undefined) {
    this.#capacity = capacity;
    this.#overflow = overflow;
    this.#signal = signal;
    // One listener for as long as the box is used, not one for each wait.
    signal?.addEventListener('abort', () => this.#wake?.(), { once: true });
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

  /** Resolves when something is put in, or when the signal aborts. Call it only when empty. */
  async wait(): Promise<void> {
    if (this.#signal?.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
