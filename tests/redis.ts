import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { freePort, installPackage } from './machine.ts';

/** A Redis server of one's own for a test: on a free port, keeping nothing, gone with `stop()`. */
export type RedisServer = {
  url: string;
  /** Kills it: connections are cut, and all it knew is lost. */
  kill(): Promise<void>;
  /** Starts it again after `kill`; does nothing while it runs. */
  start(): Promise<void>;
  /** Lines stay open and nothing comes back, as with a machine that hangs, until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
};

export async function startRedis(): Promise<RedisServer> {
  const program = installRedis();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  let server: ChildProcess | undefined;

  const start = async () => {
    if (server && server.exitCode === null && server.signalCode === null) return;
    server = spawn(program, args, { stdio: 'ignore' });
    await untilItAnswers(url, server);
  };
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  await start();
  return {
    url,
    start,
    kill,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const findProgram = () =>
  (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'redis-server'))
    .find(existsSync);

/** Where the program is. Installs Debian's package where there is none and this process may. */
export function installRedis(): string {
  if (findProgram() === undefined) installPackage('redis-server');
  const program = findProgram();
  if (program === undefined) {
    throw new Error('These tests need Redis. Install it first, as root: apt-get install redis-server');
  }
  return program;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch (error) {
      if (server.exitCode !== null) throw new Error('Redis did not start', { cause: error });
      await new Promise((done) => setTimeout(done, 20));
    } finally {
      client.destroy();
    }
  }
}
