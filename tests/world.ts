/**
 * A whole server over a fresh database, for tests that span the system: people, timelines and properties by factories, callers in
 * process, and on demand a real port with real clients. Everything ends with `await using`.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createTRPCClient, createWSClient, httpBatchLink, splitLink, TRPCClientError, wsLink } from '@trpc/client';
import superjson from 'superjson';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { Context } from '../server/api/context.ts';
import { type AppRouter, createCaller } from '../server/api/router.ts';
import { type App, type AppOptions, createApp } from '../server/app.ts';
import type { Database } from '../server/database/client.ts';
import { logger } from '../server/logger.ts';
import type { Actor, AgentActor, ClientActor } from '../server/services/actor.ts';
import { addressKey } from '../server/services/listingAddress.ts';
import { canonicalClientCode, hashSecret } from '../server/services/secrets.ts';
import type { SessionHolder } from '../server/services/sessions.ts';
import { AppError, type AppErrorCode } from '../shared/errors.ts';
import { createTestDatabase, type TestDatabase } from './testDatabase.ts';

export const jwtSecret = 'a secret of these tests, with at least 32 bytes';
export const origin = 'http://localhost:3000';
/** What every agent and client of the factories signs in with. */
export const password = 'correct horse battery';
export const clientCode = 'ABCD-EFGH';

/** Nothing under test takes this long; a test that waits for what never comes says what came instead. */
const patienceMs = 20_000;

export type Options = Partial<
  Pick<AppOptions, 'bus' | 'redis' | 'bounds' | 'rateLimits' | 'allowSignup' | 'pageFolder'>
> & {
  /** Share a database between several servers; it is then not closed with them. */
  store?: TestDatabase;
};

export async function openWorld({ store, ...options }: Options = {}): Promise<World> {
  const opened = store ?? (await createTestDatabase());
  const app = createApp({
    open: {
      database: opened.database,
      kind: 'embedded',
      ping: async () => void (await opened.database.$queryRaw`SELECT 1`),
      close: opened.close,
    },
    log: logger,
    jwtSecret,
    publicUrl: origin,
    allowedOrigins: [origin],
    allowSignup: true,
    rateLimits: false,
    trustProxy: [],
    ...options,
  });
  return new World(opened, app, store === undefined);
}

/** People made by the factories: actors without a session; `signIn` begins one. */
export type Agent = AgentActor & { email: string };
export type Client = ClientActor & { shareToken: string };
export type Person = Agent | Client;
export type Home = { propertyId: string; conversationId: string; timelineId: string; address: string };
type Cookies = { refreshToken: string | null };

/** Secrets cost 20 ms each: hashed once for everybody. */
let hashes: Promise<{ password: string; code: string }> | undefined;
const hashed = () => {
  hashes ??= Promise.all([hashSecret(password), hashSecret(canonicalClientCode(clientCode))]).then(
    ([first, second]) => ({
      password: first,
      code: second,
    }),
  );
  return hashes;
};

let serial = 0;

export class World implements AsyncDisposable {
  readonly store: TestDatabase;
  readonly app: App;
  readonly #ownsStore: boolean;

  constructor(store: TestDatabase, app: App, ownsStore: boolean) {
    this.store = store;
    this.app = app;
    this.#ownsStore = ownsStore;
  }

  get database(): Database {
    return this.store.database;
  }

  async agent(name = 'Ann Agent'): Promise<Agent> {
    serial += 1;
    const email = `agent${serial}@example.com`;
    const { password: passwordHash } = await hashed();
    const user = await this.database.user.create({ data: { type: 'AGENT', name, email, passwordHash } });
    return { type: 'AGENT', userId: user.id, name, sessionId: randomUUID(), email };
  }

  /** A timeline of the agent with its client. */
  async client(agent: Agent, name = 'Carl Client'): Promise<Client> {
    serial += 1;
    const shareToken = `share-token-${serial}`;
    const { code: clientCodeHash } = await hashed();
    const user = await this.database.user.create({ data: { type: 'CLIENT', name } });
    const timeline = await this.database.timeline.create({
      data: { title: `Homes for ${name}`, agentId: agent.userId, clientId: user.id, shareToken, clientCodeHash },
    });
    const sessionId = randomUUID();
    return { type: 'CLIENT', userId: user.id, name, sessionId, timelineId: timeline.id, shareToken };
  }

  /** A property of the timeline with its conversation, as an import leaves them (but for its notification). */
  async property(agent: Agent, client: Client, address = `${++serial} Elm Street`): Promise<Home> {
    const { timelineId } = client;
    const { id: propertyId } = await this.database.property.create({
      data: {
        timelineId,
        address,
        addressKey: addressKey({ address, city: null, stateOrProvince: null, postalCode: null }),
      },
    });
    const { id: conversationId } = await this.database.propertyConversation.create({
      data: { propertyId, timelineId, agentId: agent.userId, clientId: client.userId },
    });
    return { propertyId, conversationId, timelineId, address };
  }

  /** An agent, one client and one property of theirs. */
  async couple(address?: string): Promise<{ agent: Agent; client: Client; home: Home }> {
    const agent = await this.agent();
    const client = await this.client(agent);
    return { agent, client, home: await this.property(agent, client, address) };
  }

  /** A new session of the person: tokens without the cost of a password. */
  async signIn(holder: SessionHolder): Promise<{ sessionId: string; accessToken: string; refreshToken: string }> {
    const tokens = await this.app.sessions.issue(holder);
    return { ...tokens, sessionId: tokens.refreshToken.slice(0, tokens.refreshToken.indexOf('.')) };
  }

  async accessToken(actor: Person): Promise<string> {
    return (await this.signIn(actor)).accessToken;
  }

  /** Every procedure, called in process by this actor. */
  caller(actor: Actor | null, { refreshToken }: Cookies = { refreshToken: null }) {
    const context: Context = {
      services: this.app.services,
      streams: this.app.streams,
      origin: { address: '127.0.0.1', deviceTokens: {} },
      authenticate: async () => {
        if (!actor) throw new AppError('UNAUTHENTICATED');
        return actor;
      },
      refreshToken: () => refreshToken,
      keepSession: ({ result }) => result,
      dropSession: () => null,
      countSubscription: () => () => {},
      beginCall: () => () => {},
      isStreaming: false,
    };
    return createCaller(context);
  }

  /** A message with the defaults of the API. */
  send(actor: Actor, { conversationId }: { conversationId: string }, content: string, replyToId: string | null = null) {
    return this.caller(actor).message.send({ conversationId, clientMessageId: randomUUID(), content, replyToId });
  }

  /** Serves HTTP and sockets on a free port. */
  async serve(): Promise<Served> {
    const server = createServer(this.app.handleRequest);
    this.app.attachSockets(server);
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has an address with a port.
    const { port } = server.address() as AddressInfo;
    return new Served(port, sockets, async () => {
      this.app.cutSockets();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    if (this.#ownsStore) await this.store.close();
  }
}

/**
 * A client as programs use it: calls over HTTP, subscriptions over a socket of its own. `url` is asked each time: a server that was killed
 * may have come back elsewhere. `fetch_` may keep cookies.
 */
export function connectTo(
  url: () => string,
  accessToken: string | null | (() => string),
  fetch_: typeof globalThis.fetch = fetch,
) {
  const token = () => (typeof accessToken === 'function' ? accessToken() : (accessToken ?? ''));
  const socket = createWSClient({
    url: () => `${url().replace('http', 'ws')}/trpc`,
    // Node 20 has no WebSocket of its own; that of `ws` serves alike, with types of its own.
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    connectionParams: accessToken === null ? null : () => ({ token: token() }),
    retryDelayMs: () => 20,
  });
  const api = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: wsLink({ client: socket, transformer: superjson }),
        false: httpBatchLink({
          url: '/trpc',
          transformer: superjson,
          headers: () => (accessToken === null ? {} : { authorization: `Bearer ${token()}` }),
          // The options are those of a fetch, under a type of tRPC's own.
          fetch: (path, options) => fetch_(`${url()}${path}`, options as RequestInit),
        }),
      }),
    ],
  });
  return { api, socket };
}

/** A server on a port, and everything that connects to it. */
export class Served implements AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** The server's ends of everything that is connected. */
  readonly sockets: ReadonlySet<Socket>;
  readonly #stop: () => Promise<void>;
  readonly #clients: { close(): void }[] = [];

  constructor(port: number, sockets: ReadonlySet<Socket>, stop: () => Promise<void>) {
    this.port = port;
    this.sockets = sockets;
    this.url = `http://127.0.0.1:${port}`;
    this.#stop = stop;
  }

  /** A client as programs use it. */
  connect(accessToken: string | null) {
    const connection = connectTo(() => this.url, accessToken);
    this.#clients.push(connection.socket);
    return connection;
  }

  /** One call over HTTP, answered with what is really on the wire. */
  async call(
    path: string,
    { input, type = 'mutation', accessToken, headers }: CallOptions = {},
  ): Promise<{ status: number; headers: Headers; text: string; body: WireBody }> {
    const wire = JSON.stringify(superjson.serialize(input));
    const query = type === 'query' && input !== undefined ? `?input=${encodeURIComponent(wire)}` : '';
    const response = await fetch(`${this.url}/trpc/${path}${query}`, {
      method: type === 'query' ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken && { authorization: `Bearer ${accessToken}` }),
        ...headers,
      },
      ...(type === 'mutation' && { body: wire }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as WireBody };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#stop();
  }
}

type CallOptions = {
  input?: unknown;
  type?: 'query' | 'mutation';
  accessToken?: string | null;
  headers?: Record<string, string>;
};
/** What tRPC answers one call with. */
export type WireBody = {
  result?: { data: { json: unknown } };
  error?: { json: { message: string; code: number; data: WireErrorData } };
};
export type WireErrorData = {
  code: string;
  appCode: AppErrorCode;
  issues?: { path: (string | number)[]; message: string }[];
  retryAfterMs?: number;
  path?: string;
};

/** Everything that comes in, in order, to be waited for one by one. */
export class Inbox<T> {
  readonly all: T[] = [];
  #read = 0;
  #failure: { error: unknown } | undefined;
  #wake: (() => void) | undefined;

  readonly put = (item: T): void => {
    this.all.push(item);
    this.#wake?.();
  };

  readonly fail = (error: unknown): void => {
    this.#failure = { error };
    this.#wake?.();
  };

  /** The first item after the last one taken that is wanted. */
  async next(isWanted: (item: T) => boolean = () => true): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      while (this.#read < this.all.length) {
        const item = this.all[this.#read++];
        if (item !== undefined && isWanted(item)) return item;
      }
      if (this.#failure) throw this.#failure.error;
      await this.#change(deadline);
    }
  }

  /** The error that ended what fills this box. */
  async failure(): Promise<unknown> {
    const deadline = Date.now() + patienceMs;
    while (!this.#failure) await this.#change(deadline);
    return this.#failure.error;
  }

  async #change(deadline: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`What was waited for did not come. What came: ${JSON.stringify(this.all)}`)),
        Math.max(0, deadline - Date.now()),
      );
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}

/** The handlers of a tRPC subscription that fill an inbox: `api.message.onMessage.subscribe(input, into(inbox))`. */
export function into<Event>(inbox: Inbox<Event>) {
  return {
    onData: (envelope: { id: string; data: Event }) => inbox.put(envelope.data),
    onError: inbox.fail,
  };
}

/** The code that a call is refused with, by whichever way it was made; `ok` where it is not. */
export async function outcome(call: Promise<unknown>): Promise<AppErrorCode | 'ok'> {
  return call.then(() => 'ok' as const, codeOf);
}

/** The contract's code of an error, as callers in process and clients see it. */
export function codeOf(error: unknown): AppErrorCode {
  if (error instanceof AppError) return error.code;
  if (error instanceof TRPCClientError && error.data) return (error.data as WireErrorData).appCode;
  if (error instanceof Error && error.cause instanceof AppError) return error.cause.code;
  throw error;
}

export async function expectRefusal(call: Promise<unknown>, code: AppErrorCode): Promise<void> {
  expect(await outcome(call)).toBe(code);
}

/** Nothing of the inside: no stack, no SQL, no path. */
export function expectNothingInside(text: string): void {
  expect(text).not.toMatch(
    /stack|node_modules|\.ts\b|\.mjs\b|\bat \w+ \(|prisma|SELECT |INSERT |PropertyConversation|\/home|\/root/i,
  );
}
