/** The seven rules of delivery, over real HTTP and real sockets. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversationEvent, NotificationEvent } from '../shared/events.ts';
import type { Message } from '../shared/views.ts';
import {
  type Agent,
  type Client,
  codeOf,
  expectRefusal,
  type Home,
  Inbox,
  into,
  openWorld,
  type Served,
  type World,
} from './world.ts';

let world: World;
let served: Served;
beforeAll(async () => {
  world = await openWorld({ bounds: { sweepMs: 60_000 } });
  served = await world.serve();
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

type Api = ReturnType<Served['connect']>['api'];

/** An agent and a client with one property, each at a device of their own. */
async function chat() {
  const { agent, client, home } = await world.couple();
  const { api: agentApi } = served.connect(await world.accessToken(agent));
  const { api: clientApi } = served.connect(await world.accessToken(client));
  return { agent, client, home, agentApi, clientApi };
}

const send = (api: Api, { conversationId }: Home, content: string, clientMessageId = randomUUID()) =>
  api.message.send.mutate({ conversationId, clientMessageId, content });

/** Follows a conversation; `lastEventId` as a client that comes back gives it. */
function follow(api: Api, { conversationId }: Home, lastEventId?: string): Inbox<ConversationEvent> {
  const inbox = new Inbox<ConversationEvent>();
  api.message.onMessage.subscribe({ conversationId, ...(lastEventId !== undefined && { lastEventId }) }, into(inbox));
  return inbox;
}

function followFeed(api: Api, lastEventId?: string): Inbox<NotificationEvent> {
  const inbox = new Inbox<NotificationEvent>();
  api.notification.onNotification.subscribe({ ...(lastEventId !== undefined && { lastEventId }) }, into(inbox));
  return inbox;
}

const detail = (api: Api, { propertyId }: Home) => api.conversation.forProperty.query({ propertyId });
const revisionsOf = <Event extends { revision: number }>(inbox: Inbox<Event>) =>
  inbox.all.map(({ revision }) => revision);
const untilRevision = <Event extends { revision: number }>(inbox: Inbox<Event>, revision: number) =>
  inbox.next((event) => event.revision >= revision);

describe('1 durable before visible', () => {
  test('whoever hears of a message finds it, its counters and its notification in the database', async () => {
    const { client, home, agentApi, clientApi } = await chat();
    const inbox = follow(agentApi, home);
    await inbox.next();
    const heard = inbox
      .next(({ kind }) => kind === 'message')
      .then(async () => ({
        messages: await world.database.message.count({ where: { conversationId: home.conversationId } }),
        conversation: await world.database.propertyConversation.findUniqueOrThrow({
          where: { id: home.conversationId },
        }),
        notifications: await world.database.notification.count({
          where: { conversationId: home.conversationId, type: 'NEW_MESSAGE' },
        }),
      }));
    const sent = await send(clientApi, home, 'hello');
    expect(await world.database.message.findUnique({ where: { id: sent.id } })).toMatchObject({
      senderId: client.userId,
    });
    expect(await heard).toMatchObject({
      messages: 1,
      notifications: 1,
      conversation: { lastSequence: 1, revision: 1, unreadAgentCount: 1, lastMessageSequence: 1 },
    });
  });

  test('a new conversation has revision 0 and sequence 0', async () => {
    const { home, agentApi } = await chat();
    expect(await detail(agentApi, home)).toMatchObject({
      status: 'ACTIVE',
      revision: 0,
      lastSequence: 0,
      agentReadSequence: 0,
      clientReadSequence: 0,
      unreadCount: 0,
      lastMessage: null,
      lastMessageAt: null,
      messages: [],
    });
  });
});

describe('2 ordered', () => {
  test('many at once from both sides are numbered 1, 2, 3 … and heard in that order, live and without gaps', async () => {
    const { home, agentApi, clientApi } = await chat();
    const inboxes = [follow(agentApi, home), follow(clientApi, home)];
    for (const inbox of inboxes) expect(await inbox.next()).toEqual({ kind: 'ready', revision: 0 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => send(index % 2 ? agentApi : clientApi, home, `message ${index}`)),
    );
    expect(answers.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(answers.map((_, index) => index + 1));
    for (const inbox of inboxes) {
      await untilRevision(inbox, 40);
      expect(revisionsOf(inbox)).toEqual(Array.from({ length: 41 }, (_, index) => index));
      const heard = inbox.all.flatMap((event) => (event.kind === 'message' ? [event.message] : []));
      expect(heard.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
      const bySequence = (one: Message, other: Message) => one.sequence - other.sequence;
      expect(heard).toEqual(answers.toSorted(bySequence));
    }
  });
});

describe('3 once', () => {
  test('a repeated clientMessageId returns the first message, changes nothing and notifies nobody', async () => {
    const { home, agentApi, clientApi } = await chat();
    const clientMessageId = randomUUID();
    const first = await send(clientApi, home, 'hello', clientMessageId);
    const before = await detail(agentApi, home);
    const feed = await agentApi.notification.list.query();
    expect(await send(clientApi, home, 'something else', clientMessageId)).toEqual(first);
    expect(await detail(agentApi, home)).toEqual(before);
    expect(await agentApi.notification.list.query()).toEqual(feed);
  });

  test('also when it comes many times at once', async () => {
    const { home, agentApi, clientApi } = await chat();
    const clientMessageId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send(clientApi, home, 'hello', clientMessageId)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await detail(agentApi, home)).toMatchObject({ lastSequence: 1, revision: 1, unreadAgentCount: 1 });
  });

  test('also after the conversation was closed, and after the message was changed', async () => {
    const { home, agentApi, clientApi } = await chat();
    const clientMessageId = randomUUID();
    const first = await send(clientApi, home, 'hello', clientMessageId);
    await clientApi.message.edit.mutate({ messageId: first.id, content: 'good morning' });
    await agentApi.conversation.setStatus.mutate({ conversationId: home.conversationId, status: 'CLOSED' });
    const again = await send(clientApi, home, 'hello', clientMessageId);
    expect(again).toMatchObject({ id: first.id, sequence: 1, content: 'good morning' });
    expect((await detail(agentApi, home)).status).toBe('CLOSED');
  });

  test('the same clientMessageId of the other side, or in another conversation, is another message', async () => {
    const { agent, client, home, agentApi, clientApi } = await chat();
    const other = await world.property(agent, client);
    const clientMessageId = randomUUID();
    const ids = [
      (await send(clientApi, home, 'hello', clientMessageId)).id,
      (await send(agentApi, home, 'hello', clientMessageId)).id,
      (await send(clientApi, other, 'hello', clientMessageId)).id,
    ];
    expect(new Set(ids).size).toBe(3);
  });
});

describe('4 resumable', () => {
  test('from any revision on comes everything after it, then what is live', async () => {
    const { home, agentApi, clientApi } = await chat();
    for (const content of ['one', 'two', 'three']) await send(clientApi, home, content);
    await agentApi.message.markAllRead.mutate({ conversationId: home.conversationId });
    await agentApi.conversation.setStatus.mutate({ conversationId: home.conversationId, status: 'ARCHIVED' });
    const kinds = ['message', 'message', 'message', 'read', 'status'];
    const inboxes = [0, 1, 2, 3, 4, 5].map((revision) => follow(agentApi, home, String(revision)));
    for (const [revision, inbox] of inboxes.entries()) {
      if (revision < 5) await untilRevision(inbox, 5);
      else await inbox.next();
      expect(inbox.all[0]).toEqual({ kind: 'ready', revision });
      expect(inbox.all.slice(1).map(({ kind }) => kind)).toEqual(kinds.slice(revision));
      expect(revisionsOf(inbox)).toEqual([0, 1, 2, 3, 4, 5].slice(revision));
    }
    await send(clientApi, home, 'live');
    for (const inbox of inboxes) {
      expect(await inbox.next(({ kind }) => kind === 'message')).toMatchObject({
        revision: 6,
        message: { content: 'live' },
      });
      expect(await inbox.next()).toEqual({ kind: 'status', revision: 7, status: 'ACTIVE' });
    }
  });

  test('of a message changed several times its latest state comes, once', async () => {
    const { home, agentApi, clientApi } = await chat();
    const { id } = await send(clientApi, home, 'one');
    await clientApi.message.edit.mutate({ messageId: id, content: 'two' });
    await clientApi.message.edit.mutate({ messageId: id, content: 'three' });
    const inbox = follow(agentApi, home, '0');
    await untilRevision(inbox, 3);
    expect(inbox.all).toMatchObject([
      { kind: 'ready', revision: 0 },
      { kind: 'message', revision: 3, message: { content: 'three' } },
    ]);
  });

  test('an id from the future gets ready, then reset, then what is live', async () => {
    const { home, agentApi, clientApi } = await chat();
    await send(clientApi, home, 'one');
    for (const future of ['2', '999999999', '99999999999999999999']) {
      const inbox = follow(agentApi, home, future);
      expect(await inbox.next()).toMatchObject({ kind: 'ready' });
      expect(await inbox.next()).toMatchObject({ kind: 'reset', revision: (await detail(agentApi, home)).revision });
      const sent = await send(clientApi, home, `after ${future}`);
      expect(await inbox.next()).toEqual({ kind: 'message', revision: sent.revision, message: sent });
    }
  });

  test('more than 1,000 changes behind gets ready, then reset, then what is live; exactly 1,000 gets them all', async () => {
    const { agent, client, home, agentApi, clientApi } = await chat();
    await Promise.all(
      Array.from({ length: 1_001 }, (_, index) => world.send(index % 2 ? agent : client, home, `message ${index}`)),
    );
    const far = follow(agentApi, home, '0');
    expect(await far.next()).toEqual({ kind: 'ready', revision: 0 });
    expect(await far.next()).toEqual({ kind: 'reset', revision: 1_001 });
    const near = follow(agentApi, home, '1');
    await untilRevision(near, 1_001);
    expect(revisionsOf(near)).toEqual(Array.from({ length: 1_001 }, (_, index) => index + 1));
    const sent = await send(clientApi, home, 'live');
    expect(await far.next()).toEqual({ kind: 'message', revision: 1_002, message: sent });

    // Likewise of a feed, which as many changes elsewhere have moved on.
    await world.store.sql(`UPDATE "UserFeed" SET revision = revision + 1001 WHERE "userId" = '${agent.userId}'`);
    const feed = followFeed(agentApi, '1');
    expect(await feed.next()).toEqual({ kind: 'ready', revision: 1 });
    expect(await feed.next()).toMatchObject({ kind: 'reset' });
  });

  test.each(['x', '1.5', '-1', '', '1e3', 'NaN'])('an id that is no number is refused: %j', async (lastEventId) => {
    const { home, agentApi } = await chat();
    for (const inbox of [follow(agentApi, home, lastEventId), followFeed(agentApi, lastEventId)]) {
      const error = await inbox.failure();
      expect(codeOf(error)).toBe('VALIDATION_FAILED');
      expect(error).toMatchObject({ data: { code: 'BAD_REQUEST', issues: [{ path: ['lastEventId'] }] } });
    }
  });

  test('a client that loses its socket comes back by itself and misses nothing', async () => {
    const { agent, home, clientApi } = await chat();
    const { api, socket } = served.connect(await world.accessToken(agent));
    const inbox = follow(api, home);
    const feed = followFeed(api);
    await inbox.next();
    await feed.next();
    for (const content of ['one', 'two', 'three']) {
      await send(clientApi, home, content);
      // The connection is cut under the client; what is sent now is sent while nobody listens.
      socket.connection?.ws?.close();
      await send(clientApi, home, `${content} again`);
    }
    await untilRevision(inbox, 6);
    const heard = inbox.all.flatMap((event) => (event.kind === 'message' ? [event.message.content] : []));
    expect(heard).toEqual(['one', 'one again', 'two', 'two again', 'three', 'three again']);
    const { revision, items } = await api.notification.list.query();
    await untilRevision(feed, revision);
    const told = feed.all.flatMap((event) => (event.kind === 'notification' ? [event.notification] : []));
    expect(told.at(-1)).toEqual(items[0]);
  });

  test('what the bus lost last is found by comparing heads', async () => {
    const { agent, home, agentApi } = await chat();
    const inbox = follow(agentApi, home);
    await inbox.next();
    // As if another process had written, and its bus were down.
    const silent = await openWorld({ store: world.store });
    await silent.send(agent, home, 'unheard');
    expect(inbox.all).toHaveLength(1);
    await world.app.feed.sweep();
    expect(await inbox.next()).toMatchObject({ kind: 'message', message: { content: 'unheard' } });
    await silent[Symbol.asyncDispose]();
  });
});

describe('5 isolated', () => {
  test('nothing of a conversation reaches the agent’s other client or another agent', async () => {
    const { agent, home, clientApi, agentApi } = await chat();
    const sibling = await world.client(agent, 'Cleo Sibling');
    const siblingHome = await world.property(agent, sibling);
    const stranger = await chat();
    const { api: siblingApi } = served.connect(await world.accessToken(sibling));
    const feeds = [followFeed(siblingApi), followFeed(stranger.agentApi), followFeed(stranger.clientApi)];
    for (const feed of feeds) await feed.next();
    const secret = `secret${randomUUID()}`;
    const own = followFeed(agentApi);
    await own.next();
    await send(clientApi, home, secret);
    await own.next(({ kind }) => kind === 'notification');

    for (const api of [siblingApi, stranger.agentApi, stranger.clientApi]) {
      await expectRefusal(follow(api, home).next(), 'CONVERSATION_NOT_FOUND');
      const seen = JSON.stringify([
        await api.conversation.list.query(),
        await api.notification.list.query(),
        await api.notification.unread.query(),
        (await api.message.search.query({ query: secret })).items,
      ]);
      expect(seen).not.toContain(secret);
      expect(seen).not.toContain(home.conversationId);
    }
    // A message of their own is the next thing they hear of.
    await world.send(stranger.client, stranger.home, 'ours');
    await world.send(agent, siblingHome, 'yours');
    for (const feed of feeds) await feed.next();
    const heard = JSON.stringify(feeds.map(({ all }) => all));
    expect(heard).not.toContain(secret);
    expect(heard).not.toContain(home.conversationId);
  });
});

describe('6 counted once', () => {
  test('reading up to a message, sending and deleting keep every count the same everywhere', async () => {
    const { agent, client, home, agentApi, clientApi } = await chat();
    const other = await world.property(agent, client);
    const sent: Message[] = [];
    for (const content of ['one', 'two', 'three', 'four']) sent.push(await send(clientApi, home, content));
    await send(clientApi, other, 'elsewhere');

    async function expectUnread(count: number) {
      expect(await detail(agentApi, home)).toMatchObject({ unreadCount: count, unreadAgentCount: count });
      const { items } = await agentApi.conversation.list.query();
      expect(items.find(({ id }) => id === home.conversationId)).toMatchObject({ unreadCount: count });
      const cards = await agentApi.property.list.query({ timelineId: home.timelineId });
      expect(cards.find(({ id }) => id === home.propertyId)?.conversation.unreadCount).toBe(count);
      const unread = await agentApi.notification.unread.query();
      expect(unread.messages).toBe(count + 1);
      expect(unread.timelines).toMatchObject([{ timelineId: home.timelineId, messages: count + 1 }]);
      expect(await agentApi.timeline.list.query()).toMatchObject([{ unreadCount: count + 1 }]);
      const { items: notifications } = await agentApi.notification.list.query({ type: 'NEW_MESSAGE' });
      expect(notifications.find(({ propertyId }) => propertyId === home.propertyId)).toMatchObject({
        count: Math.max(0, count),
        isRead: count === 0,
      });
    }

    await expectUnread(4);
    expect(
      await agentApi.message.markRead.mutate({ conversationId: home.conversationId, messageId: sent[1]!.id }),
    ).toEqual({
      conversationId: home.conversationId,
      readSequence: 2,
      unreadCount: 2,
    });
    await expectUnread(2);
    // Neither reading back nor writing moves the read sequence.
    await agentApi.message.markRead.mutate({ conversationId: home.conversationId, messageId: sent[0]!.id });
    await send(agentApi, home, 'an answer');
    expect((await detail(agentApi, home)).agentReadSequence).toBe(2);
    await expectUnread(2);
    await clientApi.message.delete.mutate({ messageId: sent[0]!.id });
    await expectUnread(2);
    await clientApi.message.delete.mutate({ messageId: sent[2]!.id });
    await expectUnread(1);
    await clientApi.message.delete.mutate({ messageId: sent[3]!.id });
    await expectUnread(0);
  });

  test('read marks come with who, how far and when', async () => {
    const { home, agentApi, clientApi } = await chat();
    const inbox = follow(clientApi, home);
    await inbox.next();
    const { id } = await send(clientApi, home, 'one');
    await agentApi.message.markAllRead.mutate({ conversationId: home.conversationId });
    const event = await inbox.next(({ kind }) => kind === 'read');
    expect(event).toEqual({
      kind: 'read',
      revision: 2,
      readerType: 'AGENT',
      readSequence: 1,
      readAt: expect.any(Date),
    });
    const [message] = (await detail(clientApi, home)).messages;
    expect(message).toMatchObject({ id, isRead: true, readAt: event.kind === 'read' ? event.readAt : null });
  });
});

describe('notifications of messages', () => {
  const collecting = async (api: Api) =>
    (await api.notification.list.query({ type: 'NEW_MESSAGE' })).items.filter(({ isRead }) => !isRead);

  test('one per conversation and recipient collects: count, title, latest preview', async () => {
    const { agent, client, home, agentApi, clientApi } = await chat();
    const other = await world.property(agent, client);
    await send(clientApi, home, 'one');
    expect(await collecting(agentApi)).toMatchObject([
      {
        type: 'NEW_MESSAGE',
        level: 'PROPERTY',
        recipientId: agent.userId,
        title: `New message for ${home.address}`,
        message: 'one',
        count: 1,
        conversationId: home.conversationId,
        propertyId: home.propertyId,
        propertyAddress: home.address,
        timelineId: home.timelineId,
      },
    ]);
    const [first] = await collecting(agentApi);
    await send(clientApi, home, 'two');
    await send(clientApi, home, 'three');
    await send(clientApi, other, 'elsewhere');
    expect(await collecting(agentApi)).toMatchObject([
      { title: `New message for ${other.address}`, count: 1 },
      { id: first!.id, title: `3 new messages for ${home.address}`, message: 'three', count: 3 },
    ]);
  });

  test('reading part of them lowers the count, reading all reads it in the same transaction', async () => {
    const { home, agentApi, clientApi } = await chat();
    const one = await send(clientApi, home, 'one');
    await send(clientApi, home, 'two');
    await agentApi.message.markRead.mutate({ conversationId: home.conversationId, messageId: one.id });
    expect(await collecting(agentApi)).toMatchObject([
      { count: 1, title: `New message for ${home.address}`, message: 'two' },
    ]);
    const feed = followFeed(agentApi);
    await feed.next();
    await agentApi.message.markAllRead.mutate({ conversationId: home.conversationId });
    expect(await collecting(agentApi)).toEqual([]);
    expect(await feed.next()).toMatchObject({ kind: 'conversation', conversation: { unreadCount: 0 } });
    expect(await feed.next()).toMatchObject({
      kind: 'notification',
      notification: { isRead: true, readAt: expect.any(Date) },
    });
    // The next message begins a new one.
    await send(clientApi, home, 'three');
    expect(await collecting(agentApi)).toMatchObject([{ count: 1, message: 'three' }]);
  });

  test('reading the notification leaves the messages unread, and is told to the other devices', async () => {
    const { home, agentApi, clientApi } = await chat();
    await send(clientApi, home, 'one');
    const [notification] = await collecting(agentApi);
    const feed = followFeed(agentApi);
    await feed.next();
    const read = await agentApi.notification.markRead.mutate({ notificationId: notification!.id });
    expect(read).toMatchObject({ id: notification!.id, isRead: true });
    expect(await feed.next()).toEqual({ kind: 'notification', revision: read.revision, notification: read });
    expect(await agentApi.notification.unread.query()).toMatchObject({ messages: 1 });
    expect(await agentApi.notification.markAllRead.mutate({})).toEqual({ unreadCount: 0 });
  });

  test('a message for a closed chat moves its conversation to the top of the list, on a live card', async () => {
    const { agent, client, home, agentApi, clientApi } = await chat();
    const other = await world.property(agent, client);
    await send(clientApi, home, 'first');
    await send(clientApi, other, 'second');
    const order = async () => (await agentApi.conversation.list.query()).items.map(({ id }) => id);
    expect(await order()).toEqual([other.conversationId, home.conversationId]);
    const feed = followFeed(agentApi);
    await feed.next();
    await send(clientApi, home, 'third');
    expect(await feed.next()).toMatchObject({
      kind: 'conversation',
      conversation: {
        id: home.conversationId,
        unreadCount: 2,
        lastMessage: { content: 'third', senderType: 'CLIENT' },
      },
    });
    expect(await order()).toEqual([home.conversationId, other.conversationId]);
  });
});

describe('what becomes of a conversation', () => {
  test('a message to an archived one makes it active again, and both are told', async () => {
    const { home, agentApi, clientApi } = await chat();
    const { conversationId } = home;
    expect(await agentApi.conversation.setStatus.mutate({ conversationId, status: 'ARCHIVED' })).toMatchObject({
      status: 'ARCHIVED',
    });
    const inbox = follow(agentApi, home);
    expect(await inbox.next()).toEqual({ kind: 'ready', revision: 1 });
    const message = await send(clientApi, home, 'hello?');
    expect(await inbox.next()).toEqual({ kind: 'message', revision: 2, message });
    expect(await inbox.next()).toEqual({ kind: 'status', revision: 3, status: 'ACTIVE' });
    expect(await detail(agentApi, home)).toMatchObject({ status: 'ACTIVE', revision: 3 });
  });

  test('a closed one takes no message, until it is opened again', async () => {
    const { home, agentApi, clientApi } = await chat();
    const { conversationId } = home;
    await agentApi.conversation.setStatus.mutate({ conversationId, status: 'CLOSED' });
    await expectRefusal(send(clientApi, home, 'hello?'), 'CONVERSATION_CLOSED');
    await expectRefusal(send(agentApi, home, 'hello?'), 'CONVERSATION_CLOSED');
    expect(await detail(agentApi, home)).toMatchObject({ revision: 1, lastSequence: 0 });
    await agentApi.conversation.setStatus.mutate({ conversationId, status: 'ACTIVE' });
    await send(clientApi, home, 'hello!');
  });
});

describe('editing and deleting', () => {
  test('after a delete the text appears nowhere', async () => {
    const { agent, client, home, agentApi, clientApi } = await chat();
    const { conversationId } = home;
    const secret = `secret${randomUUID()}`;
    await send(clientApi, home, 'before');
    const message = await send(clientApi, home, `${secret} and more`);
    // Shown in a quote, in the notification (once read, once not), as the last message, in search.
    await agentApi.message.send.mutate({
      conversationId,
      clientMessageId: randomUUID(),
      content: 'so?',
      replyToId: message.id,
    });
    await agentApi.message.markAllRead.mutate({ conversationId });
    const other = await world.property(agent, client);
    const unread = await send(clientApi, other, secret);
    const live = [follow(agentApi, home), followFeed(agentApi)];
    for (const inbox of live) await inbox.next();

    const deleted = await clientApi.message.delete.mutate({ messageId: message.id });
    expect(deleted).toMatchObject({ content: '', deletedAt: expect.any(Date), sequence: 2 });
    await clientApi.message.delete.mutate({ messageId: unread.id });

    for (const [api, person] of [
      [agentApi, agent],
      [clientApi, client],
    ] as const) {
      const stream = follow(api, home, '0');
      const feed = followFeed(api, '0');
      const { revision } = await detail(api, home);
      const { revision: feedRevision } = await api.notification.list.query();
      await untilRevision(stream, revision);
      await untilRevision(feed, feedRevision);
      const everything = JSON.stringify([
        await detail(api, home),
        await api.message.list.query({ conversationId }),
        await api.conversation.list.query(),
        await api.timeline.get.query({ timelineId: home.timelineId }),
        await api.property.list.query({ timelineId: home.timelineId }),
        await api.notification.list.query(),
        (await api.message.search.query({ query: secret })).items,
        stream.all,
        feed.all,
        live.map(({ all }) => all),
      ]);
      expect({ person: person.type, found: everything.includes(secret) }).toEqual({
        person: person.type,
        found: false,
      });
    }
    // The preview goes back to what is left.
    expect(await detail(agentApi, home)).toMatchObject({ lastMessage: { content: 'so?' } });
    expect(await detail(agentApi, other)).toMatchObject({ lastMessage: null, lastMessageAt: null, unreadCount: 0 });
    // Nor does the text lie about in the database.
    const rows = await world.store.sql(`SELECT (SELECT count(*)::int FROM "Message" WHERE content LIKE '%${secret}%')
      + (SELECT count(*)::int FROM "Notification" WHERE message LIKE '%${secret}%') AS left`);
    expect(rows).toEqual([{ left: 0 }]);
  });

  test('an edit reaches quotes, preview, notification and search', async () => {
    const { home, agentApi, clientApi } = await chat();
    const { conversationId } = home;
    const before = `before${randomUUID()}`;
    const after = `after${randomUUID()}`;
    const message = await send(clientApi, home, before);
    await agentApi.message.send.mutate({
      conversationId,
      clientMessageId: randomUUID(),
      content: 'so?',
      replyToId: message.id,
    });
    const inbox = follow(agentApi, home);
    await inbox.next();
    const edited = await clientApi.message.edit.mutate({ messageId: message.id, content: after });
    expect(edited).toMatchObject({ content: after, editedAt: expect.any(Date), revision: 3 });
    expect(await inbox.next()).toEqual({ kind: 'message', revision: 3, message: edited });
    expect(await inbox.next()).toMatchObject({
      kind: 'message',
      revision: 4,
      message: { replyTo: { id: message.id, content: after } },
    });
    const { items } = await agentApi.notification.list.query({ type: 'NEW_MESSAGE' });
    expect(items).toMatchObject([{ message: after, count: 1 }]);
    expect((await agentApi.message.search.query({ query: before })).items).toEqual([]);
    const found = await agentApi.message.search.query({ query: after });
    expect(found.items).toMatchObject([
      { message: { id: message.id }, conversation: { id: conversationId }, highlight: `<mark>${after}</mark>` },
    ]);
  });

  test('the other side’s message is FORBIDDEN, a deleted one can no longer be edited', async () => {
    const { home, agentApi, clientApi } = await chat();
    const { id: messageId } = await send(clientApi, home, 'mine');
    await expectRefusal(agentApi.message.edit.mutate({ messageId, content: 'yours' }), 'FORBIDDEN');
    await expectRefusal(agentApi.message.delete.mutate({ messageId }), 'FORBIDDEN');
    const deleted = await clientApi.message.delete.mutate({ messageId });
    await expectRefusal(clientApi.message.edit.mutate({ messageId, content: 'again' }), 'CONFLICT');
    expect(await clientApi.message.delete.mutate({ messageId })).toEqual(deleted);
  });
});

describe('history by pages', () => {
  test('backwards and forwards, each page from the cursor of the one before', async () => {
    const { agent, client, home, agentApi } = await chat();
    for (let index = 0; index < 23; index += 1)
      await world.send(index % 2 ? agent : client, home, `message ${index + 1}`);
    const { conversationId } = home;

    async function pages(direction: 'before' | 'after', start?: number) {
      const found: number[][] = [];
      let cursor: number | null | undefined = start;
      do {
        const page: { items: Message[]; nextCursor: number | null } = await agentApi.message.list.query({
          conversationId,
          limit: 10,
          ...(cursor !== undefined && { [direction]: cursor }),
        });
        found.push(page.items.map(({ sequence }) => sequence));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    }
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
    expect(await pages('before')).toEqual([range(14, 23), range(4, 13), range(1, 3)]);
    expect(await pages('after', 0)).toEqual([range(1, 10), range(11, 20), range(21, 23)]);
    expect(await pages('before', 4)).toEqual([range(1, 3)]);
    expect(await pages('after', 23)).toEqual([[]]);
    expect((await detail(agentApi, home)).messages.map(({ sequence }) => sequence)).toEqual(range(1, 23));
  });

  test('at most 100 at a time', async () => {
    const { home, agentApi } = await chat();
    const { conversationId } = home;
    await agentApi.message.list.query({ conversationId, limit: 100 });
    for (const limit of [101, 0, 1.5]) {
      await expectRefusal(agentApi.message.list.query({ conversationId, limit }), 'VALIDATION_FAILED');
      await expectRefusal(agentApi.conversation.list.query({ limit }), 'VALIDATION_FAILED');
      await expectRefusal(agentApi.notification.list.query({ limit }), 'VALIDATION_FAILED');
      await expectRefusal(agentApi.message.search.query({ query: 'x', limit }), 'VALIDATION_FAILED');
    }
  });
});

describe('content', () => {
  let agent: Agent;
  let client: Client;
  let home: Home;
  beforeAll(async () => {
    ({ agent, client, home } = await world.couple());
  });

  test.each([
    ['4,000 code points', '🏡'.repeat(4_000)],
    ['what looks like markup', '<b>&amp;</b> <script>alert(1)</script>'],
    ['what looks like SQL', `'; DROP TABLE "Message"; --`],
    ['white space inside', 'one\n\n  two\tthree'],
    ['right-to-left, joined and combining characters', 'שלום 👩‍👩‍👧 é'],
    ['backslashes and quotes', '\\u0000 "\\" \\n'],
  ])('%s is stored as sent', async (_name, content) => {
    expect((await world.send(client, home, content)).content).toBe(content);
    expect((await world.caller(agent).conversation.forProperty(home)).messages.at(-1)?.content).toBe(content);
  });

  test('outer white space is trimmed', async () => {
    expect((await world.send(client, home, ' \n\u00a0 hello \t')).content).toBe('hello');
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n\t '],
    ['4,001 code points', 'x'.repeat(4_001)],
    ['NUL', 'a\0b'],
    ['an unpaired surrogate', 'a\ud800b'],
  ])('%s gets VALIDATION_FAILED, with the field', async (_name, content) => {
    const { accessToken } = await world.signIn(client);
    const input = { conversationId: home.conversationId, clientMessageId: randomUUID(), content };
    const { body } = await served.call('message.send', { input, accessToken });
    expect(body.error?.json.data).toMatchObject({ appCode: 'VALIDATION_FAILED', issues: [{ path: ['content'] }] });
  });

  test.each(['no uuid', '', '00000000-0000-0000-0000-00000000000'])(
    'a clientMessageId that is no UUID is refused: %j',
    async (clientMessageId) => {
      const call = world
        .caller(client)
        .message.send({ conversationId: home.conversationId, clientMessageId, content: 'x' });
      await expectRefusal(call, 'VALIDATION_FAILED');
    },
  );
});
