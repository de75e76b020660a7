import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal, unreachable } from './failures.testing.ts';
import { createReadMarker } from './readMarker.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Messages that come in one by one, and a server that reads up to what it is told. */
function setUp() {
  let last = 0;
  const calls: { id: string; answer: () => void; fail: (error: Error) => void }[] = [];
  const marker = createReadMarker({
    nextUnread: () => (last === 0 ? null : { id: `m${last}`, sequence: last }),
    markRead: (id) =>
      new Promise((resolve, reject) => {
        const readSequence = last;
        calls.push({ id, fail: reject, answer: () => resolve({ conversationId: 'c', readSequence, unreadCount: 0 }) });
      }),
  });
  const comeIn = () => {
    last++;
    marker.look();
  };
  return { marker, calls, comeIn, settle: () => vi.advanceTimersByTimeAsync(0) };
}

describe('reading what is seen', () => {
  it('makes one call at a time, and one more for all that came in meanwhile', async () => {
    const { calls, comeIn, settle } = setUp();
    for (let count = 0; count < 5; count++) comeIn();
    expect(calls.map(({ id }) => id)).toEqual(['m1']);
    calls[0]?.answer();
    await settle();
    expect(calls.map(({ id }) => id)).toEqual(['m1', 'm5']);
    calls[1]?.answer();
    await settle();
    expect(calls).toHaveLength(2);
  });

  it('overlooks nothing that comes in the moment after it looked in vain', () => {
    const { marker, calls, comeIn } = setUp();
    marker.look();
    comeIn();
    expect(calls).toHaveLength(1);
  });

  it('reads nothing twice while the event of the reading is on its way', async () => {
    const { marker, calls, comeIn, settle } = setUp();
    comeIn();
    calls[0]?.answer();
    await settle();
    marker.look();
    expect(calls).toHaveLength(1);
  });

  it('tries again when the server is not reached, not when it refuses', async () => {
    const { calls, comeIn, settle } = setUp();
    comeIn();
    calls[0]?.fail(unreachable());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls).toHaveLength(2);
    calls[1]?.fail(refusal('CONVERSATION_NOT_FOUND'));
    await vi.advanceTimersByTimeAsync(60_000);
    await settle();
    expect(calls).toHaveLength(2);
    comeIn();
    expect(calls).toHaveLength(3);
  });
});
