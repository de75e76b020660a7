/**
 * The headless client of `client/sdk` against a whole server: what the page's providers stand on, without a page. Between the two lies
 * a line that can be cut.
 */
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createPropertySync, type PropertySync } from '../client/sdk/propertySync.ts';
import type { SessionKind } from '../client/sdk/session.ts';
import { unreadCount } from '../shared/applyChange.ts';
import { CookieJar } from './cookieJar.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import {
  type Agent,
  type Client,
  clientCode,
  type Home,
  jwtSecret,
  openWorld,
  password,
  type Served,
  type World,
} from './world.ts';

const patienceMs = 25_000;

let world: World;
let served: Served;
/** Between the two. */
let line: TcpProxy;
const open: PropertySync[] = [];

beforeAll(async () => {
  world = await openWorld();
  served = await world.serve();
  line = await startProxy([served.port]);
});
afterAll(async () => {
  for (const sync of open) sync.release();
  await line.stop();
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** All tabs of a browser have its cookies. */
class Browser extends CookieJar {
  tab(kind: SessionKind): PropertySync {
    const sync = createPropertySync({
      kind,
      origin: `http://127.0.0.1:${line.port}`,
      // Node 20 has no WebSocket of its own; that of `ws` serves alike, with types of its own.
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      fetch: this.fetch,
    });
    sync.retain();
    open.push(sync);
    return sync;
  }
}

/** Waits until `read` gives a value that is right, at every change of anything. */
async function until<T>(read: () => T | Promise<T>, isRight: (value: T) => boolean = Boolean): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (Date.now() > deadline) throw new Error(`It did not come to be; it is ${JSON.stringify(value)}: ${read}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function agentTab(agent: Agent, browser = new Browser()): Promise<PropertySync> {
  const sync = browser.tab({ type: 'AGENT' });
  await until(() => sync.session.state.get().status !== 'loading');
  sync.session.begin(await sync.api.auth.login.mutate({ email: agent.email, password }));
  return sync;
}

async function clientTab({ shareToken }: Client, browser = new Browser()): Promise<PropertySync> {
  const sync = browser.tab({ type: 'CLIENT', shareToken });
  await until(() => sync.session.state.get().status !== 'loading');
  sync.session.begin(await sync.api.auth.openTimeline.mutate({ shareToken, clientCode }));
  return sync;
}

const chatOf = (sync: PropertySync, home: Home) => sync.conversations.chat(home.conversationId, home.propertyId);

async function openChat(sync: PropertySync, home: Home) {
  const chat = chatOf(sync, home);
  chat.open();
  await until(() => chat.view.get().state);
  await until(() => sync.connection.status.get() === 'connected');
  return chat;
}

function say(sync: PropertySync, home: Home, content: string): string {
  const { user } = sync.session.state.get();
  if (!user) throw new Error('Nobody is signed in');
  return sync.outbox.add({ conversationId: home.conversationId, content, senderId: user.id });
}

const contents = (chat: ReturnType<typeof chatOf>) =>
  chat.view.get().state?.messages.map(({ content }) => content) ?? [];
const unreadOf = (sync: PropertySync, home: Home) =>
  sync.feed.view.get().feed?.unread.get(home.conversationId)?.messages ?? 0;

test('two people chat: both see every message in order, and what was seen is read on both sides', async () => {
  const { agent, client, home } = await world.couple();
  const [ann, carl] = await Promise.all([agentTab(agent), clientTab(client)]);
  const [annsChat, carlsChat] = await Promise.all([openChat(ann, home), openChat(carl, home)]);
  say(ann, home, 'Hello');
  await until(
    () => contents(carlsChat),
    (all) => all.length === 1,
  );
  say(carl, home, 'Hi');
  say(carl, home, 'Is it far?');
  await until(
    () => contents(annsChat),
    (all) => all.length === 3,
  );
  expect(contents(annsChat)).toEqual(['Hello', 'Hi', 'Is it far?']);
  for (const chat of [annsChat, carlsChat]) {
    await until(() => chat.view.get().state?.messages.every(({ isRead }) => isRead));
  }
  expect(ann.outbox.entries.get()).toEqual([]);
});

test('a message to a closed chat raises badge, sum and bell; opening the chat clears them on all devices', async () => {
  const { agent, client, home } = await world.couple();
  const [desk, phone, carl] = await Promise.all([agentTab(agent), agentTab(agent), clientTab(client)]);
  await until(() => phone.feed.view.get().feed);
  say(carl, home, 'Anybody there?');
  await until(() => unreadOf(desk, home) === 1 && unreadOf(phone, home) === 1);
  expect(desk.feed.view.get().feed?.cards.get(home.conversationId)?.lastMessage?.content).toBe('Anybody there?');
  expect(desk.feed.view.get().feed?.unreadCount).toBe(1);

  const chat = await openChat(desk, home);
  await until(() => unreadOf(desk, home) === 0 && unreadOf(phone, home) === 0);
  await until(() => phone.feed.view.get().feed?.unreadCount === 0);
  const state = chat.view.get().state;
  expect(state && unreadCount(state, 'AGENT')).toBe(0);
});

test('what nobody looks at stays unread: scrolled up, or with the chat closed again', async () => {
  const { agent, client, home } = await world.couple();
  const [ann, carl] = await Promise.all([agentTab(agent), clientTab(client)]);
  const chat = await openChat(ann, home);
  chat.setAtBottom(false);
  say(carl, home, 'Look here');
  await until(() => contents(chat).length === 1);
  await until(() => unreadOf(ann, home) === 1);
  chat.setAtBottom(true);
  await until(() => unreadOf(ann, home) === 0);
  chat.close();
  say(carl, home, 'And here');
  await until(() => unreadOf(ann, home) === 1);
  expect(contents(chat)).toEqual(['Look here']);
  chat.open();
  await until(() => contents(chat).length === 2 && unreadOf(ann, home) === 0);
});

test('what is written while the line is cut goes out by itself afterwards, in order, once, and nothing is missed', async () => {
  const { agent, client, home } = await world.couple();
  const [ann, carl] = await Promise.all([agentTab(agent), clientTab(client)]);
  const [annsChat, carlsChat] = await Promise.all([openChat(ann, home), openChat(carl, home)]);
  say(ann, home, '1');
  await until(() => contents(carlsChat).length === 1);
  await line.refuse();
  line.cut();
  try {
    await until(() => ann.connection.status.get() === 'connecting' && carl.connection.status.get() === 'connecting');
    for (const content of ['2', '3', '4']) say(ann, home, content);
    await world.send(client, home, 'from elsewhere');
    expect(ann.outbox.entries.get()).toHaveLength(3);
  } finally {
    await line.accept();
  }
  ann.connection.wake();
  carl.connection.wake();
  await until(() => contents(carlsChat).length === 5 && contents(annsChat).length === 5);
  expect(contents(annsChat)).toEqual(['1', 'from elsewhere', '2', '3', '4']);
  expect(contents(carlsChat)).toEqual(contents(annsChat));
  expect(ann.outbox.entries.get()).toEqual([]);
});

test('a closed conversation refuses: the message is marked failed, and goes out once it is open again', async () => {
  const { agent, client, home } = await world.couple();
  const [ann, carl] = await Promise.all([agentTab(agent), clientTab(client)]);
  const chat = await openChat(carl, home);
  await ann.api.conversation.setStatus.mutate({ conversationId: home.conversationId, status: 'CLOSED' });
  await until(() => chat.view.get().state?.status === 'CLOSED');
  const id = say(carl, home, 'Too late?');
  const [entry] = await until(
    () => carl.outbox.entries.get(),
    ([first]) => first?.delivery === 'failed',
  );
  expect(entry?.failure?.code).toBe('CONVERSATION_CLOSED');
  await ann.api.conversation.setStatus.mutate({ conversationId: home.conversationId, status: 'ACTIVE' });
  carl.outbox.retry(id);
  await until(() => contents(chat).includes('Too late?'));
});

test('typing and presence of the other side are seen, and end with the chat', async () => {
  const { agent, client, home } = await world.couple();
  const [ann, carl] = await Promise.all([agentTab(agent), clientTab(client)]);
  const [annsChat, carlsChat] = await Promise.all([openChat(ann, home), openChat(carl, home)]);
  await until(() => annsChat.view.get().presence?.isOnline);
  carlsChat.startTyping();
  expect(await until(() => annsChat.view.get().typingName)).toBe('Carl Client');
  carlsChat.close();
  await until(() => annsChat.view.get().typingName === null);
});

test('older messages load page by page up to the first', async () => {
  const { agent, client, home } = await world.couple();
  for (let number = 1; number <= 120; number++) await world.send(client, home, String(number));
  const ann = await agentTab(agent);
  const chat = await openChat(ann, home);
  expect(contents(chat)).toHaveLength(50);
  await chat.loadOlder();
  await chat.loadOlder();
  await chat.loadOlder();
  expect(contents(chat)).toEqual(Array.from({ length: 120 }, (_, index) => String(index + 1)));
});

test('a token that expires is renewed on the socket, and nobody notices', async () => {
  const { agent, client, home } = await world.couple();
  const [ann, carl] = await Promise.all([agentTab(agent), clientTab(client)]);
  const sessionId = [...new Set(await sessionIdsOf(agent.userId))].at(-1);
  const expiresAt = new Date(Date.now() + 4_000);
  const accessToken = await new SignJWT({ sid: sessionId, typ: 'AGENT', name: agent.name })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(agent.userId)
    .setIssuedAt()
    .setExpirationTime(expiresAt)
    .sign(new TextEncoder().encode(jwtSecret));
  const user = ann.session.state.get().user;
  if (!user) throw new Error('Nobody is signed in');
  const chat = await openChat(ann, home);
  // The socket has its token already: a new one is let in with the short-lived token.
  ann.session.begin({ accessToken, expiresAt, timelineId: null, user });
  await line.refuse();
  line.cut();
  await until(() => ann.connection.status.get() !== 'connected');
  await line.accept();
  await until(() => ann.connection.status.get() === 'connected');
  await until(async () => (await ann.session.token()) !== accessToken);
  await until(() => Date.now() > expiresAt.getTime() + 1_000);
  say(carl, home, 'Still there?');
  await until(() => contents(chat).includes('Still there?'));
  say(ann, home, 'Yes');
  await until(() => contents(chat).includes('Yes'));
  expect(ann.session.state.get().status).toBe('signedIn');
  expect(await ann.session.token()).not.toBe(accessToken);
});

test('when access is taken away, the client is signed out with the reason, and its socket is gone', async () => {
  const { agent, client } = await world.couple();
  const carl = await clientTab(client);
  await until(() => carl.connection.status.get() === 'connected');
  await world.caller(agent).timeline.revokeAccess({ timelineId: client.timelineId });
  await until(() => carl.session.state.get().status === 'signedOut');
  expect(carl.session.state.get().reason).toBe('ended');
  expect(carl.connection.status.get()).toBe('offline');
  expect(carl.feed.view.get().feed).toBeNull();
});

test('a reload and a second tab come back by the cookie; agent and client in one browser do not disturb each other', async () => {
  const { agent, client } = await world.couple();
  const browser = new Browser();
  await agentTab(agent, browser);
  await clientTab(client, browser);
  const kinds: SessionKind[] = [{ type: 'AGENT' }, { type: 'CLIENT', shareToken: client.shareToken }];
  for (const kind of [...kinds, ...kinds]) {
    const tab = browser.tab(kind);
    await until(() => tab.session.state.get().status !== 'loading');
    expect(tab.session.state.get().user).toMatchObject({
      type: kind.type,
      id: kind.type === 'AGENT' ? agent.userId : client.userId,
    });
    await until(() => tab.feed.view.get().feed);
  }
});

test('signing out in one tab ends the other tabs of the session', async () => {
  const agent = await world.agent();
  const browser = new Browser();
  const first = await agentTab(agent, browser);
  const second = browser.tab({ type: 'AGENT' });
  await until(() => second.connection.status.get() === 'connected');
  await first.session.signOut();
  await until(() => second.session.state.get().status === 'signedOut');
  expect(second.session.state.get().reason).toBe('ended');
});

async function sessionIdsOf(userId: string): Promise<string[]> {
  const rows = await world.database.session.findMany({
    where: { userId, endedAt: null },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ id }) => id);
}
