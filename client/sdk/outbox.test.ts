import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal, unreachable } from './failures.testing.ts';
import { settle, setUpOutbox, storedMessage } from './outbox.testing.ts';
import { randomId } from './outbox.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the outbox', () => {
  it('sends the messages of a conversation one after the other, in order', async () => {
    const { add, calls, call, shown, stored } = setUpOutbox();
    add('one');
    add('two');
    expect(shown()).toEqual(['one queued', 'two queued']);
    await settle();
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

  it('does not let conversations wait for each other', async () => {
    const { add, shown } = setUpOutbox();
    add('one', 'a');
    add('two', 'b');
    await settle();
    expect(shown()).toEqual(['one sending', 'two sending']);
  });

  it('repeats a send whose answer was lost with the same id, before any later one', async () => {
    const { add, calls, call } = setUpOutbox();
    add('one');
    add('two');
    await settle();
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
    const { add, calls, call, isConnected, shown } = setUpOutbox({ connected: false });
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
    const { add, calls } = setUpOutbox({ connected: false });
    add('one');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(1);
  });

  it.each(['CONVERSATION_CLOSED', 'VALIDATION_FAILED', 'FORBIDDEN', 'CONVERSATION_NOT_FOUND'] as const)(
    'marks a message refused with %s failed, and goes on with the next',
    async (code) => {
      const { add, outbox, call, shown } = setUpOutbox();
      add('one');
      add('two');
      await settle();
      call(0).fail(refusal(code));
      await settle();
      expect(shown()).toEqual(['one failed', 'two sending']);
      expect(outbox.entries.get()[0]?.failure?.code).toBe(code);
    },
  );

  it('tries a failed message again at the end of the queue, with its id', async () => {
    const { add, outbox, call, shown } = setUpOutbox();
    const id = add('one');
    add('two');
    await settle();
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
    const { add, calls, call } = setUpOutbox();
    add('one', 'a');
    await settle();
    call(0).fail(refusal('RATE_LIMITED', { retryAfterMs: 8_000 }));
    await settle();
    add('two', 'b');
    await vi.advanceTimersByTimeAsync(7_900);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(calls).toHaveLength(3);
  });

  it('gives up after three internal errors to one message', async () => {
    const { add, call, shown } = setUpOutbox();
    add('one');
    await settle();
    for (let index = 0; index < 3; index++) {
      call(index).fail(refusal('INTERNAL'));
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(shown()).toEqual(['one failed']);
  });

  it('a message that came over the stream before its answer is gone from here, and is not sent again', async () => {
    const { add, outbox, calls, call, shown } = setUpOutbox();
    const id = add('one');
    await settle();
    outbox.confirm(storedMessage(id));
    expect(shown()).toEqual([]);
    call(0).fail(unreachable());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(1);
    await settle();
    expect(shown()).toEqual([]);
  });

  it('a queued message can be discarded; one under way stays until its fate is known', async () => {
    const { add, outbox, shown } = setUpOutbox();
    const first = add('one');
    const second = add('two');
    await settle();
    outbox.discard(first);
    outbox.discard(second);
    expect(shown()).toEqual(['one sending']);
  });

  it('sends nothing while nobody is signed in, and goes on when the sender is back', async () => {
    const { add, outbox, calls } = setUpOutbox();
    outbox.setSender(null);
    add('one');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(0);
    outbox.setSender('somebody else');
    await settle();
    expect(calls).toHaveLength(0);
    outbox.setSender('me');
    await settle();
    expect(calls).toHaveLength(1);
  });

  it('repeats a send that hangs once the connection has been lost and is back', async () => {
    const { add, isConnected, call, calls, shown, stored } = setUpOutbox();
    add('one');
    add('two');
    await settle();
    isConnected.set(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(calls).toHaveLength(1);
    isConnected.set(true);
    await settle();
    expect(call(1).input).toEqual(call(0).input);
    call(1).answer();
    call(0).answer();
    await settle();
    expect(stored).toEqual(['one']);
    expect(shown()).toEqual(['two sending']);
  });

  it('forgets what is of one sender only', async () => {
    const { add, outbox, shown } = setUpOutbox({ connected: false });
    add('one');
    outbox.add({ conversationId: 'c', content: 'of another', senderId: 'somebody else' });
    outbox.forget('me');
    expect(shown()).toEqual(['of another queued']);
  });

  it('in memory alone, what is unsent is at risk', async () => {
    const { add, call, outbox } = setUpOutbox();
    expect(outbox.isAtRisk()).toBe(false);
    add('one');
    await settle();
    expect(outbox.isAtRisk()).toBe(true);
    call(0).answer();
    await settle();
    expect(outbox.isAtRisk()).toBe(false);
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
