import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unreadCount } from '../../shared/applyChange.ts';
import type { Activity, ConversationEvent } from '../../shared/events.ts';
import type { ConversationDetail, Message, UserType } from '../../shared/views.ts';
import { createConversations } from './conversations.ts';
import { refusal, unreachable } from './failures.testing.ts';
import type { SessionState } from './session.ts';
import { createStore } from './store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const at = new Date(0);

function message(sequence: number, senderType: UserType, fields: Partial<Message> = {}): Message {
  return {
    id: `m${sequence}`,
    conversationId: 'c',
    sequence,
    revision: sequence,
    clientMessageId: `id-${sequence}`,
    senderId: senderType,
    senderType,
    sender: { id: senderType, name: senderType, avatarUrl: null },
    type: 'TEXT',
    content: `text ${sequence}`,
    isRead: false,
    readAt: null,
    createdAt: at,
    updatedAt: at,
    editedAt: null,
    deletedAt: null,
    replyTo: null,
    attachments: [],
    ...fields,
  };
}

type Stream<T> = {
  input: { lastEventId?: string | number };
  emit: (event: T) => void;
  fail: (error: Error) => void;
  isStopped: boolean;
};

/** A server with one conversation, as the agent sees it. */
function setUp() {
  const server = { messages: [message(1, 'CLIENT')], revision: 1, failure: null as Error | null };
  const calls: string[] = [];
  const streams: Stream<ConversationEvent>[] = [];
  const activities: Stream<Activity>[] = [];
  const onStored = vi.fn();
  const isPageVisible = createStore(true);
  const state = createStore<SessionState>({
    status: 'signedIn',
    user: { id: 'AGENT', name: 'Ann', type: 'AGENT' },
    timelineId: null,
    reason: 'none',
  });

  const detail = (): ConversationDetail => ({
    id: 'c',
    propertyId: 'p',
    timelineId: 't',
    agentId: 'AGENT',
    clientId: 'CLIENT',
    status: 'ACTIVE',
    unreadAgentCount: server.messages.filter(({ senderType, isRead }) => senderType === 'CLIENT' && !isRead).length,
    unreadClientCount: 0,
    unreadCount: 0,
    lastMessageAt: null,
    lastMessage: null,
    property: { id: 'p', address: 'Here', price: null, imageUrl: null },
    feedRevision: 0,
    revision: server.revision,
    lastSequence: server.messages.length,
    agentReadSequence: 0,
    clientReadSequence: 0,
    messages: [...server.messages],
  });
  const answer = async <T>(name: string, make: () => T): Promise<T> => {
    calls.push(name);
    if (server.failure) throw server.failure;
    return make();
  };
  type Handlers = { onData: (value: unknown) => void; onError: (error: unknown) => void };
  const subscribe =
    <T>(kept: Stream<T>[], wrap: (event: T) => unknown) =>
    (input: Stream<T>['input'], handlers: Handlers) => {
      const stream: Stream<T> = {
        input,
        emit: (event) => handlers.onData(wrap(event)),
        fail: handlers.onError,
        isStopped: false,
      };
      kept.push(stream);
      return {
        unsubscribe: () => {
          stream.isStopped = true;
        },
      };
    };
  const api = {
    conversation: {
      forProperty: { query: () => answer('forProperty', detail) },
      setTyping: { mutate: ({ isTyping }: { isTyping: boolean }) => answer(`typing ${isTyping}`, () => null) },
      onActivity: { subscribe: subscribe(activities, (event) => event) },
    },
    message: {
      list: { query: () => answer('list', () => ({ items: [], nextCursor: null, revision: server.revision })) },
      markRead: {
        mutate: ({ messageId }: { messageId: string }) =>
          answer(`read ${messageId}`, () => ({
            conversationId: 'c',
            readSequence: Number(messageId.slice(1)),
            unreadCount: 0,
          })),
      },
      markAllRead: {
        mutate: () => answer('readAll', () => ({ conversationId: 'c', readSequence: 99, unreadCount: 0 })),
      },
      onMessage: { subscribe: subscribe(streams, (data) => ({ id: String(data.revision), data })) },
    },
  };
  const conversations = createConversations({
    // The calls that chats make, and no others.
    api: api as unknown as Parameters<typeof createConversations>[0]['api'],
    session: { generation: () => 1, renew: async () => 'renewed', state },
    onStored,
    isPageVisible,
    isConnected: createStore(true),
  });
  const chat = conversations.chat('c', 'p');
  const live = () => {
    const stream = streams.at(-1);
    if (!stream) throw new Error('There is no stream');
    return stream;
  };
  const comeIn = (incoming: Message) =>
    live().emit({ kind: 'message', revision: incoming.revision, message: incoming });
  const contents = () => chat.view.get().state?.messages.map(({ content }) => content);
  return { server, calls, streams, activities, live, conversations, chat, comeIn, contents, onStored, isPageVisible };
}

describe('a chat', () => {
  it('costs nothing until it is opened, however many there are', async () => {
    const { conversations, calls, streams } = setUp();
    for (let number = 0; number < 200; number++) conversations.chat(`c${number}`, `p${number}`);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual([]);
    expect(streams).toEqual([]);
  });

  it('opens with the latest messages, reads them, and follows from their revision', async () => {
    const { chat, calls, live, contents, comeIn } = setUp();
    chat.open();
    expect(chat.view.get().isLoading).toBe(true);
    await settle();
    expect(calls).toEqual(['forProperty', 'read m1']);
    expect(live().input.lastEventId).toBe(1);
    comeIn(message(2, 'CLIENT'));
    await settle();
    expect(contents()).toEqual(['text 1', 'text 2']);
    expect(calls.at(-1)).toBe('read m2');
  });

  it('keeps what it has when it closes, and goes on from there when it opens again', async () => {
    const { chat, calls, streams, live, contents, comeIn } = setUp();
    chat.open();
    await settle();
    comeIn(message(2, 'AGENT'));
    chat.close();
    expect(streams.every(({ isStopped }) => isStopped)).toBe(true);
    chat.open();
    expect(contents()).toEqual(['text 1', 'text 2']);
    expect(live().input.lastEventId).toBe(2);
    expect(calls.filter((call) => call === 'forProperty')).toHaveLength(1);
  });

  it('loads anew when it is told that it cannot catch up', async () => {
    const { chat, server, streams, live, contents } = setUp();
    chat.open();
    await settle();
    server.messages = [message(1, 'CLIENT'), message(2, 'AGENT', { revision: 2_000 })];
    server.revision = 2_000;
    live().emit({ kind: 'reset', revision: 2_000 });
    // Meanwhile, what was there stays in sight.
    expect(contents()).toEqual(['text 1']);
    await settle();
    expect(contents()).toEqual(['text 1', 'text 2']);
    expect(live().input.lastEventId).toBe(2_000);
    expect(streams.filter(({ isStopped }) => !isStopped)).toHaveLength(1);
  });

  it('reads nothing that nobody sees: page hidden, or scrolled up', async () => {
    const { chat, calls, comeIn, isPageVisible } = setUp();
    isPageVisible.set(false);
    chat.open();
    await settle();
    comeIn(message(2, 'CLIENT'));
    await settle();
    expect(calls).toEqual(['forProperty']);
    isPageVisible.set(true);
    await settle();
    expect(calls.at(-1)).toBe('read m2');
    chat.setAtBottom(false);
    comeIn(message(3, 'CLIENT'));
    await settle();
    expect(calls.at(-1)).toBe('read m2');
    const { state } = chat.view.get();
    expect(state && unreadCount(state, 'AGENT')).toBe(3);
  });

  it('tells the outbox of every own message that it sees stored', async () => {
    const { chat, comeIn, onStored } = setUp();
    chat.open();
    await settle();
    comeIn(message(2, 'AGENT'));
    comeIn(message(3, 'CLIENT'));
    expect(onStored.mock.calls).toEqual([[message(2, 'AGENT')]]);
  });

  it('takes the answer of a send before or after its event, once', async () => {
    const { chat, conversations, comeIn, contents } = setUp();
    chat.open();
    await settle();
    conversations.merge(message(2, 'AGENT'));
    comeIn(message(2, 'AGENT'));
    conversations.merge(message(2, 'AGENT'));
    expect(contents()).toEqual(['text 1', 'text 2']);
  });

  it('keeps trying to load while the server is not reached', async () => {
    const { chat, server, contents } = setUp();
    server.failure = unreachable();
    chat.open();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(chat.view.get()).toMatchObject({ isLoading: true, failure: null });
    server.failure = null;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(contents()).toEqual(['text 1']);
  });

  it('says why it cannot load, and tries again when asked', async () => {
    const { chat, server, contents } = setUp();
    server.failure = refusal('PROPERTY_NOT_FOUND');
    chat.open();
    await settle();
    expect(chat.view.get()).toMatchObject({ isLoading: false, failure: { code: 'PROPERTY_NOT_FOUND' } });
    server.failure = null;
    chat.retry();
    await settle();
    expect(contents()).toEqual(['text 1']);
    expect(chat.view.get().failure).toBeNull();
  });

  it('shows the other side typing until it stops, sends, goes or is not heard of any more', async () => {
    const { chat, activities, comeIn } = setUp();
    chat.open();
    await settle();
    const type = (isTyping = true, userId = 'CLIENT') =>
      activities[0]?.emit({ kind: 'typing', userId, userName: 'Carl', isTyping });
    const typingName = () => chat.view.get().typingName;
    type(true, 'AGENT');
    expect(typingName()).toBeNull();
    type();
    expect(typingName()).toBe('Carl');
    type(false);
    expect(typingName()).toBeNull();
    type();
    comeIn(message(2, 'CLIENT'));
    expect(typingName()).toBeNull();
    type();
    activities[0]?.emit({ kind: 'presence', userId: 'CLIENT', userType: 'CLIENT', isOnline: false, lastSeenAt: at });
    expect(typingName()).toBeNull();
    expect(chat.view.get().presence).toEqual({ isOnline: false, lastSeenAt: at });
    type();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(typingName()).toBeNull();
  });

  it('stays open for the second of two that opened it', async () => {
    const { chat } = setUp();
    chat.open();
    chat.open();
    chat.close();
    expect(chat.view.get().isOpen).toBe(true);
    chat.close();
    chat.close();
    expect(chat.view.get().isOpen).toBe(false);
  });
});
