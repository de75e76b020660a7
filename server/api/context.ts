import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { refreshInput } from '../../shared/inputs.ts';
import type { AuthResult } from '../../shared/views.ts';
import type { Connection } from '../realtime/socketGuard.ts';
import type { Actor } from '../services/actor.ts';
import type { AuthService, CallOrigin, EndedSession, KeptSession } from '../services/auth.ts';
import type { ConversationService } from '../services/conversations.ts';
import type { MessageService } from '../services/messages.ts';
import type { NotificationService } from '../services/notifications.ts';
import type { PresenceService } from '../services/presence.ts';
import type { PropertyService } from '../services/properties.ts';
import type { ImportService } from '../services/propertyImport.ts';
import type { Sessions } from '../services/sessions.ts';
import type { TimelineService } from '../services/timelines.ts';
import { createCookieJar } from './cookies.ts';
import type { InFlight } from './inFlight.ts';
import type { Streams } from './streams.ts';

export type Services = {
  auth: AuthService;
  timelines: TimelineService;
  properties: PropertyService;
  imports: ImportService;
  conversations: ConversationService;
  messages: MessageService;
  notifications: NotificationService;
  presence: PresenceService;
};

/** What every procedure is given. Over HTTP made once a request, over WebSocket once a socket. */
export type Context = {
  services: Services;
  streams: Streams;
  origin: CallOrigin;
  /** A call begins; call the returned function when it is answered. */
  beginCall: InFlight['begin'];
  /** The answers go out one by one (`httpBatchStreamLink`), after the headers. */
  isStreaming: boolean;
  /** Who calls, or `UNAUTHENTICATED` / `SESSION_EXPIRED`. */
  authenticate(): Promise<Actor>;
  /** The refresh token of the cookie that `input` means. */
  refreshToken(input: z.output<typeof refreshInput>): string | null;
  /** Sends the session's cookies and answers what the caller may see. */
  keepSession(session: KeptSession): AuthResult;
  /** Drops the cookie of an ended session. */
  dropSession(session: EndedSession): null;
  /** Over WebSocket alone, and so are subscriptions: takes a place for a subscription, until `signal` aborts or the returned function is called. */
  countSubscription?(signal: AbortSignal | undefined): () => void;
  /** Over WebSocket: resolves when the reader has room for more. */
  drained?(): Promise<void>;
  /** Over WebSocket: this call ends the socket's own session, and its answer goes first. */
  answerBeforeClosing?(): void;
};

type Dependencies = {
  services: Services;
  streams: Streams;
  sessions: Sessions;
  inFlight: InFlight;
  /** Whether browsers reach the server by https. */
  secureCookies: boolean;
};

/** The context of one HTTP request: the actor by its bearer token, cookies both ways. */
export function createHttpContext(
  { services, streams, sessions, inFlight, secureCookies }: Dependencies,
  request: IncomingMessage & { ip?: string | undefined },
  response: ServerResponse,
  isStreaming: boolean,
): Context {
  const cookies = createCookieJar({
    header: request.headers.cookie,
    secure: secureCookies,
    send: (setCookie) => {
      if (!isStreaming) response.appendHeader('set-cookie', setCookie);
    },
  });
  let actor: Promise<Actor> | undefined;
  return {
    services,
    streams,
    origin: { address: request.ip ?? '', deviceTokens: cookies.deviceTokens },
    beginCall: inFlight.begin,
    isStreaming,
    // Once a request, however many calls are batched in it.
    authenticate: () => {
      actor ??= authenticateBearer(sessions, request.headers.authorization);
      return actor;
    },
    refreshToken: cookies.refreshToken,
    keepSession: cookies.keepSession,
    dropSession: cookies.dropSession,
  };
}

async function authenticateBearer(sessions: Sessions, header: string | undefined): Promise<Actor> {
  const token = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (!token) throw new AppError('UNAUTHENTICATED');
  return (await sessions.authenticate(token)).actor;
}

/**
 * The context of one socket: the actor by the token in `connectionParams`. No answer can carry a cookie here, so a session begun over
 * a socket cannot be renewed: programs sign in over HTTP.
 */
export async function createSocketContext(
  { services, streams, inFlight, secureCookies }: Dependencies,
  address: string,
  cookieHeader: string | undefined,
  connection: Connection<Actor>,
  connectionParams: Readonly<Record<string, string | undefined>> | null,
): Promise<Context> {
  await connection.authenticate(connectionParams?.['token']);
  const cookies = createCookieJar({ header: cookieHeader, secure: secureCookies, send: () => {} });
  return {
    services,
    streams,
    origin: { address, deviceTokens: cookies.deviceTokens },
    beginCall: inFlight.begin,
    isStreaming: false,
    authenticate: async () => connection.actor(),
    refreshToken: () => null,
    keepSession: cookies.keepSession,
    dropSession: cookies.dropSession,
    countSubscription: connection.countSubscription,
    drained: connection.drained,
    answerBeforeClosing: connection.answerBeforeClosing,
  };
}
