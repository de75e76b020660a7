/** A program of the benchmark as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What `npm start` runs our server with, and every contender therefore. */
export const nodeFlags = ['--max-semi-space-size=64'];

/** Makes it answer what it keeps in memory. */
const reporter = ['--expose-gc', '--import', new URL('memoryReporter.mjs', import.meta.url).href];

/** After this (ms) an orderly stop is none. */
const stopWithinMs = 12_000;

export type Child = { pid: number; port: number; process: ChildProcess; stop(): Promise<void> };

const running = new Set<ChildProcess>();

/** For a benchmark that is broken off: nothing of it may be left. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts it in production mode, with the flags that all of them have. `output`: its standard output is read. */
export function spawnProgram(
  file: string,
  env: Record<string, string>,
  nodeArgs: string[] = [],
  output: 'pipe' | 'ignore' = 'ignore',
): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const loader = path.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const child = spawn(process.execPath, [...nodeFlags, ...nodeArgs, ...loader, path], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', output, 'inherit', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts it and waits until it says where it listens (`ready 4711`, or a line with its address). */
export async function startChild(file: string, env: Record<string, string>, nodeArgs: string[] = []): Promise<Child> {
  const child = spawnProgram(file, env, [...nodeArgs, ...reporter], 'pipe');
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const port = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /(?:^ready | is ready: http:\/\/[^:]+:)(\d+)/.exec(line)?.[1];
      if (found) resolve(Number(found));
    });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
  });
  return { pid: child.pid ?? 0, port, process: child, stop: () => stopChild(child) };
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(kill);
}

/** What is left in its memory, in bytes, after everything that can go is gone. Only of what `startChild` has started. */
export async function memoryOf(child: ChildProcess): Promise<{ heap: number; rss: number }> {
  const answer = once(child, 'message');
  child.send('memory');
  const [memory] = await answer;
  return memory as { heap: number; rss: number };
}
