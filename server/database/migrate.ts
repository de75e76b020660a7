import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { createEmbeddedAdapterFactory } from './embeddedAdapter.ts';
import { openSchemaEngine } from './schemaEngine.ts';
import { StartError } from './startError.ts';

/**
 * Runs `migrate` in one transaction on one connection, which is what makes migrating safe:
 * a migration and its row in `_prisma_migrations` commit together or not at all, so that a crash in the middle of one
 * leaves nothing to repair, and the lock taken first lets only one process migrate at a time.
 */
type InOneTransaction = <T>(migrate: (adapter: SqlDriverAdapter) => Promise<T>) => Promise<T>;

/** Any number will do, as long as every process takes the same. */
const advisoryLock = 7_290_715_001;

const noFilters = { externalTables: [], externalEnums: [] };

/** Applies what is missing to an embedded database; returns the names of the migrations applied. */
export async function migrateEmbedded(pglite: PGlite, migrations?: MigrationList): Promise<string[]> {
  return migrate(migrations ?? (await readMigrations()), (work) =>
    pglite.transaction(async (tx) => {
      // A transaction has the same `query` as PGlite itself, which is all that this adapter calls for statements.
      const queryable = await new PrismaPGlite(tx as unknown as PGlite).connect();
      return work(scriptedBy(queryable, (script) => tx.exec(script)));
    }),
  );
}

/** Applies what is missing to PostgreSQL; returns the names of the migrations applied here (another process may have been first). */
export async function migratePostgresql(url: string, migrations?: MigrationList): Promise<string[]> {
  // One connection that is never given back in between: a pool of one.
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    return await migrate(migrations ?? (await readMigrations()), async (work) => {
      await pool.query('BEGIN').catch((error: Error) => {
        // Of the URL only the host may be shown: the rest holds a password.
        throw new StartError(`PostgreSQL at ${new URL(url).host} cannot be reached: ${reasonOf(error)}`, {
          cause: error,
        });
      });
      try {
        await pool.query('SELECT pg_advisory_xact_lock($1)', [advisoryLock]);
        const queryable = await new PrismaPg(pool).connect();
        const result = await work(scriptedBy(queryable, (script) => pool.query(script)));
        await pool.query('COMMIT');
        return result;
      } catch (error) {
        await pool.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        // The engine takes a lock of its own for as long as the connection lives. Whoever has our lock next waits for that one, while this
        // process would wait for ours to go on.
        await pool.query('SELECT pg_advisory_unlock_all()').catch(() => {});
      }
    });
  } finally {
    await pool.end().catch(() => {});
  }
}

/**
 * What stands in the migrations, can be seen by Prisma and cannot be said in its schema: it would drop them. (Checks,
 * triggers, partial and expression indexes it does not see.)
 */
const handWritten = ['PropertyConversation_agent_inbox_idx'];

function withoutHandWritten(sql: string): string {
  const isOurs = (step: string) =>
    /^DROP |DROP CONSTRAINT/m.test(step) && handWritten.some((name) => step.includes(`"${name}"`));
  // The engine writes one step a paragraph: a comment, then its statement.
  const steps = sql
    .split(/\n\n+/)
    .filter((step) => step.trim() !== '' && !/^-- This is an empty/.test(step) && !isOurs(step));
  return steps.length === 0 ? '' : `${steps.join('\n\n').trim()}\n`;
}

/** The SQL that leads from the migrations to `prisma/schema.prisma`; empty where they agree. */
export async function diffToSchema(): Promise<string> {
  const folder = projectFolder();
  const content = await readFile(join(folder, 'prisma', 'schema.prisma'), 'utf8');
  const pglite = await PGlite.create();
  try {
    // The engine compares by way of a shadow database, and makes no use of its main one.
    const engine = await openSchemaEngine(createEmbeddedAdapterFactory(pglite));
    try {
      const migrations = await readMigrations();
      const from: DiffTarget =
        migrations.migrationDirectories.length === 0 ? { tag: 'empty' } : { tag: 'migrations', ...migrations };
      const to: DiffTarget = { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] };
      const diff = await engine.diff({ from, to, script: true, exitCode: null, filters: noFilters });
      return withoutHandWritten(diff.stdout ?? '');
    } finally {
      engine.free();
    }
  } finally {
    await pglite.close();
  }
}

/** The migrations in the order they apply in, as Prisma's engine takes them. */
export async function readMigrations(): Promise<MigrationList> {
  const baseDir = join(projectFolder(), 'prisma', 'migrations');
  const names = (await readdir(baseDir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}

/** One transaction for each migration, not one for all: a value added to an enum can only be used after its commit. */
async function migrate(all: MigrationList, inOneTransaction: InOneTransaction): Promise<string[]> {
  const applied: string[] = [];
  for (;;) {
    const next = await inOneTransaction((adapter) => applyNext(all, adapter));
    if (next === undefined) return applied;
    applied.push(next);
  }
}

/** The name of the migration applied; undefined when none is missing. */
async function applyNext(all: MigrationList, adapter: SqlDriverAdapter): Promise<string | undefined> {
  const done = await appliedMigrations(adapter);
  const known = all.migrationDirectories.map((migration) => migration.path);
  const unknown = [...done].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new StartError(
      `This database comes from a newer version of Property Sync (migration ${unknown}). Please start that version.`,
    );
  }
  const index = known.findIndex((name) => !done.has(name));
  if (index === -1) return undefined;
  const failures: unknown[] = [];
  const engine = await openSchemaEngine(onlyConnection(adapter, failures));
  try {
    const migrationDirectories = all.migrationDirectories.slice(0, index + 1);
    await engine.applyMigrations({ migrationsList: { ...all, migrationDirectories }, filters: noFilters });
    return known[index];
  } catch (error) {
    // The engine goes on to note the failure, which a transaction that has failed refuses: that is all it reports.
    const [cause = error] = failures;
    throw new StartError(`The database could not be migrated: ${known[index]}: ${(cause as Error).message}`, { cause });
  } finally {
    engine.free();
  }
}

/** A host with several addresses fails with one error for each of them, and no words of its own. */
function reasonOf(error: Error): string {
  return error instanceof AggregateError
    ? error.errors.map((each) => (each as Error).message).join(', ')
    : error.message;
}

async function appliedMigrations(adapter: SqlDriverAdapter): Promise<Set<string>> {
  const query = (sql: string) => adapter.queryRaw({ sql, args: [], argTypes: [] });
  const table = await query(`SELECT to_regclass('_prisma_migrations')::text`);
  if (table.rows[0]?.[0] === null) return new Set();
  const done = await query(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Set(done.rows.map(([name]) => String(name)));
}

/** The adapters' own ways to run a script do not wait for it (PGlite) or cut it at every semicolon (PostgreSQL). */
function scriptedBy(queryable: SqlDriverAdapter, run: (script: string) => Promise<unknown>): SqlDriverAdapter {
  return {
    provider: queryable.provider,
    adapterName: queryable.adapterName,
    queryRaw: (query) => queryable.queryRaw(query),
    executeRaw: (query) => queryable.executeRaw(query),
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    executeScript: async (script) => {
      await run(script);
    },
    startTransaction: () => Promise.reject(new Error('A migration runs in a transaction already')),
    dispose: async () => {},
  };
}

/** Notes what a script fails with in `failures`. */
function onlyConnection(adapter: SqlDriverAdapter, failures: unknown[]): SqlMigrationAwareDriverAdapterFactory {
  const noting: SqlDriverAdapter = {
    ...adapter,
    executeScript: (script) =>
      adapter.executeScript(script).catch((error: unknown) => {
        failures.push(error);
        throw error;
      }),
  };
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect: async () => noting,
    connectToShadowDb: () => Promise.reject(new Error('There is no shadow database here')),
  };
}

/** The built server lies in another folder than the sources: look upwards. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'prisma', 'migrations', 'migration_lock.toml'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new StartError('The folder prisma/migrations is missing.');
    folder = parent;
  }
  return folder;
}
