/**
 * How often: messages of a sender, and wrong passwords or codes. Counted exactly, over a sliding window: by this process, or with Redis by
 * all of them (by this one alone while Redis is away).
 *
 * Each takes its place before it is known whether it counts, and gives it back if it does not (a right secret, a repeated message): so
 * guesses made in parallel get no further than guesses made one by one. Those that do not count do not get in each other's way either:
 * who finds every place taken by others still under way waits until one of them is decided. Who is over is refused without a look.
 */
import { AppError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import { type Counts, createSlidingCounts, type Place } from './slidingCounts.ts';

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
  /** Counts over all processes, which reject while they cannot be reached. */
  shared?: (name: string, limit: number, windowMs: number) => Counts;
  /** A clock in ms that never goes back. */
  now?: () => number;
};

export function createRateLimits({ enabled, bounds: changed, shared, now = () => performance.now() }: Options) {
  const bounds: RateBounds = { ...limits, maxKeys: 200_000, ...changed };
  const counts = (name: string, limit: number, windowMs: number): Counts => {
    const own = createSlidingCounts(limit, windowMs, bounds.maxKeys, now);
    const all = shared?.(name, limit, windowMs);
    return { take: (keys) => (all ? all.take(keys).catch(() => own.take(keys)) : own.take(keys)) };
  };
  const messages = counts('messages', bounds.messagesPerWindow, bounds.messageWindowMs);
  const wrongTries = counts('tries', bounds.wrongTries, bounds.wrongTriesWindowMs);

  async function takePlace(of: Counts, keys: readonly string[]): Promise<Place> {
    const taken = await of.take(keys);
    if ('retryAfterMs' in taken) throw new AppError('RATE_LIMITED', { retryAfterMs: Math.ceil(taken.retryAfterMs) });
    return taken;
  }

  return {
    /**
     * Runs `send`, and counts it for this sender if a message came of it: a repeat is none, nor is what was refused. Throws `RATE_LIMITED`,
     * without running it, past 30 in 10 s, in whatever bursts they come.
     */
    async message<T>(userId: string, send: () => Promise<{ message: T; isNew: boolean }>): Promise<T> {
      if (!enabled) return (await send()).message;
      const place = await takePlace(messages, [userId]);
      let isNew = false;
      try {
        const sent = await send();
        isNew = sent.isNew;
        return sent.message;
      } finally {
        place.settle(isNew);
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
      const place = await takePlace(wrongTries, keys);
      let wrong = false;
      try {
        const found = await check();
        wrong = found === null;
        return found;
      } finally {
        place.settle(wrong);
      }
    },
  };
}
export type RateLimits = ReturnType<typeof createRateLimits>;

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
