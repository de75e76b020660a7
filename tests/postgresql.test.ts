import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../server/database/client.ts';
import { migratePostgresql, readMigrations } from '../server/database/migrate.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type Process, startProcess } from './processes/child.ts';
import { createPostgresqlTestDatabase } from './testDatabase.ts';
import { openWorld } from './world.ts';

let server: Postgres;
const processes: Process[] = [];

beforeAll(async () => {
  server = await startPostgres();
});

afterEach(() => Promise.all(processes.splice(0).map((each) => each.kill('SIGKILL'))));

afterAll(() => server.stop());

async function emptyDatabase(name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  return server.url.replace(/postgres$/, name);
}

async function rows(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const result = await client.query(sql);
  await client.end();
  return result.rows;
}

const openAt = (url: string) => openDatabase({ database: { kind: 'postgresql', url }, dataDir: 'unused' });

const unavailable = { name: 'AppError', code: 'UNAVAILABLE' };

describe('PostgreSQL', () => {
  it('several processes that start at once migrate an empty database exactly once', async () => {
    const url = await emptyDatabase('at_once');
    const starting = Array.from({ length: 3 }, () => startProcess('migrate.ts', [url]));
    processes.push(...starting);
    const answers = await Promise.all(starting.map((each) => each.line(/^applied/)));
    const names = (await readMigrations()).migrationDirectories.map(({ path }) => path);
    // Whoever comes first each time.
    const applied = answers.flatMap((answer) => answer.split(' ').slice(1));
    expect(applied.sort()).toEqual([...names].sort());
    expect(await rows(url, 'SELECT migration_name FROM _prisma_migrations')).toHaveLength(names.length);
  });

  it('a migration that fails leaves nothing and can be tried again', async () => {
    const url = await emptyDatabase('failing');
    const migrations = await readMigrations();
    const added = (sql: string) => ({
      ...migrations,
      migrationDirectories: [
        ...migrations.migrationDirectories,
        {
          path: '29990101000000_more',
          migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
        },
      ],
    });
    const broken = added('CREATE TABLE a (id int); SELECT nonsense;');
    await expect(migratePostgresql(url, broken)).rejects.toThrow(/29990101000000_more: .*nonsense/);
    expect(await rows(url, `SELECT to_regclass('a') AS a`)).toEqual([{ a: null }]);
    const mended = added(`CREATE TABLE a (id int); -- a semicolon; in a comment\nINSERT INTO a VALUES (length(';'));`);
    expect(await migratePostgresql(url, mended)).toEqual(['29990101000000_more']);
    expect(await rows(url, 'SELECT id FROM a')).toEqual([{ id: 1 }]);
  });

  it('a server that is not there is one clear line', async () => {
    await expect(openAt('postgres://sync:hush@127.0.0.1:1/sync')).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(/^PostgreSQL at 127\.0\.0\.1:1 cannot be reached: [^\n]*$/),
    });
    const wrong = openAt(server.url.replace(/postgres$/, 'no_such_database'));
    await expect(wrong).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(/no_such_database/),
    });
  });

  it('carries a conversation both ways, counted right', async () => {
    const store = await createPostgresqlTestDatabase(server.url);
    const world = await openWorld({ store });
    const { agent, client, home } = await world.couple();
    await Promise.all(Array.from({ length: 20 }, (_, index) => world.send(agent, home, `From the agent: ${index}`)));
    await Promise.all(Array.from({ length: 5 }, (_, index) => world.send(client, home, `From the client: ${index}`)));

    const asAgent = await world.caller(agent).conversation.forProperty({ propertyId: home.propertyId });
    expect(asAgent.messages.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    expect(asAgent).toMatchObject({ lastSequence: 25, unreadAgentCount: 5, unreadClientCount: 20, unreadCount: 5 });
    await world.caller(client).message.markAllRead({ conversationId: home.conversationId });
    expect(await world.caller(client).notification.unread()).toMatchObject({ messages: 0, timelines: [] });
    await world[Symbol.asyncDispose]();
    await store.close();
  });

  it('a restart of PostgreSQL in the middle of work is UNAVAILABLE to those it hits, and nothing to those after', async () => {
    const url = await emptyDatabase('restarted');
    const { database, ping, close } = await openAt(url);
    const { id } = await database.user.create({ data: { type: 'CLIENT', name: '0' } });

    const sleeping = Array.from({ length: 5 }, () => database.$queryRaw`SELECT pg_sleep(30)`);
    const writing = Array.from({ length: 5 }, () =>
      database.$transaction(async (tx) => {
        await tx.user.update({ where: { id }, data: { name: 'half-way' } });
        await tx.$queryRaw`SELECT pg_sleep(30)`;
      }),
    );
    const hit = Promise.allSettled([...sleeping, ...writing]);
    await expect
      .poll(() => rows(url, `SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep%'`), {
        timeout: 20_000,
      })
      .toEqual([{ n: 7 }]);
    await server.shutDown();
    for (const result of await hit) expect(result).toMatchObject({ status: 'rejected', reason: unavailable });
    await expect(ping()).rejects.toMatchObject(unavailable);
    await expect(database.$transaction((tx) => tx.user.count())).rejects.toMatchObject(unavailable);

    await server.start();
    await ping();
    // More than the pool holds: no connection has been lost on the way.
    await Promise.all(Array.from({ length: 60 }, () => database.$transaction((tx) => tx.user.count())));
    expect((await database.user.findUniqueOrThrow({ where: { id } })).name).toBe('0');
    await close();
  });
});
