import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { Config } from '../config.ts';
import { logger } from '../logger.ts';
import { reportUnavailable, rethrowUnavailable, translating } from './availability.ts';
import { openEmbedded } from './embedded.ts';
import { createEmbeddedAdapterFactory } from './embeddedAdapter.ts';
import { migratePostgresql } from './migrate.ts';

/** The database, as services see it. */
export type Database = PrismaClient & {
  /**
   * Reads below Prisma, whose way costs more than many a query: parsed and planned once a connection. Tables are looked up by their indexes
   * alone, so it is for what is read by key, or in the order of a key.
   */
  $read<Row extends object>(sql: Prisma.Sql | TemplateStringsArray, ...values: unknown[]): Promise<Row[]>;
  /** The same for the one statement that sends, on connections of its own: it does not queue behind those who read. */
  $send<Row extends object>(text: string, values: unknown[]): Promise<Row[]>;
};

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
const poolSizes = { prisma: 10, read: 6, send: 4 };
/**
 * A plan made once serves for as long as the connection lives, whatever the tables have become meanwhile: looking through them from end
 * to end, right for the few rows of the first day, would be ruinous later.
 */
export const byKeySettings =
  'SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off';

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
  const run: Run = async (text, values) => {
    const { rows } = await pglite.query(text, values, { parsers: { [timestamp]: utc } });
    return rows;
  };
  return createClient(createEmbeddedAdapterFactory(pglite), run, run);
}

/** A client of a PostgreSQL that is migrated already, with pools of its own. */
export function postgresqlClient(url: string): { database: Database; close(): Promise<void> } {
  const pool = openPool({ connectionString: url, max: poolSizes.prisma });
  const byKey: pg.PoolConfig = {
    connectionString: url,
    maxLifetimeSeconds: 60,
    types: { getTypeParser },
    // Waited for, before anybody has the connection.
    onConnect: async (client) => {
      await client.query(byKeySettings);
    },
  };
  const readers = openPool({ ...byKey, max: poolSizes.read });
  const senders = openPool({ ...byKey, max: poolSizes.send });
  const statementNameGenerator = nameStatements();
  const runOn = (on: pg.Pool): Run => {
    return async (text, values) => {
      const { rows } = await on.query({ name: statementNameGenerator({ sql: text }), text, values });
      return rows;
    };
  };
  const database = createClient(new PrismaPg(pool, { statementNameGenerator }), runOn(readers), runOn(senders));
  return {
    database,
    close: async () => {
      await Promise.all([pool.end(), readers.end(), senders.end()]);
    },
  };
}

/** PostgreSQL's number of `timestamp`, which has no zone: ours are UTC. */
const timestamp = 1114;
const utc = (text: string) => new Date(`${text}Z`);
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === timestamp ? utc : pg.types.getTypeParser(oid, format);

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

type Run = (text: string, values: unknown[]) => Promise<unknown[]>;

function createClient(factory: SqlDriverAdapterFactory, read: Run, send: Run): Database {
  const client = new PrismaClient({
    adapter: reportUnavailable(factory),
    // Prisma counts the wait for the one embedded connection, where everybody queues, as waiting to start.
    transactionOptions: { maxWait: 120_000, timeout: 60_000 },
  });
  const extended = client.$extends({
    query: { $allOperations: ({ args, query }) => query(args).catch(rethrowUnavailable) },
    client: {
      $read: (sql: Prisma.Sql | TemplateStringsArray, ...parameters: unknown[]) => {
        const { text, values } = 'raw' in sql ? Prisma.sql(sql, ...parameters) : sql;
        return translating(read(text, values));
      },
      $send: (text: string, values: unknown[]) => translating(send(text, values)),
    },
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
