/**
 * Rates counted over all processes, in Redis: exactly, over a sliding window (see `services/slidingCounts.ts`, which does the same in
 * memory). Under each key a sorted set of when each counted event happened, and one of those that are still undecided.
 */
import { randomUUID } from 'node:crypto';
import { clock, type Redis } from './redis.ts';

/** What is undecided for so long was decided by a process that is no more. */
const undecidedMs = 10_000;
/** How often it is asked again whether a place has become free that somebody undecided has. */
const askAgainMs = 20;

/** KEYS: of each key its counted and its undecided events. Answers 0: taken; -1: all places are taken, some by undecided ones; else the ms to wait. */
const take = `${clock}
  local limit, window = tonumber(ARGV[2]), tonumber(ARGV[3])
  local wait, isBusy = 0, false
  for index = 1, #KEYS, 2 do
    redis.call('ZREMRANGEBYSCORE', KEYS[index], '-inf', now - window)
    redis.call('ZREMRANGEBYSCORE', KEYS[index + 1], '-inf', now)
    local counted = redis.call('ZCARD', KEYS[index])
    if counted >= limit then
      local oldest = redis.call('ZRANGE', KEYS[index], 0, 0, 'WITHSCORES')[2]
      wait = math.max(wait, math.ceil(oldest + window - now), 1)
    elseif counted + redis.call('ZCARD', KEYS[index + 1]) >= limit then
      isBusy = true
    end
  end
  if wait > 0 then return wait end
  if isBusy then return -1 end
  for index = 2, #KEYS, 2 do
    redis.call('ZADD', KEYS[index], now + ARGV[4], ARGV[1])
    redis.call('PEXPIRE', KEYS[index], ARGV[4])
  end
  return 0`;

/** KEYS likewise. */
const settle = `${clock}
  for index = 1, #KEYS, 2 do
    redis.call('ZREM', KEYS[index + 1], ARGV[1])
    if ARGV[2] == '1' then
      redis.call('ZADD', KEYS[index], now, ARGV[1])
      redis.call('PEXPIRE', KEYS[index], ARGV[3])
    end
  end`;

export function createRedisCounts(redis: Redis, name: string, limit: number, windowMs: number) {
  return {
    /** Takes a place under every one of the keys, or none. Rejects when Redis is away. */
    async take(keys: readonly string[]) {
      const event = randomUUID();
      const sets = keys.flatMap((key) => [`property-sync:${name}:${key}`, `property-sync:${name}:undecided:${key}`]);
      for (;;) {
        const answer = await redis.run((client) =>
          client.eval(take, { keys: sets, arguments: [event, String(limit), String(windowMs), String(undecidedMs)] }),
        );
        if (Number(answer) > 0) return { retryAfterMs: Number(answer) };
        if (answer === 0) break;
        await new Promise((resolve) => setTimeout(resolve, askAgainMs));
      }
      return {
        settle(isCounted: boolean): void {
          const argumentsOf = [event, isCounted ? '1' : '0', String(windowMs)];
          // Where this is lost, the place becomes free again by itself.
          redis.run((client) => client.eval(settle, { keys: sets, arguments: argumentsOf })).catch(() => {});
        },
      };
    },
  };
}
