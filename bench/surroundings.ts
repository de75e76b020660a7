/** Where and of what a run was made: a number without this means nothing. */
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { withClient } from './contenders/databases.ts';

export type Surroundings = {
  date: string;
  /** With a `+` where files differ from it. */
  commit: string;
  node: string;
  postgres: string;
  cpu: string;
  cores: number;
  memoryGiB: number;
};

export async function lookAround(postgresUrl: string): Promise<Surroundings> {
  const { rows } = await withClient(postgresUrl, (client) =>
    client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`),
  );
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.versions.node,
    postgres: rows[0]?.version ?? 'unknown',
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}
