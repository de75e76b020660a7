import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, installPackage } from './machine.ts';

/** A PostgreSQL server of one's own for a test: in a temporary folder, on a free port, gone with `stop()`. */
export type Postgres = {
  /** Of the server's own database; `createPostgresqlTestDatabase` makes more. */
  url: string;
  /** Its process, which changes with each start. */
  readonly pid: number;
  /** As an administrator does it: connections are cut, everything committed stays. */
  restart(): Promise<void>;
  /** As a power cut does it: nothing is finished, and `start` has to recover. */
  crash(): Promise<void>;
  /** Off until `start`. */
  shutDown(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

export async function startPostgres(): Promise<Postgres> {
  const programs = installPostgres();
  // The server refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync', '--no-instructions'];
  execFileSync(join(programs, 'initdb'), initdb, { ...user, cwd: folder, stdio: 'pipe' });

  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=100'];
  let server: ChildProcess | undefined;

  const start = async () => {
    server = spawn(join(programs, 'postgres'), args, { ...user, cwd: folder, stdio: 'ignore' });
    await untilItAnswers(url, server);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  };
  // "Fast": cuts the connections instead of waiting for them.
  const shutDown = () => end('SIGINT');
  await start();
  return {
    url,
    get pid() {
      return server?.pid ?? 0;
    },
    start,
    shutDown,
    // "Immediate": without a checkpoint.
    crash: () => end('SIGQUIT'),
    restart: async () => {
      await shutDown();
      await start();
    },
    stop: async () => {
      await shutDown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The folder with `initdb` and `postgres`; the newest version where there are several. */
function findPrograms(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const installed = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...installed.map((version) => join(versions, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Where the programs are. Installs Debian's package where there are none and this process may. */
export function installPostgres(): string {
  const installed = findPrograms();
  if (installed !== undefined) return installed;
  installPackage('postgresql');
  const programs = findPrograms();
  if (programs === undefined) {
    throw new Error('These tests need PostgreSQL. Install it first, as root: apt-get install postgresql');
  }
  return programs;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      return;
    } catch (error) {
      if (server.exitCode !== null) throw new Error('PostgreSQL did not start', { cause: error });
      await new Promise((done) => setTimeout(done, 50));
    } finally {
      await client.end().catch(() => {});
    }
  }
}
