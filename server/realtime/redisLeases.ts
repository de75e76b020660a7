/**
 * The sockets of all processes, in Redis. Per user a sorted set of sockets by the end of their lease, and a mark that outlives the last
 * one. Time is Redis's own, so that the clocks of the processes do not matter.
 */
import type { SocketLeases } from './presence.ts';
import { clock, type Redis } from './redis.ts';

const socketsOf = (userId: string) => `property-sync:sockets:${userId}`;
const leftBy = (userId: string) => `property-sync:left:${userId}`;
/** Sockets of one call. */
const atATime = 1_000;

const take = `${clock}
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1`;

/** KEYS: the set of each socket. ARGV: the lease, then each socket. */
const renew = `${clock}
  for index, key in ipairs(KEYS) do
    redis.call('ZADD', key, now + ARGV[1], ARGV[index + 1])
    redis.call('PEXPIRE', key, ARGV[1])
  end`;

/** KEYS: of each user the set and the mark. */
const remaining = `${clock}
  local result = {}
  for index = 1, #KEYS, 2 do
    local last = redis.call('ZRANGE', KEYS[index], -1, -1, 'WITHSCORES')[2]
    local open = last and math.floor(last - now) or 0
    table.insert(result, math.max(0, open, redis.call('PTTL', KEYS[index + 1])))
  end
  return result`;

export function createRedisLeases(redis: Redis): SocketLeases {
  return {
    async take(userId, socketId, limit, leaseMs) {
      const argumentsOf = [socketId, String(limit), String(leaseMs)];
      return (
        (await redis.run((client) => client.eval(take, { keys: [socketsOf(userId)], arguments: argumentsOf }))) === 1
      );
    },
    async renew(sockets, leaseMs) {
      for (let start = 0; start < sockets.length; start += atATime) {
        const some = sockets.slice(start, start + atATime);
        await redis.run((client) =>
          client.eval(renew, {
            keys: some.map(({ userId }) => socketsOf(userId)),
            arguments: [String(leaseMs), ...some.map(({ socketId }) => socketId)],
          }),
        );
      }
    },
    async release(userId, socketId, graceMs) {
      await Promise.all([
        redis.run((client) => client.set(leftBy(userId), '1', { expiration: { type: 'PX', value: graceMs } })),
        redis.run((client) => client.zRem(socketsOf(userId), socketId)),
      ]);
    },
    async remainingMs(userIds) {
      const all: number[] = [];
      for (let start = 0; start < userIds.length; start += atATime) {
        const keys = userIds.slice(start, start + atATime).flatMap((userId) => [socketsOf(userId), leftBy(userId)]);
        // The script answers one number for each user.
        all.push(...((await redis.run((client) => client.eval(remaining, { keys }))) as number[]));
      }
      return all;
    },
  };
}
