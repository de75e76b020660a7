/** Who is compared: each a server with a database of its own of the same PostgreSQL, and pairs of people who talk. Both go with `stop`. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../server/database/embedded.ts';
import { prepareBaseline } from '../baseline/data.ts';
import type { Pair, ProtocolName } from '../load/protocols.ts';
import type { Child } from './child.ts';
import { jwtSecret, preparePairs } from './data.ts';
import { createDatabase, createOurDatabase, dropDatabase, type PrivateDatabase, settle } from './databases.ts';
import { startLimit, startNothing, startOurs, startSeed } from './servers.ts';

export type Running = {
  protocol: ProtocolName;
  port: number;
  pairs: Pair[];
  /** Whose CPU time counts. */
  processes: Record<string, number>;
  child: ChildProcess;
  /** Its database; null: embedded. */
  databaseUrl: string | null;
  stop(): Promise<void>;
};

export type Contender = { name: string; start(database: PrivateDatabase, pairs: number): Promise<Running> };

type Prepared = { url: string; pairs: Pair[] };

async function prepareOurs({ url: serverUrl }: PrivateDatabase, count: number): Promise<Prepared> {
  const { url, filled } = await createOurDatabase(serverUrl, (sql) => preparePairs(sql, count));
  return { url, pairs: filled };
}

async function prepareSeed({ url: serverUrl }: PrivateDatabase, count: number): Promise<Prepared> {
  const url = await createDatabase(serverUrl);
  return { url, pairs: await prepareBaseline(url, count, jwtSecret) };
}

const overPostgresql = (
  name: string,
  protocol: ProtocolName,
  prepare: (database: PrivateDatabase, count: number) => Promise<Prepared>,
  startServer: (url: string) => Promise<Child>,
): Contender => ({
  name,
  async start(database, count) {
    const { url, pairs } = await prepare(database, count);
    await settle(database.url);
    const child = await startServer(url);
    return {
      protocol,
      port: child.port,
      pairs,
      processes: { server: child.pid, postgres: database.pid },
      child: child.process,
      databaseUrl: url,
      async stop() {
        await child.stop();
        await dropDatabase(database.url, url);
      },
    };
  },
});

const startOnUrl = (url: string) => startOurs({ DATABASE_URL: url });

export const ours = overPostgresql('ours, WebSocket', 'trpc-websocket', prepareOurs, startOnUrl);
export const oursOverHttp = overPostgresql('ours, HTTP', 'trpc-http', prepareOurs, startOnUrl);
export const seed = overPostgresql('the seed', 'seed', prepareSeed, startSeed);
export const limit = overPostgresql('the limit', 'limit', prepareOurs, startLimit);
export const nothing = overPostgresql('a server that does nothing', 'limit', prepareOurs, startNothing);

export const oursEmbedded: Contender = {
  name: 'ours, embedded',
  async start(_database, count) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
    const { pglite, close } = await openEmbedded(dataDir);
    const pairs = await preparePairs((text, values) => pglite.query(text, values), count);
    await pglite.exec('VACUUM ANALYZE');
    await close();
    const child = await startOurs({ DATA_DIR: dataDir });
    return {
      protocol: 'trpc-websocket',
      port: child.port,
      pairs,
      processes: { server: child.pid },
      child: child.process,
      databaseUrl: null,
      async stop() {
        await child.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  },
};
