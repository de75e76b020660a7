/**
 * Stands between the network and tRPC's WebSocket handler, which trusts whoever has connected. It decides who may open a socket (path,
 * origin), whose socket it is, and when it must close: not authenticated in time, token expired, session ended, too many of one user,
 * a reader that stopped reading. A socket's life: upgraded → (token) authenticated → closed.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../../shared/errors.ts';
import { closeCodes, limits } from '../../shared/limits.ts';
import type { Logger } from '../logger.ts';
import type { Bus, Subscription } from './bus.ts';
import type { Presence } from './presence.ts';

/** A socket that was told to go is cut after this. */
const closeWithinMs = 700;
/** A reader that is caught up gets the next part when it has taken all but this share of what it may leave lying. */
const roomyShare = 1 / 4;
const drainPollMs = 20;
/** One that takes nothing for so long has stopped reading. */
const drainWithinMs = 10_000;

export type SocketLimits = {
  authenticateWithinMs: number;
  webSocketFrameBytes: number;
  webSocketBufferBytes: number;
  subscriptionsPerSocket: number;
  socketsPerUser: number;
  /** How often the sessions of the open sockets are looked up, where the bus may lose what it is told of them. */
  recheckSessionsMs: number | null;
};

/** What the guard needs to know of an actor. */
type Identity = { userId: string; sessionId: string };

/** One open socket and whose it is. */
export type Connection<Actor extends Identity> = {
  /**
   * Says whose socket it is, by an access token. Nothing happens without one: the socket then has until the time limit for public calls.
   * Never throws; a bad token closes the socket (4401), so that the client renews and comes back.
   */
  authenticate(token: string | undefined): Promise<void>;
  /** Who calls, or the error that says why nobody does. */
  actor(): Actor;
  /**
   * Takes one of the socket's places for subscriptions, until `signal` aborts or the returned function is called.
   * Throws `RATE_LIMITED` when all are taken.
   */
  countSubscription(signal: AbortSignal | undefined): () => void;
  /** The call that is now under way ends the session: its answer, ready in the same turn of the loop, goes out before the socket closes. */
  answerBeforeClosing(): void;
  /** Resolves when the reader has taken nearly all that was sent, or the socket is gone: who takes nothing for long is cut. */
  drained(): Promise<void>;
};

export function createSocketGuard<Actor extends Identity>({
  path,
  isAllowedOrigin,
  authenticate,
  standing,
  bus,
  presence,
  log,
  bounds: changed,
}: {
  path: string;
  isAllowedOrigin(origin: string): boolean;
  /** Checks a token: who it is and until when, or an `AppError`. `beforeLooking` is waited for before the session is looked up. */
  authenticate(
    token: string,
    beforeLooking: (sessionId: string) => Promise<void>,
  ): Promise<{ actor: Actor; expiresAt: Date }>;
  /** Which of these sessions have not ended. */
  standing(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
  bus: Bus;
  presence: Presence;
  log: Pick<Logger, 'warn'>;
  bounds?: Partial<SocketLimits>;
}) {
  const bounds: SocketLimits = { ...limits, recheckSessionsMs: null, ...changed };
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: bounds.webSocketFrameBytes,
    perMessageDeflate: false,
  });
  const connections = new WeakMap<WebSocket, Connection<Actor>>();
  /** What ends the sockets of each session. */
  const socketsOfSession = new Map<string, Set<() => void>>();
  let isDraining = false;

  // Registered before tRPC's own listener, so a socket is guarded before it is served.
  server.on('connection', (socket, request) => connections.set(socket, guard(socket, request.socket)));

  /** Sockets that were sent something in this turn of the loop, all of which then goes out in one piece. */
  const sendingTo: Socket[] = [];
  function gather(stream: Socket): void {
    stream.cork();
    if (sendingTo.push(stream) > 1) return;
    setImmediate(() => {
      for (const each of sendingTo.splice(0)) each.uncork();
    });
  }

  /** The bus tells of the end of a session, and so does looking it up again. */
  function listenForEnd(sessionId: string, end: () => void): Subscription {
    const ends = socketsOfSession.get(sessionId) ?? new Set();
    socketsOfSession.set(sessionId, ends.add(end));
    const subscription = bus.subscribe(`session:${sessionId}`, end);
    return {
      ready: subscription.ready,
      unsubscribe() {
        subscription.unsubscribe();
        ends.delete(end);
        if (ends.size === 0 && socketsOfSession.get(sessionId) === ends) socketsOfSession.delete(sessionId);
      },
    };
  }

  let isRechecking = false;
  async function recheckSessions(): Promise<void> {
    if (isRechecking || socketsOfSession.size === 0) return;
    isRechecking = true;
    try {
      const sessionIds = [...socketsOfSession.keys()];
      const stillStanding = await standing(sessionIds);
      for (const sessionId of sessionIds) {
        if (!stillStanding.has(sessionId)) for (const end of [...(socketsOfSession.get(sessionId) ?? [])]) end();
      }
    } catch (error) {
      log.warn({ error }, 'The sessions of open sockets could not be looked up');
    } finally {
      isRechecking = false;
    }
  }
  const recheckTimer =
    bounds.recheckSessionsMs === null ? undefined : setInterval(recheckSessions, bounds.recheckSessionsMs);
  recheckTimer?.unref();

  function guard(socket: WebSocket, stream: Socket): Connection<Actor> {
    let actor: Actor | undefined;
    let refusal: unknown;
    const cleanUps: (() => void)[] = [];
    let subscriptions = 0;
    let isAwaited = false;

    const close = (code: number, reason: string) => {
      socket.close(code, reason);
      // Who does not answer the goodbye would stay for half a minute, and count as here.
      const cut = setTimeout(() => socket.terminate(), closeWithinMs);
      cleanUps.push(() => clearTimeout(cut));
    };
    const unauthenticated = (reason: string) => {
      actor = undefined;
      refusal = new AppError('SESSION_EXPIRED');
      if (isAwaited) setImmediate(() => close(closeCodes.unauthenticated, reason));
      else close(closeCodes.unauthenticated, reason);
    };
    /** First for how long it may take to say who it is, then for how long the token is good. */
    let timer = setTimeout(() => unauthenticated('Not authenticated in time'), bounds.authenticateWithinMs);
    cleanUps.push(() => clearTimeout(timer));
    socket.once('close', () => {
      for (const cleanUp of cleanUps.splice(0)) cleanUp();
    });
    const sentBytes = cutWhenNotReading(socket, stream);
    let drainWaiters = 0;
    let mostTaken = 0;
    let lastTakenAt = 0;

    async function admit(token: string): Promise<void> {
      // Listening first: whenever the session ends, either this hears of it or the look that follows does.
      const { actor: candidate, expiresAt } = await authenticate(token, async (sessionId) => {
        const subscription = listenForEnd(sessionId, () => unauthenticated('The session has ended'));
        cleanUps.push(subscription.unsubscribe);
        if (socket.readyState !== socket.OPEN) subscription.unsubscribe();
        await subscription.ready;
      });
      if (socket.readyState !== socket.OPEN || refusal) return;
      const leave = await presence.join(candidate.userId);
      if (leave === null) {
        refusal = new AppError('RATE_LIMITED', { message: 'Too many connections are open.', retryAfterMs: 10_000 });
        close(closeCodes.tooManySockets, 'Too many connections of this user');
        return;
      }
      if (socket.readyState !== socket.OPEN) {
        leave();
        return;
      }
      cleanUps.push(leave);
      clearTimeout(timer);
      timer = setTimeout(() => unauthenticated('The token has expired'), expiresAt.getTime() - Date.now());
      actor = candidate;
    }

    return {
      async authenticate(token) {
        if (token === undefined) return;
        try {
          await admit(token);
        } catch (error) {
          if (error instanceof AppError && error.code !== 'UNAVAILABLE' && error.code !== 'INTERNAL') {
            refusal = error;
            close(closeCodes.unauthenticated, error.code);
          } else {
            // Not the caller's fault: 1013, try again later.
            log.warn({ error }, 'A socket could not be authenticated');
            refusal = new AppError('UNAVAILABLE');
            close(1013, 'Try again later');
          }
        }
      },
      actor() {
        if (actor) return actor;
        throw refusal ?? new AppError('UNAUTHENTICATED');
      },
      countSubscription(signal) {
        if (subscriptions >= bounds.subscriptionsPerSocket) {
          throw new AppError('RATE_LIMITED', {
            message: `At most ${bounds.subscriptionsPerSocket} subscriptions at a time on one socket.`,
            retryAfterMs: 1_000,
          });
        }
        let isCounted = true;
        subscriptions += 1;
        const release = () => {
          if (isCounted) subscriptions -= 1;
          isCounted = false;
        };
        signal?.addEventListener('abort', release, { once: true });
        return release;
      },
      answerBeforeClosing() {
        isAwaited = true;
      },
      async drained() {
        const isFull = () =>
          socket.readyState === socket.OPEN && socket.bufferedAmount > bounds.webSocketBufferBytes * roomyShare;
        if (!isFull()) return;
        // Of several that wait, one after the other gets its turn: what counts is whether the reader takes anything at all.
        if (drainWaiters === 0) lastTakenAt = Date.now();
        drainWaiters += 1;
        while (isFull()) {
          const taken = sentBytes() - socket.bufferedAmount;
          if (taken > mostTaken) lastTakenAt = Date.now();
          else if (Date.now() - lastTakenAt > drainWithinMs) socket.terminate();
          mostTaken = Math.max(mostTaken, taken);
          await new Promise((resolve) => setTimeout(resolve, drainPollMs));
        }
        drainWaiters -= 1;
      },
    };
  }

  /**
   * tRPC sends without back-pressure. What a reader has not taken lies in memory, and is bounded here. Answers how much has been sent.
   */
  function cutWhenNotReading(socket: WebSocket, stream: Socket): () => number {
    let sentBytes = 0;
    const send = socket.send.bind(socket);
    // `send` has two signatures; both go through unchanged.
    socket.send = ((...parameters: Parameters<typeof send>) => {
      if (socket.bufferedAmount > bounds.webSocketBufferBytes) {
        socket.terminate();
        return;
      }
      // tRPC sends text.
      sentBytes += Buffer.byteLength(String(parameters[0]));
      if (stream.writableCorked === 0) gather(stream);
      send(...parameters);
    }) as typeof socket.send;
    return () => sentBytes;
  }

  function reasonToRefuse(request: IncomingMessage): string | null {
    const url = parseUrl(request);
    if (!url) return '400 Bad Request';
    if (url.pathname !== path) return '404 Not Found';
    // Programs send no Origin; browsers always do, and only our page may open a socket with somebody's token.
    const { origin } = request.headers;
    if (origin !== undefined && !isAllowedOrigin(origin)) return '403 Forbidden';
    return isDraining ? '503 Service Unavailable' : null;
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = reasonToRefuse(request);
    if (refusal) {
      // Whoever keeps their end open would keep the connection, which nobody knows of after an upgrade.
      socket.once('finish', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => server.emit('connection', webSocket, request));
  }

  return {
    /** For the WebSocket handler. */
    server,
    /** Serves the upgrades of this HTTP server. */
    attach(httpServer: Server): void {
      httpServer.on('upgrade', onUpgrade);
    },
    connection(socket: WebSocket): Connection<Actor> {
      const connection = connections.get(socket);
      if (!connection) throw new AppError('INTERNAL');
      return connection;
    },
    /** Refuses new sockets from now on. */
    drain(): void {
      isDraining = true;
    },
    /** Closes every socket: 1012, the service restarts. */
    closeAll(): void {
      for (const socket of server.clients) socket.close(1012, 'The service restarts');
    },
    /** Cuts whatever did not close by itself. */
    terminateAll(): void {
      clearInterval(recheckTimer);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

/** tRPC builds a URL of the Host header and would throw, outside of any request, on a bad one. */
function parseUrl(request: IncomingMessage): URL | null {
  try {
    return new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  } catch {
    return null;
  }
}
