import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const running = new Set<ChildProcess>();

/** For `afterAll`: a test that is given up in the middle leaves its processes behind, and they would outlive everything. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A process of its own, for what happens when one is killed. A script in TypeScript runs as it is. */
export function startProcess(script: string, args: string[], env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const loader = file.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const process_ = spawn(process.execPath, [...loader, file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Not 'exit': what was said last is still on its way then.
  const closed = once(process_, 'close');
  running.add(process_);
  process_.once('close', () => running.delete(process_));
  const output: string[] = [];
  const lines = createInterface({ input: process_.stdout });
  lines.on('line', (line) => output.push(line));
  process_.stderr.setEncoding('utf8').on('data', (text: string) => output.push(...text.trimEnd().split('\n')));
  return {
    /** Everything said so far, on either stream. */
    output,
    /** The next line on standard output that fits. */
    line: (pattern: RegExp) => nextLine(process_, lines, output, pattern),
    /** Ends it, at once. Answers its exit code: null where it is the signal that ended it. */
    kill: async (signal: NodeJS.Signals) => {
      process_.kill(signal);
      await closed;
      return process_.exitCode;
    },
    exit: async () => {
      await closed;
      return process_.exitCode;
    },
  };
}

export type Process = ReturnType<typeof startProcess>;

function nextLine(child: ChildProcess, lines: NodeJS.EventEmitter, output: string[], pattern: RegExp): Promise<string> {
  return new Promise((found, failed) => {
    const look = () => {
      const line = output.find((each) => pattern.test(each));
      if (line !== undefined) found(line);
    };
    look();
    lines.on('line', look);
    child.on('close', () => failed(new Error(`The process ended without ${pattern}:\n${output.join('\n')}`)));
  });
}
