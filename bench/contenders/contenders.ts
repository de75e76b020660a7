/** Who is compared: each a server in a process of its own, started on a database of its own of the same PostgreSQL. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openEmbedded } from '../../server/database/embedded.ts';
import { migratePostgresql } from '../../server/database/migrate.ts';
import { prepareBaseline } from '../baseline/data.ts';
import type { Pair, ProtocolName } from '../load/protocols.ts';
import { startChild } from './child.ts';
import { jwtSecret, preparePairs } from './data.ts';

export type Running = {
  protocol: ProtocolName;
  port: number;
  pairs: Pair[];
  /** Whose CPU time counts. */
  processes: Record<string, number>;
  child: ChildProcess;
  stop(): Promise<void>;
};

export type Contender = { name: string; start(database: PrivateDatabase, pairs: number): Promise<Running> };
export type PrivateDatabase = { url: string; pid: number };

const ourServer = '../../dist/server/main.js';
/** What the measurements of our own server need to be lifted, and nothing of the surroundings. */
const ourEnvironment = {
  PORT: '0',
  DEMO: '0',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  PUBLIC_URL: '',
  TRUST_PROXY: '',
  JWT_SECRET: jwtSecret,
  REDIS_URL: '',
};

let serial = 0;

/** A database of its own, with everything settled that another left behind. */
async function createDatabase(serverUrl: string): Promise<string> {
  const name = `bench_${++serial}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
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

async function prepareOurs(serverUrl: string, pairs: number): Promise<{ url: string; prepared: Pair[] }> {
  const url = await createDatabase(serverUrl);
  await migratePostgresql(url);
  const prepared = await withClient(url, async (client) => {
    const made = await preparePairs((text, values) => client.query(text, values), pairs);
    await client.query('ANALYZE');
    return made;
  });
  return { url, prepared };
}

const overPostgresql = (name: string, protocol: ProtocolName): Contender => ({
  name,
  async start({ url: serverUrl, pid }, pairs) {
    const { url, prepared } = await prepareOurs(serverUrl, pairs);
    const child = await startChild(ourServer, { ...ourEnvironment, DATABASE_URL: url }, serverArguments());
    const { port, stop } = child;
    return {
      protocol,
      port,
      pairs: prepared,
      processes: { server: child.pid, postgres: pid },
      child: child.process,
      stop,
    };
  },
});

/** `BENCH_NODE_ARGS`: for profiles. */
const serverArguments = () => (process.env['BENCH_NODE_ARGS'] ?? '').split(' ').filter(Boolean);

export const ours = overPostgresql('ours, WebSocket', 'trpc-websocket');
export const oursOverHttp = overPostgresql('ours, HTTP', 'trpc-http');

export const oursEmbedded: Contender = {
  name: 'ours, embedded',
  async start(_database, pairs) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
    const { pglite, close } = await openEmbedded(dataDir);
    const prepared = await preparePairs((text, values) => pglite.query(text, values), pairs);
    await pglite.exec('ANALYZE');
    await close();
    const environment = { ...ourEnvironment, DATABASE_URL: '', DATA_DIR: dataDir };
    const child = await startChild(ourServer, environment, serverArguments());
    return {
      protocol: 'trpc-websocket',
      port: child.port,
      pairs: prepared,
      processes: { server: child.pid },
      child: child.process,
      async stop() {
        await child.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  },
};

export const seed: Contender = {
  name: 'the seed',
  async start({ url: serverUrl, pid }, pairs) {
    const url = await createDatabase(serverUrl);
    const prepared = await prepareBaseline(url, pairs, jwtSecret);
    await withClient(url, (client) => client.query('ANALYZE'));
    const child = await startChild('../baseline/server.ts', { DATABASE_URL: url, PORT: '0', JWT_SECRET: jwtSecret });
    const { port, stop } = child;
    return {
      protocol: 'seed',
      port,
      pairs: prepared,
      processes: { server: child.pid, postgres: pid },
      child: child.process,
      stop,
    };
  },
};

export const limit: Contender = {
  name: 'the limit',
  async start({ url: serverUrl, pid }, pairs) {
    const { url, prepared } = await prepareOurs(serverUrl, pairs);
    const child = await startChild('../limit/server.ts', { DATABASE_URL: url });
    const { port, stop } = child;
    return {
      protocol: 'limit',
      port,
      pairs: prepared,
      processes: { server: child.pid, postgres: pid },
      child: child.process,
      stop,
    };
  },
};

export const nothing: Contender = {
  name: 'a server that does nothing',
  async start({ url: serverUrl }, pairs) {
    const { prepared } = await prepareOurs(serverUrl, pairs);
    const child = await startChild('../limit/server.ts', { NULL: '1' });
    const { port, stop } = child;
    return { protocol: 'limit', port, pairs: prepared, processes: { server: child.pid }, child: child.process, stop };
  },
};
