/** The server over HTTP against what is wrong, too much or uninvited; and what it says of its own health. */
import { randomUUID } from 'node:crypto';
import superjson from 'superjson';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../server/database/client.ts';
import { dropRawSockets, RawSocket } from './rawSocket.ts';
import { createTestDatabase } from './testDatabase.ts';
import {
  type Agent,
  expectNothingInside,
  type Home,
  openWorld,
  origin,
  password,
  type Served,
  type World,
} from './world.ts';

let world: World;
let served: Served;
let agent: Agent;
let home: Home;
beforeAll(async () => {
  world = await openWorld();
  served = await world.serve();
  ({ agent, home } = await world.couple());
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});
afterEach(dropRawSockets);

/** Never answers a raw query, as where PostgreSQL has been stopped in its tracks. */
function hanging(database: Database): Database {
  return new Proxy(database, {
    get: (target, key) =>
      key === '$queryRaw' || key === '$read' ? () => new Promise(() => {}) : Reflect.get(target, key),
  });
}

describe('HTTP', () => {
  const message = (content: string) => ({
    conversationId: home.conversationId,
    clientMessageId: randomUUID(),
    content,
  });

  test('a body of more than 1 MiB is PAYLOAD_TOO_LARGE, with or without a length', async () => {
    const accessToken = await world.accessToken(agent);
    const { status, body } = await served.call('message.send', {
      accessToken,
      input: message('x'.repeat(1024 * 1024)),
    });
    expect(status).toBe(413);
    expect(body.error?.json.data).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', appCode: 'PAYLOAD_TOO_LARGE' });

    const chunk = 'x'.repeat(64 * 1024);
    let left = 40;
    const endless = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new TextEncoder().encode(chunk));
        else controller.close();
      },
    });
    // A stream as body has no length.
    const response = await fetch(`${served.url}/trpc/message.send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('"appCode":"PAYLOAD_TOO_LARGE"');
  });

  test('an import may have 5 MiB', async () => {
    const accessToken = await world.accessToken(agent);
    const csv = (bytes: number) => `address,remarks\n1 Big Street,${'x'.repeat(bytes)}`;
    const input = (bytes: number) => ({ timelineId: home.timelineId, csv: csv(bytes), dryRun: true });
    const fits = await served.call('property.import', { accessToken, input: input(4 * 1024 * 1024) });
    expect(fits.body.result?.data.json).toMatchObject({ created: 1 });
    const tooLarge = await served.call('property.import', { accessToken, input: input(5 * 1024 * 1024) });
    expect(tooLarge.body.error?.json.data.appCode).toBe('PAYLOAD_TOO_LARGE');
    // Nobody else gets that much by naming an import in the address.
    const posing = await served.call('property.import,/auth.login', { input: input(2 * 1024 * 1024) });
    expect(posing.body.error?.json.data.appCode).toBe('PAYLOAD_TOO_LARGE');
  });

  test('references between the parts of an input are not followed', async () => {
    const json = { email: 'ann@example.com', password: null };
    const response = await fetch(`${served.url}/trpc/auth.login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json, meta: { referentialEqualities: { email: ['password'] } } }),
    });
    expect(await response.text()).toContain('"path":["password"]');
  });

  test('a sign-in that is to be answered as a stream is refused before there is a session', async () => {
    const { agent: person } = await world.couple();
    const response = await fetch(`${served.url}/trpc/auth.login?batch=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'trpc-accept': 'application/jsonl' },
      body: JSON.stringify({ 0: superjson.serialize({ email: person.email, password }) }),
    });
    expect(await response.text()).toContain('VALIDATION_FAILED');
    expect(await world.database.session.count({ where: { userId: person.userId } })).toBe(0);
  });

  test.each([
    ['an unknown procedure', 'GET', 'message.nothing', undefined, 404, 'PROCEDURE_NOT_FOUND'],
    ['an object’s own property', 'GET', 'constructor', undefined, 404, 'PROCEDURE_NOT_FOUND'],
    ['a mutation by GET', 'GET', 'auth.logout', undefined, 404, 'PROCEDURE_NOT_FOUND'],
    ['no procedure', 'GET', '', undefined, 404, 'PROCEDURE_NOT_FOUND'],
    ['a broken body', 'POST', 'message.send', '{', 400, 'VALIDATION_FAILED'],
    ['a body that is no input', 'POST', 'message.send', '7', 400, 'VALIDATION_FAILED'],
    ['no body', 'POST', 'message.send', '', 400, 'VALIDATION_FAILED'],
    ['a broken input', 'GET', 'message.list?input=%7B', undefined, 400, 'VALIDATION_FAILED'],
    ['a broken address', 'GET', 'message.list?input=%zz', undefined, 400, 'VALIDATION_FAILED'],
  ])('%s is refused, with nothing of the inside', async (_name, method, path, body, status, code) => {
    const response = await fetch(`${served.url}/trpc/${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await world.accessToken(agent)}` },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    expect({
      status: response.status,
      code: /"(?:appCode|code)":"(\w+_\w+)"/g.exec(text.replace(/"code":"(BAD_REQUEST|NOT_FOUND)",?/g, ''))?.[1],
    }).toEqual({ status, code });
    expectNothingInside(text);
  });

  test('a subscription is for sockets: by HTTP nobody follows past the end of a session', async () => {
    const input = encodeURIComponent(JSON.stringify({ json: { conversationId: home.conversationId } }));
    const response = await fetch(`${served.url}/trpc/message.onMessage?input=${input}`, {
      headers: { authorization: `Bearer ${await world.accessToken(agent)}`, accept: 'text/event-stream' },
      signal: AbortSignal.timeout(3_000),
    });
    expect(await response.text()).toContain('PROCEDURE_NOT_FOUND');
  });

  test('another page gets no leave to call', async () => {
    const ask = (from: string) =>
      fetch(`${served.url}/trpc/auth.me`, {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'GET' },
      });
    expect((await ask(origin)).headers.get('access-control-allow-origin')).toBe(origin);
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('health', () => {
  test('ready while the database answers, not while it does not, nor while shutting down', async () => {
    await using own = await openWorld({ store: await createTestDatabase() });
    await using server = await own.serve();
    const ready = async () => {
      const response = await fetch(`${server.url}/readyz`);
      return { status: response.status, body: await response.json() };
    };
    expect(await ready()).toEqual({ status: 200, body: { status: 'ready' } });
    const { agent: person } = await own.couple();
    const accessToken = await own.accessToken(person);
    const { socket } = server.connect(accessToken);
    await own.store.close();
    expect(await ready()).toMatchObject({ status: 503, body: { reason: 'the database does not answer' } });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const { text, body, status } = await server.call('timeline.list', { type: 'query', accessToken });
    expect({ status, code: body.error?.json.data.appCode }).toEqual({ status: 503, code: 'UNAVAILABLE' });
    expectNothingInside(text);
    own.app.drain();
    expect(await ready()).toMatchObject({ status: 503, body: { reason: 'shutting down' } });
    await socket.close();
  });

  test('calls under way on a socket are answered before a server that stops closes it', async () => {
    await using own = await openWorld({ store: world.store });
    await using server = await own.serve();
    const socket = new RawSocket(`ws://127.0.0.1:${server.port}/trpc?connectionParams=1`);
    await socket.opened;
    socket.send({ method: 'connectionParams', data: { token: await own.accessToken(agent) } });
    socket.call(0, 'query', 'auth.me');
    await socket.answer(0);
    const calls = Array.from({ length: 15 }, (_, index) => index + 1);
    for (const id of calls) {
      socket.call(id, 'mutation', 'timeline.create', { title: `Homes ${id}`, client: { name: 'Dana' } });
    }
    // The last of them has arrived when one behind it is answered.
    socket.call(99, 'query', 'auth.nothing');
    await socket.answer(99);
    own.app.drain();
    await own.app.settled(20_000);
    own.app.closeSockets();
    expect(await socket.closed).toMatchObject({ code: 1012 });
    const answered = socket.frames.all.filter(({ result }) => result?.type === 'data').map(({ id }) => id);
    expect(answered).toEqual(expect.arrayContaining(calls));
  });

  test('a database that hangs is no answer to wait for', async () => {
    await using own = await openWorld({ store: { ...world.store, database: hanging(world.database) } });
    await using server = await own.serve();
    const response = await fetch(`${server.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ reason: 'the database does not answer' });
  });

  test('a server that stops asks its sockets to come back, and takes no new ones', async () => {
    await using own = await openWorld({ store: world.store });
    await using server = await own.serve();
    const socket = new RawSocket(`ws://127.0.0.1:${server.port}/trpc`);
    await socket.opened;
    own.app.drain();
    expect(await socket.frames.next()).toEqual({ id: null, method: 'reconnect' });
    expect(await new RawSocket(`ws://127.0.0.1:${server.port}/trpc`).opened).toBe(503);
    own.app.closeSockets();
    expect(await socket.closed).toMatchObject({ code: 1012 });
  });
});
