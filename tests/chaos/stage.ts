/**
 * What the chaos happens to: two real server processes on one PostgreSQL and one Redis, every line between them, and from the clients,
 * through a proxy that can go wrong.
 */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../machine.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { startProxy, type TcpProxy } from '../proxy.ts';
import { type RedisServer, startRedis } from '../redis.ts';
import { type ServerProcess, startServer } from '../serverProcess.ts';
import { createPostgresqlTestDatabase, type TestDatabase } from '../testDatabase.ts';
import { jwtSecret, origin } from '../world.ts';

/** A place for one server, which is started again whenever it ends, as a service manager does. */
export type Slot = {
  name: string;
  port: number;
  url: string;
  database: TcpProxy;
  redis: TcpProxy;
  /** Ends the process in it. Resolves with its exit code. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** Resolves once a server serves there. */
  ready(): Promise<void>;
};

export type Stage = AsyncDisposable & {
  postgres: Postgres;
  redis: RedisServer;
  store: TestDatabase & { url: string };
  /** Where clients connect, whichever server answers. */
  front: TcpProxy;
  slots: readonly [Slot, Slot];
  /** What servers have done that they never should. */
  wrongs: string[];
};

export async function openStage(): Promise<Stage> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const store = await createPostgresqlTestDatabase(postgres.url);
  const wrongs: string[] = [];
  const slots = [await openSlot('one'), await openSlot('other')] as const;
  const front = await startProxy(slots.map(({ port }) => port));

  async function openSlot(name: string) {
    const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
    const port = await freePort();
    const database = await startProxy([Number(new URL(postgres.url).port)]);
    const redisLine = await startProxy([Number(new URL(redis.url).port)]);
    const databaseUrl = new URL(store.url);
    databaseUrl.port = String(database.port);
    databaseUrl.searchParams.set('application_name', name);
    const environment = {
      PORT: String(port),
      DATABASE_URL: databaseUrl.href,
      REDIS_URL: `redis://127.0.0.1:${redisLine.port}`,
      JWT_SECRET: jwtSecret,
      PUBLIC_URL: origin,
      LOG_LEVEL: 'error',
    };
    let current: ServerProcess;
    let isClosing = false;
    let isKilled = false;

    const supervised = (async () => {
      while (!isClosing) {
        isKilled = false;
        current = startServer(folder, environment, 'build');
        const hasServed = await current.ready.then(
          () => true,
          () => false,
        );
        await current.exit();
        wrongs.push(...current.output.filter(isWrong).map((line) => `${name}: ${line}`));
        const hasNoDatabase = !hasServed && current.output.some((line) => /^PostgreSQL at .* cannot be/.test(line));
        if (!isKilled && !hasNoDatabase) wrongs.push(`${name} ended by itself: ${current.output.join('\n')}`);
      }
    })();

    return {
      name,
      port,
      url: `http://127.0.0.1:${port}`,
      database,
      redis: redisLine,
      async kill(signal: 'SIGKILL' | 'SIGTERM') {
        isKilled = true;
        return current.kill(signal);
      },
      async ready() {
        while (!isClosing) {
          // The one that is starting may be killed before it serves: then the next one.
          const hasServed = await current.ready.then(
            () => true,
            () => false,
          );
          if (hasServed && !isKilled) return;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      },
      async close() {
        isClosing = true;
        isKilled = true;
        await current.kill('SIGKILL');
        await supervised;
        await Promise.all([database.stop(), redisLine.stop()]);
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  await Promise.all(slots.map((slot) => slot.ready()));
  return {
    postgres,
    redis,
    store,
    front,
    slots,
    wrongs,
    async [Symbol.asyncDispose]() {
      await Promise.all(slots.map((slot) => slot.close()));
      await front.stop();
      await store.close();
      await Promise.all([redis.stop(), postgres.stop()]);
    },
  };
}

/** A line of the log at level "error" or worse, or anything that is no line of the log and says that something broke. */
const isWrong = (line: string) => /"level":(50|60)\b|Unhandled|uncaught|^\s+at /i.test(line);
