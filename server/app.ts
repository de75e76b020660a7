/**
 * The only place where things are wired: from an open database to everything that answers on a port. `main.ts` starts it for real;
 * tests start it on a free port.
 */
import { existsSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import type { TRPCError } from '@trpc/server';
import { type CreateExpressContextOptions, createExpressMiddleware } from '@trpc/server/adapters/express';
import cors from 'cors';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import helmet from 'helmet';
import proxyAddress from 'proxy-addr';
import type { AppErrorCode } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { toAppError } from './api/appErrors.ts';
import { createHttpContext, createSocketContext, type Services } from './api/context.ts';
import { createInFlight } from './api/inFlight.ts';
import { page } from './api/page.ts';
import { appRouter } from './api/router.ts';
import { createStreams } from './api/streams.ts';
import { createWebSocketHandler } from './api/webSocketHandler.ts';
import type { Bounds } from './config.ts';
import type { OpenDatabase } from './database/client.ts';
import type { Logger } from './logger.ts';
import type { Bus } from './realtime/bus.ts';
import { createFeed } from './realtime/feed.ts';
import { createMemoryBus } from './realtime/memoryBus.ts';
import { createPresence } from './realtime/presence.ts';
import type { Redis } from './realtime/redis.ts';
import { createRedisBus } from './realtime/redisBus.ts';
import { createRedisCounts } from './realtime/redisCounts.ts';
import { createRedisLeases } from './realtime/redisLeases.ts';
import { createSocketGuard, type SocketLimits } from './realtime/socketGuard.ts';
import type { Actor } from './services/actor.ts';
import { createAuthService } from './services/auth.ts';
import { createConversationService } from './services/conversations.ts';
import { createMessageService } from './services/messages.ts';
import { createNotificationService } from './services/notifications.ts';
import { createPresenceService } from './services/presence.ts';
import { createPropertyService } from './services/properties.ts';
import { createImportService } from './services/propertyImport.ts';
import { createRateLimits } from './services/rateLimits.ts';
import { createSessions } from './services/sessions.ts';
import { createTimelineService } from './services/timelines.ts';

export type AppOptions = {
  open: OpenDatabase;
  log: Logger;
  jwtSecret: string;
  /** The origin browsers use, and all that may call from one. */
  publicUrl: string;
  allowedOrigins: readonly string[];
  allowSignup: boolean;
  rateLimits: boolean;
  trustProxy: string[];
  /** The built page; absent: only the API is served. */
  pageFolder?: string;
  /** What this process shares with others; absent: there is only this one. */
  redis?: Redis;
  /** Another bus than goes with that, for tests. */
  bus?: Bus;
  /** Other limits than the usual ones (`shared/limits.ts`); times are for tests. */
  bounds?: Bounds & Partial<SocketLimits> & { sweepMs?: number; offlineAfterMs?: number };
};

const apiPath = '/trpc';
/** A database that has not answered by then counts as away. */
const pingWithinMs = 2_000;
/** With several processes: the bus may lose that a session has ended, and its sockets close within a second all the same. */
const recheckSessionsMs = 700;

export function createApp(options: AppOptions) {
  const { open, log, bounds } = options;
  const { httpBodyBytes, importBytes, batchCalls, subscriptionsPerSocket } = { ...limits, ...bounds };
  const { database } = open;
  const { redis } = options;
  const bus = options.bus ?? (redis ? createRedisBus(redis, log) : createMemoryBus(log));
  const rateLimits = createRateLimits({
    enabled: options.rateLimits,
    ...(bounds && { bounds }),
    ...(redis && { shared: (...parameters) => createRedisCounts(redis, ...parameters) }),
  });
  const sessions = createSessions({ database, bus, jwtSecret: options.jwtSecret });
  const presence = createPresence({
    database,
    bus,
    log,
    ...(redis && { leases: createRedisLeases(redis) }),
    ...(bounds?.offlineAfterMs !== undefined && { offlineAfterMs: bounds.offlineAfterMs }),
    ...(bounds?.socketsPerUser !== undefined && { socketsPerUser: bounds.socketsPerUser }),
  });
  const feed = createFeed({ database, bus, log, ...(bounds?.sweepMs !== undefined && { sweepMs: bounds.sweepMs }) });
  const services: Services = {
    auth: createAuthService({
      database,
      sessions,
      rateLimits,
      jwtSecret: options.jwtSecret,
      allowSignup: options.allowSignup,
    }),
    timelines: createTimelineService({ database, bus, sessions, publicUrl: options.publicUrl }),
    properties: createPropertyService({ database, bus }),
    imports: createImportService({ database, bus }),
    conversations: createConversationService({ database, bus }),
    messages: createMessageService({
      database,
      databaseIsElsewhere: open.kind === 'postgresql',
      bus,
      rateLimits,
    }),
    notifications: createNotificationService({ database, bus }),
    presence: createPresenceService({ database, bus }),
  };
  const streams = createStreams({ database, bus, feed, presence });
  const inFlight = createInFlight();
  const context = { services, streams, sessions, inFlight, secureCookies: options.publicUrl.startsWith('https:') };

  let isDraining = false;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy);
  app.use(securityHeaders());
  app.use((_request, response, next) => {
    if (isDraining) response.set('connection', 'close');
    next();
  });
  app.get('/healthz', (_request, response) => void response.json({ status: 'alive' }));
  app.get('/readyz', async (_request, response) => {
    const reason = isDraining ? 'shutting down' : await unreadyReason();
    if (reason) response.status(503).json({ status: 'unavailable', reason });
    else response.json({ status: 'ready' });
  });

  const trpcOptions = {
    router: appRouter,
    onError: ({ error, path }: { error: TRPCError; path: string | undefined }) => {
      if (toAppError(error).code === 'INTERNAL' && !isFrameFault(error)) log.error({ error, path }, 'A call failed');
    },
  };
  const createContext = ({ req, res, info }: CreateExpressContextOptions) =>
    createHttpContext(context, req, res, info.accept === 'application/jsonl');
  const httpOptions = { ...trpcOptions, createContext, maxBatchSize: batchCalls };
  const api = createExpressMiddleware({ ...httpOptions, maxBodySize: httpBodyBytes });
  const importApi = createExpressMiddleware({ ...httpOptions, maxBodySize: importBytes });
  app.use(
    apiPath,
    cors({ origin: [...options.allowedOrigins], credentials: true, maxAge: 86_400 }),
    (request, response, next) => {
      if (!isOrdinary(request)) return next(badRequest);
      // Read as tRPC does, for which the calls are what follows the last slash.
      const calls = request.path.slice(request.path.lastIndexOf('/') + 1).split(',');
      const handler = calls.includes('property.import') ? importApi : api;
      return handler(request, response, next);
    },
  );
  if (options.pageFolder && existsSync(join(options.pageFolder, 'index.html'))) app.use(page(options.pageFolder));
  app.use((_request, response) => {
    response.status(404).json({ success: false, ...answerFor(404) });
  });
  app.use(hideErrors(log));

  const guard = createSocketGuard<Actor>({
    path: apiPath,
    isAllowedOrigin: (origin) => options.allowedOrigins.includes(origin),
    authenticate: sessions.authenticate,
    standing: sessions.standing,
    bus,
    presence,
    log,
    bounds: { ...(redis && { recheckSessionsMs }), ...bounds },
  });
  const trustProxy = proxyAddress.compile(options.trustProxy);
  const sockets = createWebSocketHandler(guard.server, {
    ...trpcOptions,
    createContext: (request, socket, connectionParams) =>
      createSocketContext(
        context,
        proxyAddress(request, trustProxy),
        request.headers.cookie,
        guard.connection(socket),
        connectionParams,
      ),
    maxCalls: batchCalls,
    maxSubscriptions: subscriptionsPerSocket,
    keepAlive: { pingMs: 30_000, pongWaitMs: 10_000 },
  });

  async function unreadyReason(): Promise<string | null> {
    const silence = 'the database does not answer';
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(silence), pingWithinMs);
    });
    const answer = open.ping().then(
      () => null,
      () => silence,
    );
    const reason = await Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
    return reason ?? (bus.isConnected() ? null : 'Redis does not answer: other processes hear of changes late');
  }

  return {
    services,
    streams,
    sessions,
    bus,
    feed,
    /** For `http.createServer`, together with `attachSockets`. */
    handleRequest: app as RequestListener,
    attachSockets: (server: Server) => guard.attach(server),
    /** Stops taking sockets and says so to who asks; asks those that are here to come back (they will wait for the next process). */
    drain(): void {
      isDraining = true;
      guard.drain();
      feed.freeze();
      sockets.broadcastReconnect();
    },
    /** Resolves when no call is under way, or after `timeoutMs`. */
    settled: inFlight.settled,
    closeSockets: guard.closeAll,
    /** Cuts the sockets that did not close by themselves. */
    cutSockets: guard.terminateAll,
    /** After the last request: lets go of everything but the database. */
    async close(): Promise<void> {
      guard.terminateAll();
      feed.close();
      await presence.close().catch((error: unknown) => log.warn({ error }, 'Could not keep who was last seen when'));
      await bus.close();
      await redis?.close();
    },
  };
}
export type App = ReturnType<typeof createApp>;

/** What browsers and programs send. Other methods, and addresses with a name and a password in them, tRPC cannot make a request of. */
function isOrdinary({ method, url, headers }: express.Request): boolean {
  const hasName = headers.host?.includes('@') || /^\w+:\/\/[^/]*@/.test(url);
  return ['GET', 'HEAD', 'POST', 'OPTIONS'].includes(method) && !hasName;
}
const badRequest = Object.assign(new Error('Not a request of this API'), { status: 400 });

/** A client that breaks the rules of WebSocket frames has been closed for it: no failure of ours. */
const isFrameFault = ({ cause }: TRPCError) =>
  /^WS_ERR_/.test((cause as NodeJS.ErrnoException | undefined)?.code ?? '');

/** Listing pictures come from anywhere by https; everything else from here. */
function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
        // The component libraries position things by style attributes and elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        // Would turn http://localhost into https.
        upgradeInsecureRequests: null,
      },
    },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: false,
  });
}

/** Whatever went wrong outside of a call (a malformed address, a missing asset) is said without saying where. */
function hideErrors(log: Logger): ErrorRequestHandler {
  return (error: { status?: number }, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error.status ?? 500;
    if (status >= 500) log.error({ error, path: request.path }, 'A request failed');
    response.status(status).json({ success: false, ...answerFor(status) });
  };
}

function answerFor(status: number): { error: string; code: AppErrorCode } {
  if (status >= 500) return { error: 'Something went wrong on our side.', code: 'INTERNAL' };
  if (status === 404) return { error: 'There is nothing at this address.', code: 'PROCEDURE_NOT_FOUND' };
  return { error: 'This request is not valid.', code: 'VALIDATION_FAILED' };
}
