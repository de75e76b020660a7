/**
 * Several servers on one PostgreSQL and one Redis behave as one: who is here, how often, who is let in; with Redis, without it, and with a
 * bus that loses, doubles and shuffles.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Activity, ConversationEvent, NotificationEvent } from '../shared/events.ts';
import { dropRawSockets, RawSocket } from './rawSocket.ts';
import { openSeveralProcesses, type SeveralProcesses } from './severalProcesses.ts';
import { expectRefusal, Inbox, into, outcome, type Person, password, type Served, type World } from './world.ts';

const offlineAfterMs = 1_000;
let processes: SeveralProcesses;
let one: World;
let other: World;
let servedByOne: Served;
let servedByOther: Served;
beforeAll(async () => {
  processes = await openSeveralProcesses({ rateLimits: true, bounds: { offlineAfterMs, sweepMs: 600_000 } });
  ({ one, other } = processes);
  servedByOne = await one.serve();
  servedByOther = await other.serve();
});
afterAll(async () => {
  await servedByOne[Symbol.asyncDispose]();
  await servedByOther[Symbol.asyncDispose]();
  await processes[Symbol.asyncDispose]();
});
afterEach(async () => {
  dropRawSockets();
  await processes.redis.start();
  await expect.poll(() => one.app.bus.isConnected() && other.app.bus.isConnected()).toBe(true);
});

async function readiness({ url }: Served) {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, body: await response.json() };
}

async function loseRedis(): Promise<void> {
  await processes.redis.kill();
  await expect.poll(() => one.app.bus.isConnected() || other.app.bus.isConnected()).toBe(false);
}

/** A socket of the person at this server, let in. */
async function connect(person: Person, { port }: Served) {
  const session = await one.signIn(person);
  const socket = new RawSocket(`ws://127.0.0.1:${port}/trpc?connectionParams=1`);
  await socket.opened;
  socket.send({ method: 'connectionParams', data: { token: session.accessToken } });
  socket.call(1, 'query', 'auth.me');
  expect((await socket.answer(1)).result).toBeDefined();
  return { socket, ...session };
}

describe('live', () => {
  test('what one commits, who is at the other hears, without the sweep', async () => {
    const { agent, client, home } = await one.couple();
    const { api } = servedByOther.connect(await one.accessToken(client));
    const messages = new Inbox<ConversationEvent>();
    const feed = new Inbox<NotificationEvent>();
    api.message.onMessage.subscribe({ conversationId: home.conversationId }, into(messages));
    api.notification.onNotification.subscribe({}, into(feed));
    await Promise.all([messages.next(), feed.next()]);
    await one.send(agent, home, 'over there');
    expect(await messages.next()).toMatchObject({ kind: 'message', message: { content: 'over there' } });
    expect(await feed.next()).toMatchObject({ revision: 1 });
  });

  test('typing at one is seen at the other, once', async () => {
    const { agent, client, home } = await one.couple();
    const stop = new AbortController();
    const seen = new Inbox<Activity>();
    for (const world of [one, other]) {
      void (async () => {
        for await (const event of world.app.streams.activity(client, home.conversationId, stop.signal)) seen.put(event);
      })();
    }
    for (const _ of [one, other]) await seen.next(({ kind }) => kind === 'presence');
    await one.caller(agent).conversation.setTyping({ conversationId: home.conversationId, isTyping: true });
    await one.caller(agent).conversation.setTyping({ conversationId: home.conversationId, isTyping: false });
    const typing = () => seen.all.flatMap((event) => (event.kind === 'typing' ? [event.isTyping] : []));
    await expect.poll(() => typing().filter((isTyping) => !isTyping)).toHaveLength(2);
    expect(typing()).toHaveLength(4);
    stop.abort();
  });
});

describe('who is here', () => {
  /** What the client sees of the agent at this server. */
  function watch(world: World, client: Person, conversationId: string) {
    const stop = new AbortController();
    const inbox = new Inbox<Activity>();
    void (async () => {
      for await (const event of world.app.streams.activity(client, conversationId, stop.signal)) inbox.put(event);
    })().catch(inbox.fail);
    return { inbox, [Symbol.dispose]: () => stop.abort() };
  }

  /** As long as it takes somebody else to go for good, at the same server. */
  async function aWhile(): Promise<void> {
    const { agent, client, home } = await one.couple();
    using seen = watch(one, client, home.conversationId);
    await seen.inbox.next();
    const { socket } = await connect(agent, servedByOne);
    socket.ws.close();
    await seen.inbox.next((event) => event.kind === 'presence' && event.isOnline);
    await seen.inbox.next((event) => event.kind === 'presence' && !event.isOnline);
  }

  test('a person at one is online at the other, and offline everywhere only after their last socket', async () => {
    const { agent, client, home } = await one.couple();
    using seen = watch(other, client, home.conversationId);
    expect(await seen.inbox.next()).toMatchObject({ kind: 'presence', isOnline: false, lastSeenAt: null });
    const { socket } = await connect(agent, servedByOne);
    expect(await seen.inbox.next()).toMatchObject({ isOnline: true, lastSeenAt: null });
    using late = watch(other, client, home.conversationId);
    expect(await late.inbox.next()).toMatchObject({ isOnline: true });
    const { socket: second } = await connect(agent, servedByOther);
    socket.ws.close();
    await socket.closed;
    await aWhile();
    expect(seen.inbox.all).toHaveLength(2);
    const leftAt = Date.now();
    second.ws.close();
    const gone = await seen.inbox.next();
    expect(gone).toMatchObject({ isOnline: false, lastSeenAt: expect.any(Date) });
    expect(Date.now() - leftAt).toBeGreaterThanOrEqual(offlineAfterMs - 50);
    expect(await late.inbox.next()).toEqual(gone);
  });

  test('who moves from one to the other in time was never gone', async () => {
    const { agent, client, home } = await one.couple();
    using seen = watch(one, client, home.conversationId);
    const { socket } = await connect(agent, servedByOne);
    await seen.inbox.next((event) => event.kind === 'presence' && event.isOnline);
    const before = seen.inbox.all.length;
    socket.ws.terminate();
    await connect(agent, servedByOther);
    await aWhile();
    expect(seen.inbox.all).toHaveLength(before);
  });

  test('a process that is killed takes its people along, within the time', async () => {
    const { agent, client, home } = await one.couple();
    await using killed = await processes.open();
    await using served = await killed.world.serve();
    using seen = watch(other, client, home.conversationId);
    await connect(agent, served);
    await seen.inbox.next((event) => event.kind === 'presence' && event.isOnline);
    // As Redis sees it: from one moment to the next it hears nothing more.
    await killed.line.refuse();
    killed.line.cut();
    const killedAt = Date.now();
    expect(await seen.inbox.next()).toMatchObject({ isOnline: false });
    expect(Date.now() - killedAt).toBeLessThan(offlineAfterMs * 2);
  });

  test('a Redis that starts anew, or is away, makes nobody come or go', async () => {
    const { agent, client, home } = await one.couple();
    using seen = watch(other, client, home.conversationId);
    await connect(agent, servedByOne);
    await seen.inbox.next((event) => event.kind === 'presence' && event.isOnline);
    const before = seen.inbox.all.length;
    await loseRedis();
    await aWhile();
    await processes.redis.start();
    await expect.poll(() => other.app.bus.isConnected()).toBe(true);
    await aWhile();
    expect(seen.inbox.all).toHaveLength(before);
  });
});

describe('how often', () => {
  test('30 messages in 10 s of a sender over all processes, in parallel or not; repeats take no place', async () => {
    const { agent, home } = await one.couple();
    const input = (content: string) => ({
      conversationId: home.conversationId,
      clientMessageId: randomUUID(),
      content,
    });
    const first = input('the first');
    await one.caller(agent).message.send(first);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? one : other).caller(agent).message.send(first)),
    );
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        outcome((index % 2 ? one : other).caller(agent).message.send(input(`message ${index}`))),
      ),
    );
    expect(outcomes.filter((each) => each === 'ok')).toHaveLength(29);
    expect(outcomes.filter((each) => each === 'RATE_LIMITED')).toHaveLength(31);
    const refused = await other
      .caller(agent)
      .message.send(input('too much'))
      .catch((error: { cause: { retryAfterMs: number } }) => error.cause);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED' });
    expect((refused as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
    expect((refused as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(10_000);
  });

  test('10 wrong passwords for an account over all processes; right ones do not count', async () => {
    const { agent } = await one.couple();
    const guess = (world: World, word: string) =>
      outcome(world.caller(null).auth.login({ email: agent.email, password: word }));
    for (let index = 0; index < 4; index += 1) expect(await guess(index % 2 ? one : other, password)).toBe('ok');
    const wrong = await Promise.all(
      Array.from({ length: 16 }, (_, index) => guess(index % 2 ? one : other, 'a wrong password')),
    );
    expect(wrong.filter((each) => each === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(wrong.filter((each) => each === 'RATE_LIMITED')).toHaveLength(6);
    expect(await guess(one, password)).toBe('RATE_LIMITED');
    expect(await guess(other, password)).toBe('RATE_LIMITED');
  });

  test('while Redis is away each process counts for itself', async () => {
    const { agent, home } = await one.couple();
    await loseRedis();
    const send = (world: World) => outcome(world.send(agent, home, 'hello'));
    for (let index = 0; index < 30; index += 1) expect(await send(one)).toBe('ok');
    expect(await send(one)).toBe('RATE_LIMITED');
    expect(await send(other)).toBe('ok');
  });
});

describe('while Redis is away', () => {
  test('/readyz says so; sending and reading go on; live delivery falls back to the sweep; all catches up when it returns', async () => {
    const { agent, client, home } = await one.couple();
    expect(await readiness(servedByOne)).toEqual({ status: 200, body: { status: 'ready' } });
    const { api } = servedByOther.connect(await one.accessToken(client));
    const inbox = new Inbox<ConversationEvent>();
    api.message.onMessage.subscribe({ conversationId: home.conversationId }, into(inbox));
    await inbox.next();
    await loseRedis();
    expect(await readiness(servedByOne)).toMatchObject({
      status: 503,
      body: { status: 'unavailable', reason: expect.stringMatching(/^Redis/) },
    });
    await one.send(agent, home, 'all the same');
    // The sweep of this world is ten minutes away: it is another one that finds it.
    expect(await inbox.next()).toMatchObject({ kind: 'message', message: { content: 'all the same' } });
    expect((await other.caller(client).conversation.forProperty(home)).messages).toHaveLength(1);
    // Who comes meanwhile is served as well.
    const late = new Inbox<ConversationEvent>();
    const { api: another } = servedByOther.connect(await other.accessToken(client));
    another.message.onMessage.subscribe({ conversationId: home.conversationId, lastEventId: '0' }, into(late));
    await late.next(({ revision }) => revision === 1);

    await processes.redis.start();
    await expect.poll(async () => (await readiness(servedByOther)).status).toBe(200);
    await one.send(agent, home, 'and again');
    for (const each of [inbox, late]) {
      expect(await each.next()).toMatchObject({ kind: 'message', message: { content: 'and again' } });
    }
  });

  test('the end of a session closes its sockets at every process within a second', async () => {
    const { agent, client, home } = await one.couple();
    const { socket } = await connect(client, servedByOther);
    const { socket: stays } = await connect(agent, servedByOther);
    socket.call(2, 'subscription', 'message.onMessage', { conversationId: home.conversationId });
    await socket.answer(2);
    await socket.answer(2);
    await loseRedis();
    await one.caller(agent).timeline.revokeAccess({ timelineId: home.timelineId });
    const endedAt = Date.now();
    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect(Date.now() - endedAt).toBeLessThan(1_000);
    stays.call(3, 'query', 'auth.me');
    expect((await stays.answer(3)).result).toBeDefined();
  });

  test('sockets of a user are counted by each process for itself, and everybody is let in', async () => {
    const { agent } = await one.couple();
    await loseRedis();
    await connect(agent, servedByOne);
    await connect(agent, servedByOther);
  });
});

test('PostgreSQL restarts: who calls meanwhile is told so, streams wait, and all goes on by itself within 15 s', async () => {
  const { agent, client, home } = await one.couple();
  const { api } = servedByOther.connect(await one.accessToken(client));
  const { api: sending } = servedByOne.connect(await one.accessToken(agent));
  const inbox = new Inbox<ConversationEvent>();
  api.message.onMessage.subscribe({ conversationId: home.conversationId }, into(inbox));
  await inbox.next();
  await processes.postgres.shutDown();
  const input = { conversationId: home.conversationId, clientMessageId: randomUUID(), content: 'meanwhile' };
  const refusal = await sending.message.send.mutate(input).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    message: 'The service is not available right now. Please try again.',
    data: { appCode: 'UNAVAILABLE', httpStatus: 503 },
  });
  expect((await readiness(servedByOne)).body).toMatchObject({ reason: 'the database does not answer' });
  await processes.postgres.start();
  const startedAt = Date.now();
  await expect.poll(() => outcome(sending.message.send.mutate(input))).toBe('ok');
  expect(await inbox.next()).toMatchObject({ kind: 'message', message: { content: 'meanwhile', sequence: 1 } });
  expect(Date.now() - startedAt).toBeLessThan(15_000);
});

test('a session whose end the bus has lost is found out within a second', async () => {
  const { client } = await one.couple();
  const { socket, sessionId } = await connect(client, servedByOther);
  await one.database.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } });
  const endedAt = Date.now();
  expect(await socket.closed).toMatchObject({ code: 4401 });
  expect(Date.now() - endedAt).toBeLessThan(1_000);
  await expectRefusal(
    servedByOne.connect((await one.signIn(client)).accessToken).api.timeline.list.query(),
    'FORBIDDEN',
  );
});
