import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal } from './failures.testing.ts';
import { settle, setUpOutbox, sharedPlace } from './outbox.testing.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an outbox that is kept', () => {
  it('goes on after a reload: in order, with the same ids, failed ones still failed', async () => {
    const { kept, tab } = sharedPlace();
    const page = tab();
    const before = setUpOutbox({ storage: page.storage });
    before.add('refused');
    before.add('one');
    before.add('two');
    await settle();
    before.call(0).fail(refusal('CONVERSATION_CLOSED'));
    await settle();
    expect(before.sent()).toEqual(['refused', 'one']);
    expect(before.outbox.isAtRisk()).toBe(false);
    page.closeTab();

    const after = setUpOutbox({ storage: tab().storage });
    await settle();
    expect(after.shown()).toEqual(['refused failed', 'one sending', 'two queued']);
    expect(after.outbox.entries.get()[0]?.failure?.code).toBe('CONVERSATION_CLOSED');
    expect(after.call(0).input).toEqual(before.call(1).input);
    after.call(0).answer();
    await settle();
    after.call(1).answer();
    await settle();
    expect(after.sent()).toEqual(['one', 'two']);
    expect([...kept.values()].map(({ content }) => content)).toEqual(['refused']);
  });

  it('shows and sends nothing of one user as another', async () => {
    const { tab } = sharedPlace();
    const mine = setUpOutbox({ storage: tab().storage, connected: false });
    mine.add('one');
    await settle();
    mine.outbox.setSender('somebody else');
    await settle();
    mine.isConnected.set(true);
    const theirs = setUpOutbox({ storage: tab().storage, sender: 'somebody else' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([...mine.shown(), ...theirs.shown()]).toEqual([]);
    expect([...mine.sent(), ...theirs.sent()]).toEqual([]);
    mine.outbox.setSender('me');
    await settle();
    expect(mine.shown()).toEqual(['one sending']);
  });

  it('what is written while the kept ones are read is there all the same', async () => {
    const { storage } = sharedPlace().tab();
    const slow = async (senderId: string) => {
      const read = await storage.load(senderId);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return read;
    };
    const { add, shown } = setUpOutbox({ storage: { ...storage, load: slow } });
    await vi.advanceTimersByTimeAsync(5);
    add('one');
    await vi.advanceTimersByTimeAsync(6);
    expect(shown()).toEqual(['one queued']);
    await vi.advanceTimersByTimeAsync(30);
    expect(shown()).toEqual(['one sending']);
  });

  it('what is forgotten does not come back when a send under way is refused', async () => {
    const { kept, tab } = sharedPlace();
    const [a, b] = [setUpOutbox({ storage: tab().storage }), setUpOutbox({ storage: tab().storage })];
    a.add('one');
    await settle();
    b.outbox.forget('me');
    a.call(0).fail(refusal('CONVERSATION_CLOSED'));
    await settle();
    expect([...kept.keys(), ...a.shown(), ...b.shown()]).toEqual([]);
  });
});

describe('two tabs with one outbox', () => {
  it('show the same, and only one of them sends', async () => {
    const { tab } = sharedPlace();
    const [a, b] = [setUpOutbox({ storage: tab().storage }), setUpOutbox({ storage: tab().storage })];
    a.add('one');
    await settle();
    expect(a.shown()).toEqual(['one sending']);
    expect(b.shown()).toEqual(['one queued']);
    a.call(0).answer();
    await settle();
    expect([...a.shown(), ...b.shown()]).toEqual([]);
    expect(b.stored).toEqual(['one']);
    expect(b.calls).toHaveLength(0);
  });

  it('send what one person writes in both in the order of writing', async () => {
    const { tab } = sharedPlace();
    const [a, b] = [setUpOutbox({ storage: tab().storage }), setUpOutbox({ storage: tab().storage })];
    for (const [who, text] of [
      [a, 'one'],
      [b, 'two'],
      [a, 'three'],
      [b, 'four'],
    ] as const) {
      who.add(text);
      await settle();
    }
    const order: string[] = [];
    while (order.length < 4) {
      const open = [...a.calls.splice(0), ...b.calls.splice(0)];
      expect(open).toHaveLength(1);
      order.push(...open.map(({ input }) => input.content));
      open[0]?.answer();
      await settle();
    }
    expect(order).toEqual(['one', 'two', 'three', 'four']);
  });

  it('a tab whose connection is away leaves the sending to the other', async () => {
    const { tab } = sharedPlace();
    const a = setUpOutbox({ storage: tab().storage, connected: false });
    const b = setUpOutbox({ storage: tab().storage });
    a.add('one');
    await settle();
    expect(b.shown()).toEqual(['one sending']);
    b.call(0).answer();
    await settle();
    expect(a.shown()).toEqual([]);
    expect(a.stored).toEqual(['one']);
  });

  it('one that heard nothing of what the other has sent does not send it again', async () => {
    const { tab } = sharedPlace();
    const a = setUpOutbox({ storage: tab().storage });
    a.add('one');
    a.add('two');
    await settle();
    const deaf = setUpOutbox({ storage: { ...tab().storage, onChange: () => {} } });
    await settle();
    expect(deaf.shown()).toEqual(['one queued', 'two queued']);
    a.call(0).answer();
    await settle();
    expect(a.calls).toHaveLength(1);
    expect(deaf.sent()).toEqual(['two']);
  });

  it('when the one that sends is closed, the other goes on with the same ids', async () => {
    const { tab } = sharedPlace();
    const first = tab();
    const [a, b] = [setUpOutbox({ storage: first.storage }), setUpOutbox({ storage: tab().storage })];
    a.add('one');
    a.add('two');
    await settle();
    first.closeTab();
    await settle();
    expect(b.call(0).input).toEqual(a.call(0).input);
    b.call(0).answer();
    await settle();
    expect(b.sent()).toEqual(['one', 'two']);
  });

  it('a message refused in one is failed in both, and can be tried again in the other', async () => {
    const { tab } = sharedPlace();
    const [a, b] = [setUpOutbox({ storage: tab().storage }), setUpOutbox({ storage: tab().storage })];
    const id = a.add('one');
    await settle();
    a.call(0).fail(refusal('CONVERSATION_CLOSED'));
    await settle();
    expect(b.shown()).toEqual(['one failed']);
    b.outbox.retry(id);
    await settle();
    expect(b.shown()).toEqual(['one sending']);
    expect(a.shown()).toEqual(['one queued']);
  });

  it('where there are no turns, both may send: never one message before the one ahead of it is stored', async () => {
    const { tab } = sharedPlace();
    const [a, b] = [setUpOutbox({ storage: tab(false).storage }), setUpOutbox({ storage: tab(false).storage })];
    a.add('one');
    a.add('two');
    await settle();
    expect([...a.sent(), ...b.sent()]).toEqual(['one', 'one']);
    b.call(0).answer();
    await settle();
    expect(b.sent()).toEqual(['one', 'two']);
    expect(a.shown()).toEqual(['two queued']);
    a.call(0).answer();
    await settle();
    expect(a.sent()).toEqual(['one', 'two']);
    expect(a.call(1).input.clientMessageId).toBe(b.call(1).input.clientMessageId);
  });
});
