/** The real server in a process of its own on a data folder, to be killed and started again. */
import { startProcess } from './processes/child.ts';

/**
 * On a free port, without a demo and without rates, unless the environment says otherwise. From its sources, or from what `npm start`
 * builds, which has to be there then.
 */
export function startServer(
  dataDir: string,
  environment: Record<string, string> = {},
  from: 'sources' | 'build' = 'sources',
) {
  const child = startProcess(from === 'build' ? '../../dist/server/main.js' : '../../server/main.ts', [], {
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO: '0',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    // Empty is unset: nothing of the surroundings counts.
    DATABASE_URL: '',
    REDIS_URL: '',
    JWT_SECRET: '',
    PUBLIC_URL: '',
    ...environment,
  });
  const ready = child.line(/ is ready: /).then((line) => {
    const { port } = new URL(line.slice(line.indexOf('http')));
    return `http://127.0.0.1:${port}`;
  });
  // Who waits for it hears of it; a server that is killed before is no failure.
  ready.catch(() => {});
  return {
    ...child,
    /** Resolves with its address when it serves; rejects with all it has said when it ends before. */
    ready,
    async [Symbol.asyncDispose]() {
      await child.kill('SIGKILL');
    },
  };
}

export type ServerProcess = ReturnType<typeof startServer>;
