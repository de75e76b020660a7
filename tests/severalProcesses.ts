import { logger } from '../server/logger.ts';
import { connectRedis } from '../server/realtime/redis.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { createPostgresqlTestDatabase, type TestDatabase } from './testDatabase.ts';
import { type Options, openWorld, type World } from './world.ts';

/**
 * Servers on one PostgreSQL and one Redis, as on several machines: nothing in memory is shared, and each has a line of its own to Redis.
 * (They run in this process, so that a test can look at them; `chaos.test.ts` has real processes.)
 */
export type SeveralProcesses = AsyncDisposable & {
  one: World;
  other: World;
  /** Their lines to Redis. */
  lines: { one: TcpProxy; other: TcpProxy };
  redis: RedisServer;
  postgres: Postgres;
  store: TestDatabase & { url: string };
  /** One more, for a test that ends it. */
  open(): Promise<Process>;
};

export type Process = AsyncDisposable & { world: World; line: TcpProxy };

export async function openSeveralProcesses(options: Options = {}): Promise<SeveralProcesses> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const store = await createPostgresqlTestDatabase(postgres.url);
  const redisPort = Number(new URL(redis.url).port);

  async function open(): Promise<Process> {
    const line = await startProxy([redisPort]);
    const { redis: connection } = await connectRedis(`redis://127.0.0.1:${line.port}`, logger);
    const world = await openWorld({ ...options, store, redis: connection });
    return {
      line,
      world,
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        await line.stop();
      },
    };
  }
  const [one, other] = [await open(), await open()];
  return {
    one: one.world,
    other: other.world,
    lines: { one: one.line, other: other.line },
    redis,
    postgres,
    store,
    open,
    async [Symbol.asyncDispose]() {
      for (const each of [one, other]) await each[Symbol.asyncDispose]();
      await store.close();
      await Promise.all([redis.stop(), postgres.stop()]);
    },
  };
}
