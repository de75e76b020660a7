/**
 * Each mechanism of delivery is broken on purpose, on two servers with one PostgreSQL and one Redis. Where another one makes up for it, the
 * promises hold; where it is the last one, it is seen that they would not.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logger } from '../server/logger.ts';
import { connectRedis, type Redis } from '../server/realtime/redis.ts';
import { createRedisBus } from '../server/realtime/redisBus.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { expectFreshConversation, expectFreshFeed, followConversation, followFeed } from './replicas.ts';
import { createPostgresqlTestDatabase, type TestDatabase } from './testDatabase.ts';
import { createUnreliableBus, type Fate } from './unreliableBus.ts';
import { openWorld, type World } from './world.ts';

let postgres: Postgres;
let redisServer: RedisServer;
let store: TestDatabase;
beforeAll(async () => {
  [postgres, redisServer] = await Promise.all([startPostgres(), startRedis()]);
  store = await createPostgresqlTestDatabase(postgres.url);
});
afterAll(async () => {
  await store.close();
  await Promise.all([postgres.stop(), redisServer.stop()]);
});

/** Two servers whose buses are broken in this way, and that sweep this often. */
async function brokenPair({ fate, sweepMs }: { fate: () => Fate; sweepMs: number }) {
  const open = async () => {
    const { redis } = await connectRedis(redisServer.url, logger);
    const bus = createUnreliableBus(fate, createRedisBus(redis, logger));
    await expect.poll(() => bus.isConnected()).toBe(true);
    return { redis, world: await openWorld({ store, bus, bounds: { sweepMs } }) };
  };
  const [one, other] = [await open(), await open()];
  return {
    one: one.world,
    other: other.world,
    async [Symbol.asyncDispose]() {
      for (const { world, redis } of [one, other] as { world: World; redis: Redis }[]) {
        await world[Symbol.asyncDispose]();
        await redis.close();
      }
    },
  };
}

/** Every nth message of the bus has another fate. */
function everyNth(n: number, fate: Fate): () => Fate {
  let count = 0;
  return () => (++count % n === 0 ? fate : 'deliver');
}

function doubledAndShuffled(): () => Fate {
  const fates: Fate[] = ['delay', 'double', 'delay', 'deliver', 'delay', 'double'];
  let count = 0;
  return () => fates[count++ % fates.length]!;
}

describe('the promises hold', () => {
  test.each([
    { name: 'every third message of the bus is lost', fate: everyNth(3, 'drop') },
    { name: 'they are doubled and shuffled', fate: doubledAndShuffled() },
    { name: 'all of them are lost', fate: () => 'drop' as const },
  ])('though $name', async ({ fate }) => {
    await using pair = await brokenPair({ fate, sweepMs: 200 });
    const { one, other } = pair;
    const { agent, client, home } = await one.couple();
    const { conversationId } = home;
    const conversations = await Promise.all(
      [one, other].flatMap((world) =>
        [agent, client].map(async (person) => ({
          world,
          person,
          follower: await followConversation(world, person, home, false),
        })),
      ),
    );
    const feeds = await Promise.all(
      [one, other].flatMap((world) =>
        [agent, client].map(async (person) => ({ world, person, follower: await followFeed(world, person, false) })),
      ),
    );
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([
        one.send(agent, home, `from the agent ${round}`),
        other.send(client, home, `from the client ${round}`),
        other.send(agent, home, `from the agent, elsewhere ${round}`),
      ]);
      await (round % 2 ? one : other).caller(round % 3 ? agent : client).message.markAllRead({ conversationId });
    }
    for (const { world, person, follower } of conversations) {
      await expectFreshConversation(world, person, home, follower);
      await follower.leave();
    }
    for (const { world, person, follower } of feeds) {
      await expectFreshFeed(world, person, follower);
      await follower.leave();
    }
  });
});

describe('without the sweep', () => {
  test('what the bus lost last is not heard of: it is seen here, and nothing but the sweep brings it', async () => {
    let isLosing = false;
    await using pair = await brokenPair({ fate: () => (isLosing ? 'drop' : 'deliver'), sweepMs: 600_000 });
    const { one, other } = pair;
    const { agent, client, home } = await one.couple();
    const neighbour = await one.property(agent, client);
    const follower = await followConversation(other, client, home, true);
    const witness = await followConversation(other, client, neighbour, true);
    await one.send(agent, home, 'heard');
    await follower.until(1);
    isLosing = true;
    await one.send(agent, home, 'lost');
    isLosing = false;
    // What was said later, next door, is here: what was said before is not on its way.
    await one.send(agent, neighbour, 'later');
    await witness.until(1);
    expect(follower.replica.position).toBe(1);
    await other.app.feed.sweep();
    await expectFreshConversation(other, client, home, follower);
    await Promise.all([follower.leave(), witness.leave()]);
  });
});
