import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of its own, for what happens when one is killed. */
export function startProcess(script: string, args: string[], env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const process_ = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const lines = createInterface({ input: process_.stdout });
  lines.on('line', (line) => output.push(line));
  process_.stderr.setEncoding('utf8').on('data', (text: string) => output.push(...text.trimEnd().split('\n')));
  return {
    /** Everything said so far, on either stream. */
    output,
    /** The next line on standard output that fits. */
    line: (pattern: RegExp) => nextLine(process_, lines, output, pattern),
    kill: async (signal: NodeJS.Signals) => {
      if (process_.exitCode !== null || process_.signalCode !== null) return process_.exitCode;
      process_.kill(signal);
      await once(process_, 'exit');
      return process_.exitCode;
    },
    exit: async () => {
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
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
