/**
 * How often: messages of a sender, and wrong passwords or codes. Counted exactly, over a sliding window, in the memory of this process.
 *
 * Each takes its place before it is known whether it counts, and gives it back if it does not (a right secret, a repeated message): so
 * guesses made in parallel get no further than guesses made one by one. Those that do not count do not get in each other's way either:
 * who finds every place taken by others still under way waits until one of them is decided. Who is over is refused without a look.
 */
import { AppError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';

/** What a try at a secret is counted by. */
export type TryKeys = {
  /** The account tried at, whether or not it exists. */
  account: string;
  /** The network address of the caller. */
  address: string;
  /** A device known to have signed in to this very account before: it has a count of its own, and no part in the other two. */
  deviceId: string | null;
};

export type RateBounds = {
  messagesPerWindow: number;
  messageWindowMs: number;
  wrongTries: number;
  wrongTriesWindowMs: number;
  /** Keys remembered of each kind; beyond that the ones longest untouched are forgotten. About 200 bytes each. */
  maxKeys: number;
};

type Options = {
  /** `false`: no rates at all, for load tests. */
  enabled: boolean;
  bounds?: Partial<RateBounds>;
  /** A clock in ms that never goes back. */
  now?: () => number;
};

export function createRateLimits({ enabled, bounds: changed, now = () => performance.now() }: Options) {
  const bounds: RateBounds = { ...limits, maxKeys: 200_000, ...changed };
  const messages = createCounts(bounds.messagesPerWindow, bounds.messageWindowMs, bounds.maxKeys, now);
  const wrongTries = createCounts(bounds.wrongTries, bounds.wrongTriesWindowMs, bounds.maxKeys, now);

  /** Takes a place under every one of the keys, or none. Only who finds a place taken for good is refused. */
  async function takePlaces(counts: Counts, keys: readonly string[]): Promise<void> {
    for (;;) {
      const retryAfterMs = Math.max(...keys.map((key) => counts.fullForMs(key)));
      if (retryAfterMs > 0) throw new AppError('RATE_LIMITED', { retryAfterMs: Math.ceil(retryAfterMs) });
      const taken = keys.find((key) => !counts.hasPlace(key));
      if (taken === undefined) break;
      await counts.settled(taken);
    }
    for (const key of keys) counts.reserve(key);
  }

  return {
    /**
     * Runs `send`, and counts it for this sender if a message came of it: a repeat is none, nor is what was refused. Throws `RATE_LIMITED`,
     * without running it, past 30 in 10 s, in whatever bursts they come.
     */
    async message<T>(userId: string, send: () => Promise<{ message: T; isNew: boolean }>): Promise<T> {
      if (!enabled) return (await send()).message;
      await takePlaces(messages, [userId]);
      let isNew = false;
      try {
        const sent = await send();
        isNew = sent.isNew;
        return sent.message;
      } finally {
        messages.settle(userId, isNew);
      }
    },

    /**
     * Runs `check`, which answers `null` for wrong credentials, and counts only those. Throws `RATE_LIMITED`, without running it, after
     * 10 wrong ones in 15 minutes.
     */
    async wrongTry<T>(by: TryKeys, check: () => Promise<T | null>): Promise<T | null> {
      if (!enabled) return check();
      const keys =
        by.deviceId === null
          ? [`account ${by.account}`, `address ${networkOf(by.address)}`]
          : [`device ${by.deviceId} ${by.account}`];
      await takePlaces(wrongTries, keys);
      let wrong = false;
      try {
        const found = await check();
        wrong = found === null;
        return found;
      } finally {
        for (const key of keys) wrongTries.settle(key, wrong);
      }
    },
  };
}
export type RateLimits = ReturnType<typeof createRateLimits>;

type Count = {
  /** When each counted event happened, oldest first: at most the limit of them. */
  times: number[];
  /** Events under way that may still count. */
  reserved: number;
  /** Called when one of those is decided. */
  waiting: (() => void)[];
};

type Counts = ReturnType<typeof createCounts>;

/** Events by key over a sliding window of `windowMs`, at most `limit` of them each. */
function createCounts(limit: number, windowMs: number, maxKeys: number, now: () => number) {
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

  return {
    /** Milliseconds until one more can be counted: 0 while there is room. */
    fullForMs(key: string): number {
      const count = current(key);
      const oldest = count?.times[0];
      return count && oldest !== undefined && count.times.length >= limit ? oldest + windowMs - now() : 0;
    },
    hasPlace(key: string): boolean {
      const count = current(key);
      return count === undefined || count.times.length + count.reserved < limit;
    },
    reserve(key: string): void {
      touch(key).reserved += 1;
    },
    /** Decides one reserved event: counted or not. */
    settle(key: string, counted: boolean): void {
      const count = touch(key);
      count.reserved = Math.max(0, count.reserved - 1);
      if (counted) count.times.push(now());
      if (count.times.length === 0 && count.reserved === 0) counts.delete(key);
      for (const wake of count.waiting.splice(0)) wake();
    },
    /** Resolves when a reserved event of `key` is next decided. */
    settled(key: string): Promise<void> {
      const count = counts.get(key);
      return count ? new Promise((resolve) => count.waiting.push(resolve)) : Promise.resolve();
    },
  };
}

/** What a caller cannot change at will: an IPv4 address, or the /64 network of an IPv6 address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const [left = '', right] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const groups = left.split(':').filter(Boolean);
  if (right !== undefined) {
    const after = right.split(':').filter(Boolean);
    while (groups.length + after.length < 8) groups.push('0');
  }
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
