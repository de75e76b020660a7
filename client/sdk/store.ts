/** A value that can be watched: what React's `useSyncExternalStore` wants, and tests too. */
export type ReadableStore<T> = {
  get(): T;
  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
};

export type Store<T> = ReadableStore<T> & { set(next: T | ((current: T) => T)): void };

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      // A function is always an update here: no store of this client holds functions.
      const following = typeof next === 'function' ? (next as (current: T) => T)(value) : next;
      if (Object.is(following, value)) return;
      value = following;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
