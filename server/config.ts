import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { limits } from '../shared/limits.ts';

/** What the environment says, checked. Source: the API contract, "Serving". */
export type Config = {
  /** 0 means any free port. */
  port: number;
  host: string;
  database: { kind: 'embedded' } | { kind: 'postgresql'; url: string };
  /** Shared by all processes on one PostgreSQL; null: there is only one. */
  redisUrl: string | null;
  /** Absolute path: the embedded database, its lock and its secret live there. */
  dataDir: string;
  /** The origin browsers use, without a trailing slash; null: `publicOrigins` works it out once the port is known. */
  publicUrl: string | null;
  /** At least 32 bytes; null only when embedded, where one is made and kept in `dataDir`. */
  jwtSecret: string | null;
  /** Fill an empty database with the demo. */
  demo: boolean;
  allowSignup: boolean;
  rateLimits: boolean;
  /** Limits other than those of `shared/limits.ts`. */
  bounds: Bounds;
  /** Express "trust proxy": addresses, subnets and names whose forwarded-for headers are believed. */
  trustProxy: string[];
};

/** The limits that can be set, and by which variable. */
const limitVariables = {
  LIMIT_MESSAGES: 'messagesPerWindow',
  LIMIT_WRONG_TRIES: 'wrongTries',
  LIMIT_BATCH_CALLS: 'batchCalls',
  LIMIT_SUBSCRIPTIONS: 'subscriptionsPerSocket',
  LIMIT_SOCKETS: 'socketsPerUser',
  LIMIT_FRAME_BYTES: 'webSocketFrameBytes',
  LIMIT_READER_BYTES: 'webSocketBufferBytes',
  LIMIT_BODY_BYTES: 'httpBodyBytes',
  LIMIT_IMPORT_BYTES: 'importBytes',
} as const satisfies Record<string, keyof typeof limits>;

export type Bounds = Partial<Record<(typeof limitVariables)[keyof typeof limitVariables], number>>;

export type ConfigResult = { ok: true; config: Config } | { ok: false; lines: string[] };

const defaultDataDir = './data';

const proxyNames = ['loopback', 'linklocal', 'uniquelocal'];

/** A value is quoted back only where it can be no secret, and never at length. */
const wrong = (rule: string) => (issue: { input?: unknown }) => {
  const value = String(issue.input);
  return `${rule}, not "${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
};

const countable = z
  .string()
  .refine((value) => /^[1-9]\d{0,8}$/.test(value), { error: wrong('must be a whole number from 1 to 999999999') })
  .transform(Number)
  .optional();

const limitsOf = (set: Record<string, unknown>) =>
  z.object(Object.fromEntries(Object.keys(limitVariables).map((name) => [name, countable]))).safeParse(set);

const flag = z.enum(['0', '1'], { error: wrong('must be 0 or 1') });

const environment = z.object({
  PORT: z
    .string()
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, {
      error: wrong('must be a whole number from 0 to 65535'),
    })
    .transform(Number)
    .default(3000),
  HOST: z
    .string()
    .refine((value) => isIP(value) !== 0 || (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value) && /[a-z]/i.test(value)), {
      error: wrong('must be an address or a host name'),
    })
    .default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .refine((value) => /^postgres(ql)?:$/.test(protocolOf(value)), {
      error: 'must look like postgres://user:password@host:5432/database',
    })
    .optional(),
  REDIS_URL: z
    .string()
    .refine((value) => /^rediss?:$/.test(protocolOf(value)), {
      error: 'must look like redis://user:password@host:6379, or rediss:// for TLS',
    })
    .optional(),
  DATA_DIR: z.string().default(defaultDataDir),
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, { error: wrong('must be an origin such as https://sync.example.com, without a path') })
    .transform((value) => new URL(value).origin)
    .optional(),
  JWT_SECRET: z
    .string()
    .refine((value) => Buffer.byteLength(value) >= 32, { error: 'must be at least 32 bytes long' })
    .optional(),
  DEMO: flag.optional(),
  ALLOW_SIGNUP: flag.default('1'),
  RATE_LIMITS: z.enum(['on', 'off'], { error: wrong('must be "on" or "off"') }).default('on'),
  TRUST_PROXY: z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isProxy), {
      error: `must be a list of addresses or subnets (10.0.0.0/8), or ${proxyNames.join(', ')}, separated by commas`,
    })
    .default([]),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: wrong('must be one of trace, debug, info, warn, error, fatal, silent'),
    })
    .optional(),
});

/**
 * Reads the configuration out of an environment: all of it, or one line for each variable that is wrong. A variable that
 * is set but empty counts as unset, because that is what compose files and shells make of an unset one.
 */
export function readConfig(env: Record<string, string | undefined>): ConfigResult {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = environment.safeParse(set);
  const bounds = limitsOf(set);

  const wrongs = new Map<string, string>();
  for (const issue of [...(parsed.error?.issues ?? []), ...(bounds.error?.issues ?? [])]) {
    const name = String(issue.path[0]);
    if (!wrongs.has(name)) wrongs.set(name, issue.message);
  }
  if (set['DATABASE_URL'] !== undefined && set['JWT_SECRET'] === undefined) {
    wrongs.set('JWT_SECRET', 'is required with DATABASE_URL: at least 32 random bytes, the same for every process');
  }
  if (!parsed.success || !bounds.success || wrongs.size > 0) {
    return { ok: false, lines: [...wrongs].map(([name, message]) => `${name} ${message}.`) };
  }

  const values = parsed.data;
  const embedded = values.DATABASE_URL === undefined;
  return {
    ok: true,
    config: {
      port: values.PORT,
      host: values.HOST,
      database:
        values.DATABASE_URL === undefined ? { kind: 'embedded' } : { kind: 'postgresql', url: values.DATABASE_URL },
      redisUrl: values.REDIS_URL ?? null,
      dataDir: resolve(values.DATA_DIR),
      publicUrl: values.PUBLIC_URL ?? null,
      jwtSecret: values.JWT_SECRET ?? null,
      demo: values.DEMO === undefined ? embedded : values.DEMO === '1',
      allowSignup: values.ALLOW_SIGNUP === '1',
      rateLimits: values.RATE_LIMITS === 'on',
      bounds: Object.fromEntries(
        Object.entries(limitVariables).flatMap(([name, limit]) => {
          const value = bounds.data[name];
          return value === undefined ? [] : [[limit, value]];
        }),
      ),
      trustProxy: values.TRUST_PROXY,
    },
  };
}

/**
 * `readConfig` of this process: with `logger.ts` the only place that reads `process.env`. Where the embedded database is to lie is looked
 * at as well, before anything listens.
 */
export function readProcessConfig(): ConfigResult {
  const { DATABASE_URL, DATA_DIR } = process.env;
  const read = readConfig(process.env);
  const fault = DATABASE_URL?.trim() ? null : folderFault(resolve(DATA_DIR?.trim() || defaultDataDir));
  if (fault === null) return read;
  return { ok: false, lines: [...(read.ok ? [] : read.lines), `DATA_DIR ${fault}.`] };
}

/** Makes the folder where it is missing. Answers what keeps it from being used. */
function folderFault(path: string): string | null {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory() ? null : `must be a folder, and ${path} is none`;
  } catch (error) {
    return `cannot be used: ${(error as Error).message}`;
  }
}

/** `mkdir` of Node with `recursive` tries for ever where the system makes no folders, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/**
 * The origin that links are made with, and the only ones a browser may call from. `port` is the one really listened on.
 */
export function publicOrigins(config: Config, port: number): { publicUrl: string; allowedOrigins: string[] } {
  if (config.publicUrl !== null) return { publicUrl: config.publicUrl, allowedOrigins: [config.publicUrl] };
  const publicUrl = new URL(`http://localhost:${port}`).origin;
  return { publicUrl, allowedOrigins: [publicUrl, new URL(`http://127.0.0.1:${port}`).origin] };
}

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

function isOrigin(value: string): boolean {
  if (!/^https?:$/.test(protocolOf(value))) return false;
  const url = new URL(value);
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
}

function isProxy(part: string): boolean {
  if (proxyNames.includes(part)) return true;
  const [address = '', bits, ...rest] = part.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
