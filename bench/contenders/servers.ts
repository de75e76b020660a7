/** The programs that are measured, each a process of its own, on a database that is there already. */
import { startChild } from './child.ts';
import { jwtSecret } from './data.ts';

export const ourProgram = '../../dist/server/main.js';

/** What the measurements of our own server need to be lifted, and nothing of the surroundings. Empty counts as unset. */
export const ourEnvironment = {
  PORT: '0',
  DEMO: '0',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  PUBLIC_URL: '',
  TRUST_PROXY: '',
  JWT_SECRET: jwtSecret,
  DATABASE_URL: '',
  REDIS_URL: '',
};

type OurEnvironment = { DATABASE_URL: string; REDIS_URL?: string } | { DATA_DIR: string };

export const startOurs = (environment: OurEnvironment) =>
  startChild(ourProgram, { ...ourEnvironment, ...environment }, profilingArguments());

/** `BENCH_NODE_ARGS`: for profiles. */
const profilingArguments = () => (process.env['BENCH_NODE_ARGS'] ?? '').split(' ').filter(Boolean);

export const startSeed = (url: string) =>
  startChild('../baseline/server.ts', { DATABASE_URL: url, PORT: '0', JWT_SECRET: jwtSecret });

export const startLimit = (url: string) => startChild('../limit/server.ts', { DATABASE_URL: url });

export const startNothing = () => startChild('../limit/server.ts', { NULL: '1' });
