/** Starts the server for real: configuration, port, database, demo; and stops it in order. Everything it does not say here is in `app.ts`. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, createApp } from './app.ts';
import { type Config, publicOrigins, readProcessConfig } from './config.ts';
import { type OpenDatabase, openDatabase } from './database/client.ts';
import { keepJwtSecret } from './database/embedded.ts';
import { StartError } from './database/startError.ts';
import { type DemoAccess, seedDemo } from './demo/seedDemo.ts';
import { logger } from './logger.ts';
import { connectRedis, type Redis, RedisUnusable } from './realtime/redis.ts';

/** After this the process ends, whatever is still in flight. The parts below add up to less. */
const stopWithinMs = 9_500;
/** A signal that comes again within this time is the same one. */
const sameSignalMs = 1_000;
/** How long a server that stops still answers new connections. */
const lingerMs = 400;
/** How long calls in flight have, and then what is left of requests and answers over HTTP. */
const settleWithinMs = 4_000;
const answerWithinMs = 2_000;
/** How long sockets have to say goodbye. */
const socketGraceMs = 500;
/** How long the database has to close. */
const closeWithinMs = 2_000;

/* Lines for the person at the terminal. */
const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const read = readProcessConfig();
  if (!read.ok) {
    for (const line of read.lines) complain(line);
    process.exitCode = 1;
    return;
  }
  const { config } = read;
  const starting: RequestListener = (request, response) => {
    const isAlive = /^\/healthz(\?|$)/.test(request.url ?? '');
    response.writeHead(isAlive ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(JSON.stringify(isAlive ? { status: 'alive' } : { status: 'unavailable', reason: 'starting' }));
  };
  const handler = { current: starting };
  const server = createServer((request, response) => handler.current(request, response));
  let open: OpenDatabase | undefined;
  let app: App | undefined;
  const stop = stopOnce(() => shutDown(server, app, open));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);

  try {
    // The port first: it is the quickest to refuse, and whoever asks meanwhile is told to wait.
    const port = await listen(server, config);
    const { publicUrl, allowedOrigins } = publicOrigins(config, port);
    open = await openDatabase(config);
    const redis = config.redisUrl === null ? undefined : await openRedis(config.redisUrl);
    const jwtSecret = config.jwtSecret ?? (await keepJwtSecret(config.dataDir));
    app = createApp({
      open,
      log: logger,
      jwtSecret,
      publicUrl,
      allowedOrigins,
      allowSignup: config.allowSignup,
      rateLimits: config.rateLimits,
      trustProxy: config.trustProxy,
      bounds: config.bounds,
      pageFolder: pageFolder(),
      ...(redis && { redis }),
    });
    const demo = config.demo ? await seedDemo({ database: open.database }) : null;
    handler.current = app.handleRequest;
    app.attachSockets(server);
    greet(publicUrl, open.kind, config, demo);
  } catch (error) {
    if (error instanceof StartError) complain(error.message);
    else logger.fatal({ error }, 'The server could not start');
    await shutDown(server, app, open);
    process.exit(1);
  }
}

/** Redis that is not there yet is no reason not to serve; one that can never serve is. */
async function openRedis(url: string): Promise<Redis> {
  const { host } = new URL(url);
  const { redis, failure } = await connectRedis(url, logger).catch((error: unknown) => {
    if (!(error instanceof RedisUnusable)) throw error;
    throw new StartError(`REDIS_URL cannot be used: ${host} answers "${error.message}".`);
  });
  if (failure !== null) complain(`Redis at ${host} cannot be reached (${failure}): it is tried again all the time.`);
  return redis;
}

function listen(server: Server, { port, host }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `port ${port} is in use. Stop what uses it, or set PORT`
          : `${error.code ?? error.message}`;
      reject(new StartError(`Cannot listen on ${host}:${port}: ${reason}.`));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** The built page, wherever this file runs from: `dist/server` or, in development, `server`. */
function pageFolder(): string {
  const project = dirname(dirname(fileURLToPath(import.meta.url)));
  return basename(project) === 'dist' ? join(project, 'client') : join(project, 'dist', 'client');
}

function greet(publicUrl: string, kind: OpenDatabase['kind'], config: Config, demo: DemoAccess | null): void {
  say('');
  say(`  Property Sync is ready: ${publicUrl}`);
  say(`  Database: ${kind === 'embedded' ? `embedded, in ${config.dataDir}` : 'PostgreSQL'}`);
  if (demo) {
    say('');
    say('  Try it as the agent and, in a second window, as a client:');
    say(`    Agent    ${publicUrl}/        ${demo.agent.email}  password ${demo.agent.password}`);
    for (const client of demo.clients) {
      say(`    Client   ${publicUrl}/t/${client.shareToken}  code ${client.clientCode}  (${client.name})`);
    }
  }
  say('');
}

/**
 * The first signal stops; another one, or being too slow, ends the process at once. Ctrl-C under npm comes twice within milliseconds, from
 * the terminal and from npm: that is one.
 */
function stopOnce(shutDownAll: () => Promise<void>): () => void {
  let stoppingSince: number | undefined;
  return () => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > sameSignalMs) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    const deadline = setTimeout(() => {
      logger.error('Stopping took too long');
      process.exit(1);
    }, stopWithinMs);
    deadline.unref();
    shutDownAll().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
}

/**
 * In this order: not ready, and those who are here are asked to come back; no new connections; what is in flight answered; sockets closed;
 * the database closed. For a moment new connections are still answered, so that a load balancer can see that this server goes.
 */
async function shutDown(server: Server, app: App | undefined, open: OpenDatabase | undefined): Promise<void> {
  app?.drain();
  if (app) await pause(lingerMs);
  const closed = new Promise<void>((resolve) => {
    if (server.listening) server.close(() => resolve());
    else resolve();
  });
  // Connections become idle one by one, as their answers go out.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await app?.settled(settleWithinMs);
  app?.closeSockets();
  // Sockets count as connections, so this also waits for their goodbyes; who gives none is cut.
  const cut = setTimeout(() => app?.cutSockets(), socketGraceMs);
  const grace = setTimeout(() => server.closeAllConnections(), answerWithinMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
  clearTimeout(grace);
  // A database that hangs is no reason to stay.
  await Promise.race([closeBehind(app, open), pause(closeWithinMs)]);
}

async function closeBehind(app: App | undefined, open: OpenDatabase | undefined): Promise<void> {
  await app?.close();
  await open?.close();
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

await main();
