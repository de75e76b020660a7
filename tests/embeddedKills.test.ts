/**
 * The promises of the embedded database, kept by real servers that are really killed: nothing that was answered is lost, one server a
 * folder, and a folder always starts.
 */
import { randomInt } from 'node:crypto';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readMigrations } from '../server/database/migrate.ts';
import { demoRows } from '../server/demo/demoRows.ts';
import { timelines } from '../server/demo/story.ts';
import { killAll, startProcess } from './processes/child.ts';
import { createRandom } from './random.ts';
import { type ServerProcess, startServer } from './serverProcess.ts';
import { type Kind, TalkingPair } from './talkingPair.ts';

/** What is random here comes from it; but the very moment of a kill is also a matter of how fast everything is. */
const seed = Number(process.env['KILL_SEED'] ?? randomInt(2 ** 32));
const random = createRandom(seed);
const upTo = (max: number) => Math.floor(random.between(0, max));

/** On a machine that has more to do. */
vi.setConfig({ testTimeout: 240_000 });

let folder: string;
/** A data folder whose first server, without a demo, was killed as soon as it served. */
let begun: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kills-'));
  begun = join(folder, 'begun');
  await using server = startServer(begun);
  await server.ready;
});
afterAll(async () => {
  killAll();
  await rm(folder, { recursive: true, maxRetries: 5 });
});
beforeEach(({ onTestFailed }) => onTestFailed(() => console.log(`Its seed: KILL_SEED=${seed}`)));

async function copyOfBegun(name: string): Promise<string> {
  const copy = join(folder, name);
  // Sockets cannot be copied.
  await cp(begun, copy, { recursive: true, filter: (path) => !path.endsWith('.lock') });
  return copy;
}

const refusal = (dataDir: string) =>
  `Another server is running on the data folder ${dataDir}. Stop it first, or set DATA_DIR to another folder.`;

/** The exit code, or the address: whichever is first. */
const fate = (server: ServerProcess) => Promise.race([server.ready.catch(() => server.exit()), server.exit()]);

/** Of servers that start at once one serves; the others are refused in one line each, with exit code 1. */
async function startAtOnce(dataDir: string, count: number, environment: Record<string, string> = {}) {
  const servers = Array.from({ length: count }, () => startServer(dataDir, environment));
  try {
    const ends = await Promise.all(servers.map(async (server) => ({ server, end: await fate(server) })));
    const serving = ends.filter(({ end }) => typeof end === 'string');
    expect(serving).toHaveLength(1);
    for (const { server, end } of ends) {
      if (typeof end !== 'string') expect({ end, said: server.output }).toEqual({ end: 1, said: [refusal(dataDir)] });
    }
    const { server } = serving[0]!;
    return { server, url: await server.ready };
  } catch (error) {
    for (const server of servers) await server.kill('SIGKILL');
    throw error;
  }
}

/** Asks the database of a folder without a server. */
async function lookInto<T>(dataDir: string, look: (pglite: PGlite) => Promise<T>): Promise<T> {
  const pglite = await PGlite.create(join(dataDir, 'database'));
  try {
    return await look(pglite);
  } finally {
    await pglite.close();
  }
}

/** After these: in the very moment of an answer, where one that comes before its commit is found out; or at any time. */
const moments: (Kind | 'any time')[] = ['send', 'edit', 'any time', 'delete', 'read', 'import'];

test('killed in the middle of everything: what was answered is there, once, in order, counted, and told to who missed it', async () => {
  const dataDir = await copyOfBegun('rounds');
  let server = startServer(dataDir);
  let url = await server.ready;
  await using pair = await TalkingPair.meet(() => url);
  let repeated = 0;
  try {
    for (const moment of moments) {
      let kill: (() => void) | undefined;
      const talk = pair.talk(random, (kind) => {
        if (kind === moment) kill?.();
      });
      // Some talk first.
      setTimeout(() => {
        kill = () => {
          kill = undefined;
          talk.cutOff();
          void server.kill('SIGKILL');
        };
        if (moment === 'any time') kill();
      }, upTo(500));
      await Promise.all([server.exit(), talk.talking]);
      server = startServer(dataDir);
      url = await server.ready;
      await pair.renew();
      await pair.check();
      repeated += await pair.repeat();
    }
    await pair.check();
    expect(repeated, 'something was under way').toBeGreaterThan(0);
  } finally {
    await server.kill('SIGKILL');
  }
});

test('a second server is refused, and the first goes on unharmed; after kill -9 its folder is free at once', async () => {
  const dataDir = await copyOfBegun('taken');
  await using first = startServer(dataDir);
  let url = await first.ready;
  await using pair = await TalkingPair.meet(() => url);
  const talk = pair.talk(random);
  await using second = startServer(dataDir);
  const end = await Promise.race([fate(second), talk.talking]);
  expect({ end, said: second.output }).toEqual({ end: 1, said: [refusal(dataDir)] });
  await talk.stop();
  await pair.check();
  await first.kill('SIGKILL');

  const next = await startAtOnce(dataDir, 2);
  await using _ = next.server;
  url = next.url;
  await pair.check();
});

/** What is waited for, from the start of a server, before it is killed; no longer than until it is missed. */
type Moment = (dataDir: string, isMissed: () => boolean) => Promise<void>;

const after =
  (ms: number): Moment =>
  () =>
    pause(ms);

/** Something new of this name lies in the folder. */
const whenThereIs =
  (name: RegExp): Moment =>
  (dataDir, isMissed) =>
    untilNew(
      () => readdir(dataDir),
      1,
      isMissed,
      (file) => name.test(file),
    );

/** So many new files and folders lie somewhere in it. */
const whenThereAre =
  (count: number): Moment =>
  (dataDir, isMissed) =>
    untilNew(() => readdir(dataDir, { recursive: true }), count, isMissed);

/** The database has written a file of this name into its folder. */
const whenReached =
  (name: string): Moment =>
  (dataDir, isMissed) =>
    untilNew(
      () => readdir(join(dataDir, 'database')),
      1,
      isMissed,
      (file) => file === name,
    );

async function untilNew(
  list: () => Promise<string[]>,
  count: number,
  isMissed: () => boolean,
  isMeant: (file: string) => boolean = () => true,
): Promise<void> {
  // While things come and go, what is seen of them.
  const files = () => list().catch((): string[] => []);
  const before = new Set(await files());
  const isNew = (file: string) => isMeant(file) && !before.has(file);
  while (!isMissed() && (await files()).filter(isNew).length < count) await pause(5);
}

/** Waits for the moment, or until it is missed. */
async function come(moment: Moment, dataDir: string, missed: Promise<unknown>): Promise<void> {
  let isMissed = false;
  const end = missed.finally(() => {
    isMissed = true;
  });
  await Promise.race([moment(dataDir, () => isMissed), end]);
}

/** Starts a server again and again on a folder, killed at one moment after the other, with what the kills before have left. */
async function killAt(dataDir: string, environment: Record<string, string>, all: Moment[]): Promise<void> {
  for (const moment of all) {
    await using server = startServer(dataDir, environment);
    await come(moment, dataDir, fate(server));
    const code = await server.kill('SIGKILL');
    expect(code, server.output.join('\n')).toBeNull();
    const names = await readdir(dataDir).catch((): string[] => []);
    expect(names.filter((name) => name.startsWith('database.')).length, 'drafts do not pile up').toBeLessThan(2);
    // A database is there when it is whole, and not before.
    if (names.includes('database')) expect(await readdir(join(dataDir, 'database', 'global'))).toContain('pg_control');
  }
}

/** The folder serves: everything is there, and of the demo all. */
async function expectWhole(dataDir: string, hasDemo: boolean): Promise<void> {
  expect((await readdir(dataDir)).filter((name) => !name.endsWith('.lock'))).toEqual(['database', 'jwt-secret']);
  const migrations = (await readMigrations()).migrationDirectories.map(({ path }) => path);
  const secrets = { passwordHash: '', timelines: timelines.map(() => ({ shareToken: '', clientCodeHash: '' })) };
  const demo = demoRows(new Date(), secrets);
  const expected = {
    User: demo.users,
    Timeline: demo.timelines,
    Property: demo.properties,
    PropertyFeedback: demo.feedback,
    PropertyConversation: demo.conversations,
    Message: demo.messages,
    ReadReceipt: demo.receipts,
    Notification: demo.notifications,
  };
  const found = await lookInto(dataDir, async (pglite) => {
    const query = async <Row>(sql: string) => (await pglite.query<Row>(sql)).rows;
    const applied = await query<{ name: string }>(`
      SELECT migration_name AS name FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY name`);
    const counts: Record<string, number> = {};
    for (const table of Object.keys(expected)) {
      const [row] = await query<{ count: number }>(`SELECT count(*)::int AS count FROM "${table}"`);
      counts[table] = row!.count;
    }
    return { migrations: applied.map(({ name }) => name), counts };
  });
  const counts = Object.entries(expected).map(([table, rows]) => [table, hasDemo ? rows.length : 0]);
  expect(found).toEqual({ migrations, counts: Object.fromEntries(counts) });
}

/** The server tells how to open the demo, the agent's part and every client's. */
async function expectDemoAccess({ ready, output }: ServerProcess): Promise<void> {
  await ready;
  const lines = () => output.filter((line) => /^ {4}(Agent|Client) /.test(line));
  await expect.poll(lines).toHaveLength(1 + timelines.length);
}

test('killed during the very first start, wherever: the folder starts, with nothing unfinished and with all of the demo', async () => {
  await Promise.all([
    (async () => {
      const dataDir = join(folder, 'first', 'start');
      await killAt(dataDir, {}, [
        after(0),
        after(upTo(700)),
        whenThereIs(/\.lock$/),
        whenThereIs(/^database/),
        whenThereAre(3 + upTo(400)),
      ]);
      // Two at once on what is left: the first start of one is not disturbed by the other.
      const { server } = await startAtOnce(dataDir, 2);
      await server.kill('SIGKILL');
      await expectWhole(dataDir, false);
    })(),
    (async () => {
      const dataDir = join(folder, 'first-demo');
      const demo = { DEMO: '1' };
      await killAt(dataDir, demo, [
        // The last hundred come while it migrates.
        whenThereAre(400 + upTo(680)),
        whenThereIs(/^database$/),
        whenThereIs(/^jwt-secret/),
      ]);
      await using server = startServer(dataDir, demo);
      await expectDemoAccess(server);
      await server.kill('SIGKILL');
      await expectWhole(dataDir, true);
    })(),
  ]);
});

/**
 * A trigger that stops for ever after the first statement on its table, where the file `stop-<table>` lies in the folder of the database;
 * it says so by a file `reached-<table>`.
 */
const stoppingTrigger = `
  CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (pg_stat_file('stop-' || TG_TABLE_NAME, true)).size IS NOT NULL THEN
      EXECUTE format('COPY (SELECT 1) TO %L', current_setting('data_directory') || '/reached-' || TG_TABLE_NAME);
      LOOP END LOOP;
    END IF;
    RETURN NULL;
  END $$`;

test('killed in the middle of the demo or of a migration: none of it is there, and the next start has all of it', async () => {
  const dataDir = await copyOfBegun('half');
  const demo = { DEMO: '1' };
  const tables = ['User', 'Message', 'Notification'];
  await lookInto(dataDir, async (pglite) => {
    await pglite.exec(stoppingTrigger);
    for (const table of tables) {
      await pglite.exec(
        `CREATE TRIGGER stop AFTER INSERT ON "${table}" FOR EACH STATEMENT EXECUTE FUNCTION stop_here()`,
      );
    }
  });
  for (const table of tables) {
    // Were anything left of the kill before, there would be no seeding to be stopped.
    const stop = join(dataDir, 'database', `stop-${table}`);
    await writeFile(stop, '');
    await killAt(dataDir, demo, [whenReached(`reached-${table}`)]);
    expect(await readdir(join(dataDir, 'database'))).toContain(`reached-${table}`);
    await rm(stop);
  }
  await using seeded = startServer(dataDir, demo);
  await expectDemoAccess(seeded);
  await seeded.kill('SIGKILL');
  await expectWhole(dataDir, true);

  const name = '29990101000000_more';
  const migration = 'ALTER TABLE "Message" ADD COLUMN more int NOT NULL DEFAULT 0; CREATE TABLE more (id int);';
  const endless = `DO $$ BEGIN
    EXECUTE format('COPY (SELECT 1) TO %L', current_setting('data_directory') || '/reached-migration');
    LOOP END LOOP;
  END $$;`;
  const migrating = startProcess('migrateEmbedded.ts', [dataDir, name, migration + endless]);
  await come(whenReached('reached-migration'), dataDir, migrating.exit());
  expect(await migrating.kill('SIGKILL'), migrating.output.join('\n')).toBeNull();
  await expectWhole(dataDir, true);
  await using last = startServer(dataDir, demo);
  await expectDemoAccess(last);
});
