/** Events counted by key, each of which takes a place before it is known whether it counts. */
export type Counts = {
  /**
   * Takes a place under every one of the keys, or none; waits as long as only undecided events are in the way. Only who finds a place
   * taken for good is told when to come back.
   */
  take(keys: readonly string[]): Promise<Place | { retryAfterMs: number }>;
};

/** Decide, once, whether the event counts. */
export type Place = { settle(isCounted: boolean): void };

type Count = {
  /** When each counted event happened, oldest first: at most the limit of them. */
  times: number[];
  /** Events under way that may still count. */
  reserved: number;
  /** Called when one of those is decided. */
  waiting: (() => void)[];
};

/** Events by key over a sliding window of `windowMs`, at most `limit` of them each, in the memory of this process. */
export function createSlidingCounts(limit: number, windowMs: number, maxKeys: number, now: () => number): Counts {
  /** Least recently counted first. */
  const counts = new Map<string, Count>();

  function drop(count: Count): void {
    const from = now() - windowMs;
    while (count.times[0] !== undefined && count.times[0] <= from) count.times.shift();
  }

  function current(key: string): Count | undefined {
    const count = counts.get(key);
    if (count) drop(count);
    return count;
  }

  /** The count of `key`, moved to the end of the line. From its head goes what is out of date, or one too many. */
  function touch(key: string): Count {
    const count = current(key) ?? { times: [], reserved: 0, waiting: [] };
    counts.delete(key);
    counts.set(key, count);
    for (const [oldestKey, oldest] of counts) {
      // What is under way is decided soon, and somebody may wait for it.
      if (oldest.reserved > 0) continue;
      drop(oldest);
      if (oldest === count || (oldest.times.length > 0 && counts.size <= maxKeys)) break;
      counts.delete(oldestKey);
    }
    return count;
  }

  /** Milliseconds until one more can be counted: 0 while there is room. */
  function fullForMs(key: string): number {
    const count = current(key);
    const oldest = count?.times[0];
    return count && oldest !== undefined && count.times.length >= limit ? oldest + windowMs - now() : 0;
  }

  function hasPlace(key: string): boolean {
    const count = current(key);
    return count === undefined || count.times.length + count.reserved < limit;
  }

  function settle(key: string, isCounted: boolean): void {
    const count = touch(key);
    count.reserved = Math.max(0, count.reserved - 1);
    if (isCounted) count.times.push(now());
    if (count.times.length === 0 && count.reserved === 0) counts.delete(key);
    for (const wake of count.waiting.splice(0)) wake();
  }

  /** Resolves when a reserved event of `key` is next decided. */
  function settled(key: string): Promise<void> {
    const count = counts.get(key);
    return count ? new Promise((resolve) => count.waiting.push(resolve)) : Promise.resolve();
  }

  return {
    async take(keys) {
      for (;;) {
        const retryAfterMs = Math.max(...keys.map(fullForMs));
        if (retryAfterMs > 0) return { retryAfterMs };
        const taken = keys.find((key) => !hasPlace(key));
        if (taken === undefined) break;
        await settled(taken);
      }
      for (const key of keys) touch(key).reserved += 1;
      return {
        settle(isCounted) {
          for (const key of keys) settle(key, isCounted);
        },
      };
    },
  };
}
