/**
 * The server as people run it: `npm start`'s own script in a process of its own, on a free port, over a folder of its own. It can be
 * killed and started again on the same folder and port, as after a crash.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../scripts/setUp.mjs';

/** Signs the tokens of these servers, so that a test can make one that has really expired. */
export const jwtSecret = 'the secret of the browser tests, with more than 32 bytes';

type Environment = Record<string, string>;

export class RunningServer implements AsyncDisposable {
  readonly #environment: Environment;
  readonly dataDir = mkdtempSync(join(tmpdir(), 'property-sync-e2e-'));
  #process: ChildProcess | undefined;
  /** Where browsers find it: the same after a restart. */
  url = '';
  /** All that it has printed. */
  output = '';

  private constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Starts one and waits until it says that it is ready. Without a demo and without rates, unless the environment says otherwise. */
  static async start(environment: Environment = {}): Promise<RunningServer> {
    const server = new RunningServer({ DEMO: '0', RATE_LIMITS: 'off', JWT_SECRET: jwtSecret, ...environment });
    try {
      await server.startAgain();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  async startAgain(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const child = spawn(process.execPath, [join(projectFolder, 'scripts', 'start.mjs')], {
      cwd: this.dataDir,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        LOG_LEVEL: 'warn',
        DATA_DIR: this.dataDir,
        PORT: port,
        ...this.#environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const printed = this.output.length;
    this.url = await new Promise<string>((resolve, reject) => {
      const take = (text: string) => {
        this.output += text;
        const ready = /is ready: (\S+)\n/.exec(this.output.slice(printed));
        if (ready?.[1]) resolve(ready[1]);
      };
      child.stdout.setEncoding('utf8').on('data', take);
      child.stderr.setEncoding('utf8').on('data', take);
      child.once('exit', () => reject(new Error(`The server did not start:\n${this.output}`)));
    });
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it as a process manager or `Ctrl+C` does. Answers how it went; `inTime`: within the 10 s it may take. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<{ code: number | null; inTime: boolean }> {
    const started = performance.now();
    const code = await this.#end(signal);
    return { code, inTime: performance.now() - started < 10_000 };
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
