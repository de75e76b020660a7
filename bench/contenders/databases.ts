/** Databases of the benchmark's PostgreSQL: one for each server that is measured, gone with it. */
import pg from 'pg';
import { migratePostgresql } from '../../server/database/migrate.ts';
import type { Sql } from './data.ts';

/** The server that they are made on: the URL of its own database, and its process. */
export type PrivateDatabase = { url: string; pid: number };

let serial = 0;

export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `bench_${++serial}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Who comes next must not wait for the cleaning up of what is of no use any more. */
export async function dropDatabase(serverUrl: string, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withClient(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
}

/** Has everything written down that was filled in, so that no measurement pays for it. */
export async function settle(serverUrl: string): Promise<void> {
  await withClient(serverUrl, (client) => client.query('CHECKPOINT'));
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A database with our tables, filled by `fill`, with statistics of what is in it. */
export async function createOurDatabase<T>(
  serverUrl: string,
  fill: (sql: Sql) => Promise<T>,
): Promise<{ url: string; filled: T }> {
  const url = await createDatabase(serverUrl);
  await migratePostgresql(url);
  const filled = await withClient(url, async (client) => {
    const result = await fill((text, values) => client.query(text, values));
    await client.query('VACUUM ANALYZE');
    return result;
  });
  return { url, filled };
}
