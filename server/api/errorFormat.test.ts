import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { AppError, type AppErrorCode, errorCodes } from '../../shared/errors.ts';
import { importInput, loginInput, onMessageInput } from '../../shared/inputs.ts';
import type { Context } from './context.ts';
import { formatError } from './errorFormat.ts';
import { createCallerFactory, publicProcedure, router } from './trpc.ts';
import { createWebSocketHandler } from './webSocketHandler.ts';

const secret = 'SELECT * FROM "User" WHERE email = \'a@b\' at /srv/app/server.ts:12';
const appCodes = Object.keys(errorCodes) as AppErrorCode[];
const isAppCode = (code: string): code is AppErrorCode => code in errorCodes;

const testRouter = router({
  throws: publicProcedure.input(z.string()).query(({ input }) => {
    if (isAppCode(input)) throw new AppError(input, { cause: new Error(secret) });
    throw new Error('unknown code');
  }),
  limited: publicProcedure.query(() => {
    throw new AppError('RATE_LIMITED', { retryAfterMs: 1_234 });
  }),
  fails: publicProcedure.input(z.enum(['error', 'text', 'object', 'zod', 'nested'])).query(({ input }) => {
    if (input === 'error') throw Object.assign(new Error(secret), { code: 'P2010', meta: { query: secret } });
    if (input === 'text') throw secret;
    if (input === 'object') throw { message: secret, stack: secret };
    if (input === 'zod') z.number({ error: secret }).parse('x');
    throw new Error(secret, { cause: new AppError('FORBIDDEN') });
  }),
  login: publicProcedure.input(loginInput).mutation(() => 'in'),
  import: publicProcedure.input(importInput).mutation(() => 'imported'),
  onMessage: publicProcedure.input(onMessageInput).subscription(async function* ({ input }) {
    yield 'ready';
    if (input.conversationId === 'closed') throw new AppError('CONVERSATION_CLOSED');
    throw new Error(secret);
  }),
});

// None of the procedures above looks into its context.
const createContext = () => ({ countSubscription: () => () => {}, beginCall: () => () => {} }) as unknown as Context;

let server: Server;
let sockets: WebSocketServer;
let origin: string;
beforeAll(async () => {
  const handler = createHTTPHandler({ router: testRouter, createContext, maxBatchSize: 20, maxBodySize: 2_000 });
  server = createServer(handler).listen(0);
  sockets = new WebSocketServer({ server });
  createWebSocketHandler(sockets, {
    router: testRouter,
    createContext: async () => createContext(),
    onError: () => {},
    maxCalls: 20,
    maxSubscriptions: 100,
    keepAlive: { pingMs: 30_000, pongWaitMs: 10_000 },
  });
  await new Promise((resolve) => server.once('listening', resolve));
  // A server that listens on a port has an address of this kind.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const socket of sockets.clients) socket.terminate();
  server.close();
});

type Answer = { message: string; code: number; data: Record<string, unknown> };

/** The error of one call over real HTTP. Whatever it is, the answer agrees with itself and tells nothing of the inside. */
async function failure(path: string, init: RequestInit & { input?: unknown } = {}): Promise<Answer> {
  const query = 'input' in init ? `?input=${encodeURIComponent(JSON.stringify({ json: init.input }))}` : '';
  const response = await fetch(`${origin}/${path}${query}`, init);
  const text = await response.text();
  const answer: unknown = JSON.parse(text);
  const { json } = ((Array.isArray(answer) ? answer[0] : answer) as { error: { json: Answer } }).error;
  expectSound(json, text);
  expect(response.status).toBe(json.data.httpStatus);
  return json;
}

function expectSound(answer: Answer, text: string) {
  expect(text).not.toMatch(/SELECT|stack|node_modules|\.ts\b|Error:/);
  const { appCode, code } = answer.data;
  if (typeof appCode !== 'string' || !isAppCode(appCode)) throw new Error(`no appCode in ${text}`);
  expect(code).toBe(errorCodes[appCode]);
  expect(answer.code).toBe(TRPC_ERROR_CODES_BY_KEY[errorCodes[appCode]]);
}

const post = (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  failure(path, { method: 'POST', body, headers });

const statuses: Partial<Record<AppErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  INVALID_CREDENTIALS: 401,
  SESSION_EXPIRED: 401,
  FORBIDDEN: 403,
  VALIDATION_FAILED: 400,
  CONVERSATION_CLOSED: 412,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  PAYLOAD_TOO_LARGE: 413,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

describe('what a service throws', () => {
  it.each(appCodes)('%s arrives with its code, status and a text for people', async (appCode) => {
    const { data, message } = await failure('throws', { input: appCode });
    expect(data).toMatchObject({ appCode, httpStatus: statuses[appCode] ?? 404, path: 'throws' });
    expect(message).toBe(new AppError(appCode).message);
  });

  it('says how long to wait', async () => {
    expect((await failure('limited')).data).toMatchObject({ appCode: 'RATE_LIMITED', retryAfterMs: 1_234 });
  });

  it('has its own code for callers in this process, too', async () => {
    const caller = createCallerFactory(testRouter)(createContext());
    const error = await caller.throws('CONVERSATION_CLOSED').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TRPCError);
    expect(error).toMatchObject({ code: 'PRECONDITION_FAILED', cause: { code: 'CONVERSATION_CLOSED' } });
  });

  it.each(['error', 'text', 'object', 'zod', 'nested'])(
    'unforeseen (%s) is INTERNAL, and nothing of it leaves',
    async (input) => {
      const { data, message } = await failure('fails', { input });
      expect(data).toEqual({ appCode: 'INTERNAL', code: 'INTERNAL_SERVER_ERROR', httpStatus: 500, path: 'fails' });
      expect(message).toBe('Something went wrong on our side. Please try again.');
    },
  );

  it('unforeseen keeps its cause for the log', async () => {
    const caller = createCallerFactory(testRouter)(createContext());
    await expect(caller.fails('error')).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      cause: { code: 'P2010' },
    });
  });
});

describe('a wrong input', () => {
  it('names the fields', async () => {
    const { data } = await post('login', JSON.stringify({ json: { email: '', password: 5 } }));
    expect(data.appCode).toBe('VALIDATION_FAILED');
    expect(data.issues).toMatchObject([{ path: ['email'] }, { path: ['password'] }]);
  });

  it('is named by what is wrong with the alternative that was meant', async () => {
    const caller = createCallerFactory(testRouter)(createContext());
    const error: unknown = await caller
      .onMessage({ conversationId: 'c', lastEventId: 'soon' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'BAD_REQUEST',
      cause: {
        code: 'VALIDATION_FAILED',
        issues: [{ path: ['lastEventId'], message: 'must be the id of an event: a whole number' }],
      },
    });
  });

  it('of many faults names the first fifty', async () => {
    const { data } = await post('import', JSON.stringify({ json: { timelineId: 't', rows: Array(200).fill(1) } }));
    expect(data.issues).toHaveLength(50);
  });

  it.each([
    ['no JSON', () => post('login', '{"json":')],
    ['no body', () => post('login', '')],
    ['no superjson', () => post('login', '[1]')],
    ['null', () => post('login', 'null')],
    ['a form', () => post('login', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })],
    ['no content type', () => post('login', 'a=b', {})],
    ['broken query', () => failure('throws?input=%7B')],
    ['a wrong batch', () => failure('throws,throws?batch=1&input=5')],
    ['too many calls', () => failure(`${Array(21).fill('limited').join(',')}?batch=1`)],
    ['a broken path', () => failure('%E0%A4%A')],
  ])('that is %s gets VALIDATION_FAILED', async (_what, call) => {
    const { data } = await call();
    expect(data.appCode).toBe('VALIDATION_FAILED');
    expect(data.issues).toHaveLength(1);
  });

  it('that is too long gets PAYLOAD_TOO_LARGE', async () => {
    const { data } = await post('login', JSON.stringify({ json: { email: 'a'.repeat(3_000), password: 'x' } }));
    expect(data).toMatchObject({ appCode: 'PAYLOAD_TOO_LARGE', httpStatus: 413 });
  });
});

describe('a procedure that there is not', () => {
  it.each([
    ['unknown', () => failure('nothing.here')],
    ['named after a property of every object', () => failure('constructor')],
    ['a mutation asked for by GET', () => failure('login')],
    ['a query by POST', () => post('limited', '{}')],
  ])('%s gets PROCEDURE_NOT_FOUND', async (_what, call) => {
    expect((await call()).data).toMatchObject({ appCode: 'PROCEDURE_NOT_FOUND', httpStatus: 404 });
  });
});

it('a context that cannot be made tells nothing either', async () => {
  const t = initTRPC.create({ transformer: superjson, errorFormatter: formatError });
  const broken = createServer(
    createHTTPHandler({
      router: t.router({ any: t.procedure.query(() => 'x') }),
      createContext: () => {
        throw new Error(secret);
      },
    }),
  ).listen(0);
  await new Promise((resolve) => broken.once('listening', resolve));
  const response = await fetch(`http://127.0.0.1:${(broken.address() as AddressInfo).port}/any`);
  const text = await response.text();
  broken.close();
  expect(response.status).toBe(500);
  expectSound((JSON.parse(text) as { error: { json: Answer } }).error.json, text);
});

describe('a subscription', () => {
  /** The error that a subscription over a real socket ends with. */
  async function ending(input: unknown): Promise<Answer> {
    const socket = new WebSocket(origin.replace('http', 'ws'));
    try {
      return await new Promise((resolve, reject) => {
        socket.on('error', reject);
        socket.on('open', () =>
          socket.send(
            JSON.stringify({ id: 1, method: 'subscription', params: { path: 'onMessage', input: { json: input } } }),
          ),
        );
        socket.on('message', (data) => {
          const text = String(data);
          const { error } = JSON.parse(text) as { error?: { json: Answer } };
          if (!error) return;
          expectSound(error.json, text);
          resolve(error.json);
        });
      });
    } finally {
      socket.terminate();
    }
  }

  it("that fails on its way ends with the contract's error", async () => {
    expect((await ending({ conversationId: 'closed' })).data).toMatchObject({ appCode: 'CONVERSATION_CLOSED' });
    expect((await ending({ conversationId: 'c' })).data).toMatchObject({ appCode: 'INTERNAL' });
  });

  it('that starts from no event id is refused', async () => {
    expect((await ending({ conversationId: 'c', lastEventId: 'soon' })).data).toMatchObject({
      appCode: 'VALIDATION_FAILED',
      issues: [{ path: ['lastEventId'] }],
    });
  });
});
