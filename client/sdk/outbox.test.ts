import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../shared/views.ts';
import { refusal, unreachable } from './failures.testing.ts';
import { createOutbox, type OutboxEntry, type OutboxStorage, randomId, type SendInput } from './outbox.ts';
import { createStore } from './store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A transport whose answers the test gives one by one. */
function setUp(options: { connected?: boolean; storage?: OutboxStorage } = {}) {
  const calls: { input: SendInput; answer: (message?: Partial<Message>) => void; fail: (error: Error) => void }[] = [];
  const stored: string[] = [];
  const isConnected = createStore(options.connected ?? true);
  let ids = 0;
  const outbox = createOutbox({
    isConnected,
    random: () => 0.5,
    newId: () => `id-${++ids}`,
    ...(options.storage && { storage: options.storage }),
    onSent: (message) => stored.push(message.content),
    send: (input) =>
      new Promise((resolve, reject) => {
        calls.push({
          input,
          answer: (message) => resolve({ ...input, ...message } as Message), // a test's message: only what the outbox passes on
          fail: reject,
        });
      }),
  });
  outbox.setSender('me');
  const add = (content: string, conversationId = 'c') => outbox.add({ conversationId, content, senderId: 'me' });
  const shown = () => outbox.entries.get().map(({ content, delivery }) => `${content} ${delivery}`);
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const call = (index: number) => {
    const found = calls[index];
    if (!found) throw new Error(`there was no call ${index}`);
    return found;
  };
  return { outbox, calls, call, stored, isConnected, add, shown, settle };
}

describe('the outbox', () => {
  it('sends the messages of a conversation one after the other, in order', async () => {
    const { add, calls, call, shown, stored, settle } = setUp();
    add('one');
    add('two');
    expect(shown()).toEqual(['one sending', 'two queued']);
    call(0).answer();
    await settle();
    expect(calls).toHaveLength(2);
    expect(shown()).toEqual(['two sending']);
    call(1).answer();
    await settle();
    expect(shown()).toEqual([]);
    expect(stored).toEqual(['one', 'two']);
  });

  it('does not let conversations wait for each other', () => {
    const { add, shown } = setUp();
    add('one', 'a');
    add('two', 'b');
    expect(shown()).toEqual(['one sending', 'two sending']);
  });

  it('repeats a send whose answer was lost with the same id, before any later one', async () => {
    const { add, calls, call, settle } = setUp();
    add('one');
    add('two');
    call(0).fail(unreachable());
    await settle();
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(call(1).input).toEqual(call(0).input);
    call(1).answer();
    await settle();
    expect(call(2).input.content).toBe('two');
  });

  it('waits while the connection is away, and sends in order as soon as it is back', async () => {
    const { add, calls, call, isConnected, shown, settle } = setUp({ connected: false });
    add('one');
    add('two');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(calls).toHaveLength(0);
    expect(shown()).toEqual(['one queued', 'two queued']);
    isConnected.set(true);
    await settle();
    call(0).answer();
    await settle();
    expect(calls.map(({ input }) => input.content)).toEqual(['one', 'two']);
  });

  it('tries now and then without a connection: a socket may be blocked where calls are not', async () => {
    const { add, calls } = setUp({ connected: false });
    add('one');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(1);
  });

  it.each(['CONVERSATION_CLOSED', 'VALIDATION_FAILED', 'FORBIDDEN', 'CONVERSATION_NOT_FOUND'] as const)(
    'marks a message refused with %s failed, and goes on with the next',
    async (code) => {
      const { add, outbox, call, shown, settle } = setUp();
      add('one');
      add('two');
      call(0).fail(refusal(code));
      await settle();
      expect(shown()).toEqual(['one failed', 'two sending']);
      expect(outbox.entries.get()[0]?.failure?.code).toBe(code);
    },
  );

  it('tries a failed message again at the end of the queue, with its id', async () => {
    const { add, outbox, call, shown, settle } = setUp();
    const id = add('one');
    add('two');
    call(0).fail(refusal('CONVERSATION_CLOSED'));
    await settle();
    outbox.retry(id);
    expect(shown()).toEqual(['two sending', 'one queued']);
    call(1).answer();
    await settle();
    expect(call(2).input.clientMessageId).toBe(id);
    expect(outbox.entries.get()[0]).not.toHaveProperty('failure');
  });

  it('waits as long as the server asks for, in every conversation', async () => {
    const { add, calls, call, settle } = setUp();
    add('one', 'a');
    call(0).fail(refusal('RATE_LIMITED', { retryAfterMs: 8_000 }));
    await settle();
    add('two', 'b');
    await vi.advanceTimersByTimeAsync(7_900);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(calls).toHaveLength(3);
  });

  it('gives up after three internal errors to one message', async () => {
    const { add, call, shown } = setUp();
    add('one');
    for (let index = 0; index < 3; index++) {
      call(index).fail(refusal('INTERNAL'));
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(shown()).toEqual(['one failed']);
  });

  it('a message that came over the stream before its answer is gone from here, and is not sent again', async () => {
    const { add, outbox, calls, call, shown, settle } = setUp();
    const id = add('one');
    outbox.confirm(id);
    expect(shown()).toEqual([]);
    call(0).fail(unreachable());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(1);
    await settle();
    expect(shown()).toEqual([]);
  });

  it('a queued message can be discarded; one under way stays until its fate is known', async () => {
    const { add, outbox, shown } = setUp();
    const first = add('one');
    const second = add('two');
    outbox.discard(first);
    outbox.discard(second);
    expect(shown()).toEqual(['one sending']);
  });

  it('sends nothing while nobody is signed in, and goes on when the sender is back', async () => {
    const { add, outbox, calls } = setUp();
    outbox.setSender(null);
    add('one');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(0);
    outbox.setSender('somebody else');
    expect(calls).toHaveLength(0);
    outbox.setSender('me');
    expect(calls).toHaveLength(1);
  });

  it('keeps what is not sent in its storage, and takes it up again from there', async () => {
    const kept = new Map<string, OutboxEntry>();
    const storage: OutboxStorage = {
      load: async () => [...kept.values()],
      put: async (entry) => void kept.set(entry.clientMessageId, entry),
      remove: async (id) => void kept.delete(id),
    };
    const before = setUp({ storage });
    before.add('one');
    before.add('two');
    await before.settle();
    expect([...kept.values()].map(({ content }) => content)).toEqual(['one', 'two']);

    const after = setUp({ storage });
    await after.settle();
    expect(after.shown()).toEqual(['one sending', 'two queued']);
    expect(after.call(0).input).toEqual(before.call(0).input);
    after.call(0).answer();
    await after.settle();
    expect([...kept.keys()]).toEqual(['id-2']);
  });
});

describe('a random id', () => {
  it('is a UUID, with and without crypto.randomUUID', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(randomId()).toMatch(uuid);
    const { getRandomValues } = crypto;
    vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
    expect(randomId()).toMatch(uuid);
    vi.unstubAllGlobals();
  });
});
