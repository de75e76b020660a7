import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type Database, embeddedClient, postgresqlClient } from '../server/database/client.ts';
import { migrateEmbedded, migratePostgresql, readMigrations } from '../server/database/migrate.ts';

/**
 * A fresh, migrated, empty database for a test: `const { database } = await createTestDatabase()`, and `close()` after.
 * It is a copy in memory of one template, which is made once for each state of the migrations and kept in the system's
 * temporary folder: a copy takes up to a second, so make one for each
 * file and `clear()` it between tests.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const pglite = await openTestPglite();
  const database = embeddedClient(pglite);
  return {
    database,
    sql: async (text) => (await pglite.query<Record<string, unknown>>(text)).rows,
    clear: () => clear(database),
    close: async () => {
      await database.$disconnect();
      await pglite.close();
    },
  };
}

/** The same without a client. */
export async function openTestPglite(): Promise<PGlite> {
  const [template, modules] = await Promise.all([templateFile().then((file) => readFile(file)), loadModules()]);
  return PGlite.create({ ...modules, loadDataDir: new Blob([template]) });
}

export type TestDatabase = {
  database: Database;
  /** Runs one statement past Prisma. */
  sql(text: string): Promise<Record<string, unknown>[]>;
  /** Empties every table: a fresh database for the next test of a file, in milliseconds. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** The same on a PostgreSQL server (see `postgres.ts`): a database of its own, `url` is the server's. */
export async function createPostgresqlTestDatabase(url: string): Promise<TestDatabase & { url: string }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const own = new URL(url);
  own.pathname = `/${name}`;
  await migratePostgresql(own.href);
  const { database, close } = postgresqlClient(own.href);
  return {
    url: own.href,
    database,
    sql: (text) => database.$queryRawUnsafe(text),
    clear: () => clear(database),
    close: async () => {
      await database.$disconnect();
      await close();
    },
  };
}

async function clear(database: Database): Promise<void> {
  // Everything hangs on a user, by one foreign key or another.
  await database.$executeRaw`TRUNCATE "User" CASCADE`;
}

/** Makes the template where it is missing; vitest calls it once before all tests, so that no two workers make it at once. */
export async function templateFile(): Promise<string> {
  const migrations = await readMigrations();
  const require = createRequire(import.meta.url);
  const key = createHash('sha256')
    .update(JSON.stringify(migrations.migrationDirectories))
    .update(await readFile(join(dirname(require.resolve('@electric-sql/pglite')), '..', 'package.json')))
    .digest('hex')
    .slice(0, 16);
  const folder = join(tmpdir(), `property-sync-test-${process.getuid?.() ?? 0}`);
  const file = join(folder, `${key}.tar`);
  if (existsSync(file)) return file;

  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A small write-ahead log makes a smaller template.
  const pglite = await PGlite.create({ initDbStartParams: ['--wal-segsize=1'] });
  await migrateEmbedded(pglite);
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, new Uint8Array(await dump.arrayBuffer()));
  await rename(draft, file);
  return file;
}

type Modules = { pgliteWasmModule: WebAssembly.Module; initdbWasmModule: WebAssembly.Module; fsBundle: Blob };

let modules: Promise<Modules> | undefined;

/** PGlite would read and compile these again for each database. */
function loadModules(): Promise<Modules> {
  modules ??= (async () => {
    const folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
    const [pglite, initdb, bundle] = await Promise.all(
      ['pglite.wasm', 'initdb.wasm', 'pglite.data'].map((name) => readFile(join(folder, name))),
    );
    return {
      pgliteWasmModule: await WebAssembly.compile(pglite!),
      initdbWasmModule: await WebAssembly.compile(initdb!),
      fsBundle: new Blob([bundle!]),
    };
  })();
  return modules;
}
