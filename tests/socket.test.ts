/**
 * Sockets of clients that are slow, wrong, uninvited or worse. What happens meanwhile happens at the same server, and then at another one:
 * every rule holds on one process and on many.
 */
import { randomUUID } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConversationEvent } from '../shared/events.ts';
import { limits } from '../shared/limits.ts';
import { dropRawSockets, RawSocket } from './rawSocket.ts';
import { openSeveralProcesses } from './severalProcesses.ts';
import {
  type Agent,
  type Client,
  expectNothingInside,
  type Home,
  Inbox,
  into,
  jwtSecret,
  openWorld,
  origin,
  outcome,
  type Served,
  type WireBody,
  type World,
} from './world.ts';

/** The server that the sockets are connected to. */
let world: World;
let served: Served;
/** The server at which things happen: the same, or another process. */
let elsewhere: World;
let servedElsewhere: Served;
let agent: Agent;
let client: Client;
let home: Home;
afterEach(dropRawSockets);

const setUps = [
  {
    name: 'one process',
    open: async () => {
      const only = await openWorld();
      return { one: only, other: only, close: () => only[Symbol.asyncDispose]() };
    },
  },
  {
    name: 'two processes',
    open: async () => {
      const both = await openSeveralProcesses();
      return { one: both.one, other: both.other, close: () => both[Symbol.asyncDispose]() };
    },
  },
];

const address = (path = '/trpc') => `ws://127.0.0.1:${served.port}${path}`;

/** A socket of this person, and its session. */
async function connect(person: Agent | Client, signedIn?: { accessToken: string }, { port } = served) {
  const session = signedIn ?? (await elsewhere.signIn(person));
  const socket = new RawSocket(`ws://127.0.0.1:${port}/trpc?connectionParams=1`);
  expect(await socket.opened).toBe('open');
  socket.send({ method: 'connectionParams', data: { token: session.accessToken } });
  return { socket, ...session };
}

/** The socket follows the conversation under this id, and has been told so. */
async function subscribe(socket: RawSocket, id = 1): Promise<void> {
  socket.call(id, 'subscription', 'message.onMessage', { conversationId: home.conversationId });
  expect((await socket.answer(id)).result).toMatchObject({ type: 'started' });
  expect((await socket.answer(id)).result?.data?.json).toMatchObject({ data: { kind: 'ready' } });
}

/** What the server answers to these very bytes, until it closes the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(served.port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

async function expectAlive(): Promise<void> {
  expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
  const { socket } = await connect(agent);
  socket.call(1, 'query', 'auth.me');
  expect((await socket.answer(1)).result).toBeDefined();
}

describe.each(setUps)('$name', ({ open: openServers }) => {
  let close: () => PromiseLike<void>;
  beforeAll(async () => {
    const servers = await openServers();
    ({ one: world, other: elsewhere, close } = servers);
    served = await world.serve();
    servedElsewhere = elsewhere === world ? served : await elsewhere.serve();
    ({ agent, client, home } = await world.couple());
  });
  afterAll(async () => {
    for (const server of new Set([served, servedElsewhere])) await server[Symbol.asyncDispose]();
    await close();
  });

  describe('who may open a socket', () => {
    test.each([
      ['our page', origin, 'open'],
      ['another page', 'https://evil.example', 403],
      ['another port of our host', 'http://localhost:3001', 403],
      ['a page without an origin', 'null', 403],
    ])('%s', async (_who, from, answer) => {
      expect(await new RawSocket(address(), { origin: from }).opened).toBe(answer);
    });

    test('a program, which says no origin', async () => {
      expect(await new RawSocket(address()).opened).toBe('open');
    });

    test.each(['/', '/trpcx', '/trpc/message.onMessage', '/healthz'])('nobody at %s', async (path) => {
      expect(await new RawSocket(address(path)).opened).toBe(404);
    });

    test('who is refused and keeps their end open leaves no connection behind', async () => {
      const before = served.sockets.size;
      const stubborn = connectTcp({ port: served.port, host: '127.0.0.1', allowHalfOpen: true });
      stubborn.on('error', () => {});
      const ended = new Promise((resolve) => stubborn.once('end', resolve));
      stubborn.resume();
      stubborn.write('GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      await ended;
      await expect.poll(() => served.sockets.size, { timeout: 10_000 }).toBeLessThanOrEqual(before);
      stubborn.destroy();
    });

    test.each(['[', 'a b', '', 'x'.repeat(300), '%zz', 'host:99999999', 'a:b@localhost'])(
      'a bad Host header (%j) hurts nobody',
      async (host) => {
        const upgrade =
          'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
        const answers = await Promise.all([
          raw(`GET /trpc HTTP/1.1\r\nHost: ${host}\r\nOrigin: null\r\n${upgrade}\r\n\r\n`),
          raw(`GET /trpc/auth.me HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
          raw(`GET http://[/trpc HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
          raw(`GET //trpc/auth.me HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
          raw(`GET http://a:b@localhost/trpc/auth.me HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
          raw(`TRACE /trpc/auth.me HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
        ]);
        for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
        await expectAlive();
      },
    );
  });

  describe('whose socket it is', () => {
    test('one that never says so is closed in time', async () => {
      await using impatient = await openWorld({ store: world.store, bounds: { authenticateWithinMs: 150 } });
      await using server = await impatient.serve();
      for (const path of ['/trpc', '/trpc?connectionParams=1']) {
        const socket = new RawSocket(`ws://127.0.0.1:${server.port}${path}`);
        const began = Date.now();
        expect((await socket.closed).code).toBe(4401);
        expect(Date.now() - began).toBeLessThan(1_000);
      }
      // One that has said so stays.
      const socket = new RawSocket(`ws://127.0.0.1:${server.port}/trpc?connectionParams=1`);
      await socket.opened;
      socket.send({ method: 'connectionParams', data: { token: await world.accessToken(agent) } });
      const late = new RawSocket(`ws://127.0.0.1:${server.port}/trpc`);
      await late.closed;
      socket.call(1, 'query', 'auth.me');
      expect((await socket.answer(1)).result).toBeDefined();
    });

    test('without a token there is nothing but what anybody may call', async () => {
      const socket = new RawSocket(address());
      await socket.opened;
      socket.call(1, 'query', 'auth.me');
      expect((await socket.answer(1)).error?.json.data.appCode).toBe('UNAUTHENTICATED');
      socket.call(2, 'subscription', 'message.onMessage', { conversationId: home.conversationId });
      expect((await socket.answer(2)).error?.json.data.appCode).toBe('UNAUTHENTICATED');
    });

    test.each(['nonsense', '', 'a.b.c'])('a token that is none closes it: %j', async (accessToken) => {
      const { socket } = await connect(agent, { accessToken });
      expect(await socket.closed).toMatchObject({ code: 4401 });
    });

    test('a token of an ended session closes it', async () => {
      const session = await world.signIn(agent);
      await elsewhere.app.sessions.end([session.sessionId]);
      const { socket } = await connect(agent, session);
      expect(await socket.closed).toMatchObject({ code: 4401 });
    });

    /** The socket must go within a second of `ending`, and hear nothing of what is said afterwards. */
    async function expectEnd(socket: RawSocket, ending: () => Promise<unknown>): Promise<void> {
      await subscribe(socket);
      const before = socket.events.length;
      const closedAt = socket.closed.then(() => Date.now());
      await ending();
      const endedAt = Date.now();
      await elsewhere.send(agent, home, 'not for you any more');
      expect((await closedAt) - endedAt).toBeLessThan(1_000);
      expect(await socket.closed).toMatchObject({ code: 4401 });
      expect(socket.events).toHaveLength(before);
    }

    test('logging out anywhere closes its sockets, and no others of the user', async () => {
      const { socket, accessToken } = await connect(client);
      const { socket: other } = await connect(client);
      await subscribe(other);
      await expectEnd(socket, () => servedElsewhere.call('auth.logout', { accessToken }));
      expect(
        await other.frames.next(({ result }) => JSON.stringify(result ?? '').includes('not for you')),
      ).toBeDefined();
    });

    test('logging out over a socket is answered before it closes', async () => {
      const { socket } = await connect(client);
      socket.call(1, 'mutation', 'auth.logout');
      expect((await socket.answer(1)).result).toMatchObject({ type: 'data', data: { json: null } });
      expect(await socket.closed).toMatchObject({ code: 4401 });
    });

    test('taking access away closes the client’s sockets', async () => {
      const { socket } = await connect(client);
      await expectEnd(socket, () => elsewhere.caller(agent).timeline.revokeAccess({ timelineId: home.timelineId }));
      await elsewhere.caller(agent).timeline.share({ timelineId: home.timelineId });
    });

    test('using an old refresh token closes the sockets of its session', async () => {
      const session = await world.signIn(client);
      const { socket } = await connect(client, session);
      await elsewhere.app.sessions.refresh(session.refreshToken);
      await expectEnd(socket, () => outcome(elsewhere.app.sessions.refresh(session.refreshToken)));
    });

    test('it does not outlive its token', async () => {
      const { sessionId } = await world.signIn(client);
      const expiresAt = Math.ceil(Date.now() / 1000) + 3;
      const accessToken = await new SignJWT({
        sid: sessionId,
        typ: 'CLIENT',
        tid: client.timelineId,
        name: client.name,
      })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(client.userId)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(new TextEncoder().encode(jwtSecret));
      const { socket } = await connect(client, { accessToken });
      await subscribe(socket);
      expect(await socket.closed).toMatchObject({ code: 4401 });
      // Timers may be a few milliseconds early.
      expect(Date.now()).toBeGreaterThanOrEqual(expiresAt * 1000 - 50);
      expect(Date.now()).toBeLessThan(expiresAt * 1000 + 1_000);
      const { socket: again } = await connect(client, { accessToken });
      expect(await again.closed).toMatchObject({ code: 4401, reason: 'SESSION_EXPIRED' });
    });
  });

  describe('limits of a socket', () => {
    test('a frame of more than 64 KiB closes it with 1009; one of 64 KiB does not', async () => {
      const { socket } = await connect(agent);
      const frame = (bytes: number) => {
        const empty = JSON.stringify({ id: 1, method: 'query', params: { path: 'auth.me', input: { json: '' } } });
        return empty.replace('"json":""', `"json":"${'x'.repeat(bytes - empty.length)}"`);
      };
      socket.ws.send(frame(limits.webSocketFrameBytes));
      expect((await socket.answer(1)).result).toBeDefined();
      socket.ws.send(frame(limits.webSocketFrameBytes + 1));
      expect(await socket.closed).toMatchObject({ code: 1009 });
      await expectAlive();
    });

    test('100 subscriptions, not one more, until one of them ends', async () => {
      const { socket } = await connect(agent);
      // Those that fail take no place.
      for (let id = 1_000; id < 1_150; id += 1) {
        socket.call(id, 'subscription', 'message.onMessage', { conversationId: 'nowhere' });
      }
      const refusals: string[] = [];
      while (refusals.length < 150) {
        const { error } = await socket.frames.next((frame) => frame.error !== undefined);
        refusals.push(error?.json.data.appCode ?? '');
      }
      expect(new Set(refusals)).toEqual(new Set(['CONVERSATION_NOT_FOUND', 'RATE_LIMITED']));
      for (let id = 1; id <= 100; id += 1) await subscribe(socket, id);
      socket.call(101, 'subscription', 'message.onMessage', { conversationId: home.conversationId });
      expect((await socket.answer(101)).error?.json.data.appCode).toBe('RATE_LIMITED');
      socket.send({ id: 7, method: 'subscription.stop' });
      await socket.frames.next(({ id, result }) => id === 7 && result?.type === 'stopped');
      await subscribe(socket, 102);
    });

    test('all subscriptions may come in one frame, as after a lost connection', async () => {
      const { socket } = await connect(agent);
      const { conversationId } = home;
      const params = { path: 'message.onMessage', input: { json: { conversationId } } };
      socket.send(Array.from({ length: 60 }, (_, id) => ({ id, method: 'subscription', params })));
      for (let id = 0; id < 60; id += 1) {
        await expect.poll(() => socket.events.filter((frame) => frame.id === id)).toHaveLength(1);
      }
    });

    test('20 sockets of a user, not one more, until one of them has gone', async () => {
      const { agent: other } = await world.couple();
      const sockets: RawSocket[] = [];
      for (let index = 0; index < 20; index += 1) {
        const { socket } = await connect(other);
        socket.call(1, 'query', 'auth.me');
        expect((await socket.answer(1)).result).toBeDefined();
        sockets.push(socket);
      }
      for (const server of [served, servedElsewhere]) {
        const { socket: refused } = await connect(other, undefined, server);
        expect(await refused.closed).toMatchObject({ code: 4429 });
      }
      sockets[0]!.ws.close();
      await sockets[0]!.closed;
      // The server may hear of it a moment later.
      await expect
        .poll(async () => {
          const { socket: next } = await connect(other);
          next.call(1, 'query', 'auth.me');
          return Promise.race([
            next.answer(1).then(({ result }) => result?.type),
            next.closed.then(({ code }) => code),
          ]);
        })
        .toBe('data');
    });

    test('20 calls in a batch, not one more, by either way', async () => {
      const { socket, accessToken } = await connect(agent);
      const calls = (count: number) =>
        Array.from({ length: count }, (_, id) => ({
          id,
          method: 'query',
          params: { path: 'auth.me', input: { json: null } },
        }));
      socket.send(calls(21));
      expect((await socket.answer(20)).error?.json).toMatchObject({
        message: 'There are too many calls in this batch. Send them in several.',
        data: { code: 'BAD_REQUEST', appCode: 'VALIDATION_FAILED' },
      });
      expect(socket.frames.all.filter(({ result }) => result)).toEqual([]);
      socket.send(calls(20));
      for (let id = 0; id < 20; id += 1) await socket.frames.next(({ result }) => result !== undefined);

      const batch = async (count: number) => {
        const response = await fetch(`${served.url}/trpc/${Array(count).fill('auth.me').join(',')}?batch=1`, {
          headers: { authorization: `Bearer ${accessToken}` },
        });
        return (await response.json()) as WireBody | WireBody[];
      };
      const refused = JSON.stringify(await batch(21));
      expect(refused).toContain('"appCode":"VALIDATION_FAILED"');
      expect(refused).toContain('too many calls in this batch');
      expect(await batch(20)).toHaveLength(20);
    });

    test('30 messages in 10 s of a sender, then RATE_LIMITED with the time to wait', async () => {
      await using strict = await openWorld({ store: world.store, rateLimits: true });
      const { client: sender, home: place } = await world.couple();
      const first = { conversationId: place.conversationId, clientMessageId: randomUUID(), content: 'first' };
      const stored = await strict.caller(sender).message.send(first);
      const sends = await Promise.all(Array.from({ length: 30 }, () => outcome(strict.send(sender, place, 'hello'))));
      expect(sends.filter((answer) => answer === 'ok')).toHaveLength(29);
      expect(sends.filter((answer) => answer === 'RATE_LIMITED')).toHaveLength(1);
      // Asking what became of one that was sent is no message.
      expect(await strict.caller(sender).message.send(first)).toEqual(stored);
      await using server = await strict.serve();
      const { body, status } = await server.call('message.send', {
        accessToken: await world.accessToken(sender),
        input: { conversationId: place.conversationId, clientMessageId: randomUUID(), content: 'hello' },
      });
      expect(status).toBe(429);
      expect(body.error?.json.data).toMatchObject({ appCode: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
      expect(body.error?.json.data.retryAfterMs).toBeLessThanOrEqual(10_000);
    });
  });

  describe('a reader that stops reading', () => {
    /** The server's end of a socket. */
    function serverEnd(socket: RawSocket) {
      // The client's end of a WebSocket is a socket with a port, which `ws` keeps to itself.
      const { localPort } = (socket.ws as unknown as { _socket: { localPort: number } })._socket;
      const found = [...served.sockets].find(({ remotePort }) => remotePort === localPort);
      if (!found) throw new Error('Nobody is connected from there');
      return found;
    }

    test.each([
      ['says nothing', () => {}],
      ['goes on answering PING', (ws: WebSocket) => ws.send('PONG')],
      ['goes on asking', (ws: WebSocket) => ws.send('PING')],
    ])('and %s is cut at about 1 MiB, and resumes where it was', async (_name, behave) => {
      const { socket } = await connect(client);
      for (let id = 1; id <= 60; id += 1) await subscribe(socket, id);
      const { revision } = await elsewhere.caller(client).conversation.forProperty(home);
      const end = serverEnd(socket);
      socket.ws.pause();
      let most = 0;
      let sent = 0;
      // 60 subscriptions make 1 MB of each message; the kernel takes a few of them before it is the server's turn.
      for (; sent < 60 && !end.destroyed; sent += 1) {
        await elsewhere.send(agent, home, `${sent} ${'🏡'.repeat(3_990)}`);
        behave(socket.ws);
        most = Math.max(most, end.writableLength);
      }
      expect(end.destroyed).toBe(true);
      // What was there, and the frame that found it too much.
      expect(most).toBeLessThan(limits.webSocketBufferBytes + 64 * 1024);

      const { api } = servedElsewhere.connect(await world.accessToken(client));
      const inbox = new Inbox<ConversationEvent>();
      api.message.onMessage.subscribe(
        { conversationId: home.conversationId, lastEventId: String(revision) },
        into(inbox),
      );
      await inbox.next((event) => event.revision === revision + sent);
      expect(inbox.all.map((event) => event.revision)).toEqual(
        Array.from({ length: sent + 1 }, (_, index) => revision + index),
      );
    });

    test('but one that is far behind and reads slowly is caught up in one go, and costs no more', async () => {
      const { agent, client, home } = await world.couple();
      const count = 700;
      // About 11 MB: more than the kernel's buffers and what is allowed to wait here.
      for (let sent = 0; sent < count; sent += 50) {
        await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            elsewhere.send(agent, home, `${sent + index} ${'🏡'.repeat(3_990)}`),
          ),
        );
      }
      const { socket } = await connect(client);
      socket.call(1, 'subscription', 'message.onMessage', { conversationId: home.conversationId, lastEventId: '0' });
      expect((await socket.answer(1)).result).toMatchObject({ type: 'started' });
      const end = serverEnd(socket);
      let most = 0;
      // Reads a little now and then, as over a bad line.
      const slow = setInterval(() => {
        most = Math.max(most, end.writableLength);
        socket.ws.pause();
        setTimeout(() => socket.ws.resume(), 15);
      }, 20);
      try {
        await expect.poll(() => socket.events.length, { timeout: 40_000 }).toBe(count + 1);
      } finally {
        clearInterval(slow);
        socket.ws.resume();
      }
      // Where PostgreSQL is slower than the reader, nothing waits here.
      if (elsewhere === world) expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThan(limits.webSocketBufferBytes);
      expect(socket.events.map(({ result }) => Number(result?.id))).toEqual(
        Array.from({ length: count + 1 }, (_, revision) => revision),
      );
    });

    test('and floods the server with pings costs no more', async () => {
      const { socket } = await connect(client);
      await subscribe(socket);
      const end = serverEnd(socket);
      socket.ws.pause();
      let most = 0;
      const payload = Buffer.alloc(125);
      for (let round = 0; round < 400 && !end.destroyed; round += 1) {
        for (let index = 0; index < 500; index += 1)
          if (socket.ws.readyState === WebSocket.OPEN) socket.ws.ping(payload);
        await new Promise((resolve) => setImmediate(resolve));
        most = Math.max(most, end.writableLength);
      }
      expect(most).toBeLessThan(limits.webSocketBufferBytes + 64 * 1024);
      await expectAlive();
    });
  });

  describe('malformed', () => {
    test.each([
      'not json',
      '',
      '{}',
      '[]',
      '[[]]',
      'null',
      '"text"',
      '1e999',
      '{"id":null,"method":"query","params":{"path":"auth.me"}}',
      '{"id":1}',
      '{"id":1,"method":"query"}',
      '{"id":1,"method":"nothing","params":{"path":"auth.me"}}',
      '{"id":1,"method":"query","params":{"path":"__proto__"}}',
      '{"id":1,"method":"query","params":{"path":"constructor.prototype"}}',
      '{"id":1,"method":"query","params":{"path":7}}',
      '{"id":1,"method":"subscription","params":{"path":"auth.me"}}',
      '{"id":1,"method":"mutation","params":{"path":"message.send","input":{"json":{"__proto__":{"x":1}}}}}',
      '{"id":1,"method":"query","params":{"path":"message.list","input":{"json":1,"meta":{"values":{"a.b":[["Date"]]}}}}}',
      '{"id":1,"method":"query","params":{"path":"message.list","input":7}}',
      '{"id":1,"method":"subscription.stop"}',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    ])('a frame is answered or ignored, and hurts nobody (%#)', async (text) => {
      const { socket } = await connect(agent);
      socket.ws.send(text);
      socket.ws.send(Buffer.from(text));
      socket.call(99, 'query', 'auth.me');
      expect((await socket.answer(99)).result).toBeDefined();
      for (const { error } of socket.frames.all) {
        if (error) expectNothingInside(JSON.stringify(error));
      }
    });

    test.each([
      ['reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
      ['no mask', Buffer.from([0x81, 0x01, 0x61])],
      [
        'a length beyond everything',
        Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
      ],
      ['bad UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
      ['a continuation of nothing', Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
    ])('broken framing (%s) closes the socket, nothing else', async (_name, bytes) => {
      const { socket } = await connect(agent);
      socket.call(1, 'query', 'auth.me');
      await socket.answer(1);
      // Past the client, which would not do such a thing.
      (socket.ws as unknown as { _socket: { write(data: Buffer): void } })._socket.write(bytes);
      expect([1002, 1006, 1007, 1009]).toContain((await socket.closed).code);
      await expectAlive();
    });
  });
});
