import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Activity } from '../../shared/events.ts';
import { type Agent, type Client, type Home, Inbox, openWorld, type World } from '../../tests/world.ts';
import { logger } from '../logger.ts';
import { activity } from './activity.ts';
import type { Bus } from './bus.ts';
import { createMemoryBus } from './memoryBus.ts';
import { createPresence, type Presence } from './presence.ts';

const offlineAfterMs = 60;
const typingMs = 60;

let world: World;
let agent: Agent;
let client: Client;
let home: Home;
beforeAll(async () => {
  world = await openWorld({ bounds: { offlineAfterMs } });
});
afterAll(() => world[Symbol.asyncDispose]());

let bus: Bus;
let presence: Presence;
/** Presence of the agent, as it is told. */
let told: Inbox<{ isOnline: boolean; lastSeenAt: Date | null }>;
beforeEach(async () => {
  ({ agent, client, home } = await world.couple());
  bus = createMemoryBus(logger);
  presence = createPresence({ database: world.database, bus, log: logger, offlineAfterMs });
  told = new Inbox();
  bus.subscribe(`presence:${agent.userId}`, told.put);
});

const online = { isOnline: true, lastSeenAt: null };

describe('presence', () => {
  test('a person is online from the first socket on, and offline some time after the last one, seen when it went', async () => {
    expect(await presence.of(agent.userId)).toEqual({ isOnline: false, lastSeenAt: null });
    const leave = [await presence.join(agent.userId), await presence.join(agent.userId)];
    expect(await told.next()).toEqual(online);
    expect(await presence.of(agent.userId)).toEqual(online);
    leave[0]?.();
    const leftAt = Date.now();
    leave[1]?.();
    expect(await presence.of(agent.userId)).toEqual(online);
    const offline = await told.next();
    expect(Date.now() - leftAt).toBeGreaterThanOrEqual(offlineAfterMs - 5);
    expect(offline.isOnline).toBe(false);
    expect(Math.abs(Number(offline.lastSeenAt) - leftAt)).toBeLessThan(50);
    expect(told.all).toHaveLength(2);
    expect(await presence.of(agent.userId)).toEqual(offline);
  });

  test('coming back in time is no change, and goes from then on', async () => {
    (await presence.join(agent.userId))?.();
    const leave = await presence.join(agent.userId);
    // Somebody else's going, meanwhile, takes as long as the agent's would have.
    const others = new Inbox<{ isOnline: boolean }>();
    bus.subscribe(`presence:${client.userId}`, others.put);
    (await presence.join(client.userId))?.();
    await others.next(({ isOnline }) => !isOnline);
    expect(told.all).toEqual([online]);
    leave?.();
    expect(await told.next(({ isOnline }) => !isOnline)).toMatchObject({ lastSeenAt: expect.any(Date) });
  });

  test('when the process stops, everybody was seen for the last time then', async () => {
    await presence.join(agent.userId);
    await presence.close();
    const { lastSeenAt } = await world.database.user.findUniqueOrThrow({ where: { id: agent.userId } });
    expect(Math.abs(Number(lastSeenAt) - Date.now())).toBeLessThan(2_000);
    expect(await presence.of(agent.userId)).toEqual({ isOnline: false, lastSeenAt });
  });
});

describe('activity of a conversation', () => {
  /** What the client sees of the agent. */
  function watch() {
    const stop = new AbortController();
    const inbox = new Inbox<Activity>();
    const other = { id: agent.userId, type: 'AGENT' as const };
    const ended = (async () => {
      const events = activity({ bus, presence, typingMs }, home.conversationId, client.userId, other, stop.signal);
      for await (const event of events) inbox.put(event);
    })().catch(inbox.fail);
    return { inbox, stop, ended };
  }
  const type = (userId: string, isTyping: boolean) =>
    bus.publish(`activity:${home.conversationId}`, { userId, userName: 'Ann', isTyping });
  const typing = (isTyping: boolean) => ({ kind: 'typing', userId: agent.userId, userName: 'Ann', isTyping });
  const present = () => ({ kind: 'presence', userId: agent.userId, userType: 'AGENT' });

  test('begins with the other person’s presence and tells every change of it', async () => {
    const { inbox, stop } = watch();
    expect(await inbox.next()).toEqual({ ...present(), isOnline: false, lastSeenAt: null });
    const leave = await presence.join(agent.userId);
    expect(await inbox.next()).toEqual({ ...present(), isOnline: true, lastSeenAt: null });
    leave?.();
    expect(await inbox.next()).toEqual({ ...present(), isOnline: false, lastSeenAt: expect.any(Date) });
    stop.abort();
  });

  test('typing is told once however often it is said, and ends when it is said to', async () => {
    const { inbox, stop } = watch();
    await inbox.next();
    for (const isTyping of [true, true, false, false, true]) type(agent.userId, isTyping);
    for (const isTyping of [true, false, true]) expect(await inbox.next()).toEqual(typing(isTyping));
    stop.abort();
  });

  test('typing stops by itself', async () => {
    const { inbox, stop } = watch();
    await inbox.next();
    const began = Date.now();
    type(agent.userId, true);
    expect(await inbox.next()).toEqual(typing(true));
    expect(await inbox.next()).toEqual(typing(false));
    expect(Date.now() - began).toBeGreaterThanOrEqual(typingMs - 5);
    stop.abort();
  });

  test('one’s own typing is no news', async () => {
    const { inbox, stop } = watch();
    await inbox.next();
    type(client.userId, true);
    type(agent.userId, true);
    expect(await inbox.next()).toEqual(typing(true));
    expect(inbox.all).toHaveLength(2);
    stop.abort();
  });

  test('ends with its signal', async () => {
    const { inbox, stop, ended } = watch();
    await inbox.next();
    stop.abort();
    await ended;
    type(agent.userId, true);
    expect(inbox.all).toHaveLength(1);
  });
});

test('over sockets: both see the other come, type and go', async () => {
  await using served = await world.serve();
  const { api: clientApi } = served.connect(await world.accessToken(client));
  const seen = new Inbox<Activity>();
  clientApi.conversation.onActivity.subscribe(home, { onData: seen.put, onError: seen.fail });
  expect(await seen.next()).toMatchObject({ kind: 'presence', userId: agent.userId, isOnline: false });

  const { api: agentApi, socket } = served.connect(await world.accessToken(agent));
  const back = new Inbox<Activity>();
  agentApi.conversation.onActivity.subscribe(home, { onData: back.put, onError: back.fail });
  expect(await back.next()).toMatchObject({ kind: 'presence', userId: client.userId, isOnline: true });
  expect(await seen.next()).toMatchObject({ kind: 'presence', isOnline: true });

  await agentApi.conversation.setTyping.mutate({ conversationId: home.conversationId, isTyping: true });
  expect(await seen.next()).toEqual({ kind: 'typing', userId: agent.userId, userName: agent.name, isTyping: true });
  await agentApi.conversation.setTyping.mutate({ conversationId: home.conversationId, isTyping: false });
  expect(await seen.next()).toMatchObject({ kind: 'typing', isTyping: false });

  await socket.close();
  expect(await seen.next()).toMatchObject({ kind: 'presence', isOnline: false, lastSeenAt: expect.any(Date) });
});
