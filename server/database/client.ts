import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { Config } from '../config.ts';
import { logger } from '../logger.ts';
import { reportUnavailable, rethrowUnavailable, translating } from './availability.ts';
import { openEmbedded } from './embedded.ts';
import { createEmbeddedAdapterFactory } from './embeddedAdapter.ts';
import { migratePostgresql } from './migrate.ts';

/** The database, as services see it. */
export type Database = PrismaClient & {
  /**
   * Runs a statement below Prisma, whose way costs more than many a query: parsed and planned once a connection. Its tables are looked
   * up by their indexes alone, so it must be one that reads rows by key. What it answers comes as the driver reads it: numbers, texts
   * and booleans as such, times not at all.
   */
  $byKey<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]>;
};

/** `name` is its own on every connection. */
export type Statement = { name: string; text: string };

/** The database inside `database.$transaction(async (tx) => …)`. */
export type Transaction = Prisma.TransactionClient;

export type OpenDatabase = {
  database: Database;
  kind: 'embedded' | 'postgresql';
  /** Resolves when the database answers, throws `AppError('UNAVAILABLE')` when it does not. */
  ping(): Promise<void>;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
};

/** Connections of one process: more than PostgreSQL has cores for only queue there instead of here. */
const poolSize = 20;
/** And those for statements by key: sending has two under way at a time. */
const byKeyPoolSize = 4;
/**
 * A plan made once serves for as long as the connection lives, whatever the tables have become meanwhile: looking through them from end
 * to end, right for the few rows of the first day, would be ruinous later.
 */
export const byKeyOptions =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c jit=off';

/**
 * Opens and migrates the database that the configuration names. Throws a `StartError`, whose message is one line for
 * people, when that is not possible.
 */
export async function openDatabase(config: Pick<Config, 'database' | 'dataDir'>): Promise<OpenDatabase> {
  if (config.database.kind === 'embedded') {
    const embedded = await openEmbedded(config.dataDir);
    const database = embeddedClient(embedded.pglite);
    return open(database, 'embedded', embedded.close);
  }
  await migratePostgresql(config.database.url);
  const { database, close } = postgresqlClient(config.database.url);
  return open(database, 'postgresql', close);
}

/** A client of an embedded database that is open and migrated already. */
export function embeddedClient(pglite: PGlite): Database {
  return createClient(createEmbeddedAdapterFactory(pglite), async ({ text }, values) => {
    const { rows } = await pglite.query(text, values);
    return rows;
  });
}

/** A client of a PostgreSQL that is migrated already, with a pool of its own. */
export function postgresqlClient(url: string): { database: Database; close(): Promise<void> } {
  const pool = openPool({ connectionString: url, max: poolSize });
  const byKey = openPool({ connectionString: url, max: byKeyPoolSize, options: byKeyOptions, maxLifetimeSeconds: 60 });
  const adapter = new PrismaPg(pool, { statementNameGenerator: nameStatements() });
  const database = createClient(adapter, async (statement, values) => {
    const { rows } = await byKey.query({ ...statement, values });
    return rows;
  });
  return {
    database,
    close: async () => {
      await Promise.all([pool.end(), byKey.end()]);
    },
  };
}

function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, connectionTimeoutMillis: 10_000, keepAlive: true });
  // Without a listener each of these errors would end the process: they come when PostgreSQL restarts, on connections in
  // the pool and on those in use alike. Whoever was using one hears of it by the failure of their query.
  const note = (error: Error) => logger.warn({ reason: error.message }, 'A database connection was lost');
  pool.on('error', note);
  pool.on('connect', (client) => client.on('error', note));
  return pool;
}

/** Statements that a connection keeps; beyond that they are parsed each time. Lists of parameters make texts without end. */
const preparedStatements = 500;

/** Names the statements that come, so that PostgreSQL parses and plans each once a connection instead of each time. */
function nameStatements(): ({ sql }: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    // Without a name it is not kept.
    if (names.size >= preparedStatements) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

type RunByKey = (statement: Statement, values: unknown[]) => Promise<unknown[]>;

function createClient(factory: SqlDriverAdapterFactory, runByKey: RunByKey): Database {
  const client = new PrismaClient({
    adapter: reportUnavailable(factory),
    // Prisma counts the wait for the one embedded connection, where everybody queues, as waiting to start.
    transactionOptions: { maxWait: 120_000, timeout: 60_000 },
  });
  const extended = client.$extends({
    query: { $allOperations: ({ args, query }) => query(args).catch(rethrowUnavailable) },
    client: { $byKey: (statement: Statement, values: unknown[]) => translating(runByKey(statement, values)) },
  });
  // The extension changes no other type; its client only lacks `$on`, which nobody here calls. What a statement answers only its caller knows.
  return extended as unknown as Database;
}

function open(database: Database, kind: OpenDatabase['kind'], closeStorage: () => Promise<void>): OpenDatabase {
  return {
    database,
    kind,
    ping: async () => {
      await database.$queryRaw`SELECT 1`;
    },
    close: async () => {
      await database.$disconnect();
      await closeStorage();
    },
  };
}
