import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal, unreachable } from './failures.testing.ts';
import { keepStreaming } from './liveStream.ts';
import type { RenewalOutcome } from './session.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(outcome: RenewalOutcome = 'renewed') {
  const starts: { onData: (value: number) => void; onError: (error: unknown) => void; onComplete: () => void }[] = [];
  const unsubscribe = vi.fn();
  const onData = vi.fn();
  const onRefused = vi.fn();
  const renew = vi.fn(async () => outcome);
  const stop = keepStreaming<number>({
    session: { generation: () => 1, renew },
    start: (handlers) => {
      starts.push(handlers);
      return { unsubscribe };
    },
    onData,
    onRefused,
  });
  return { starts, unsubscribe, onData, onRefused, renew, stop };
}

describe('a stream that goes on', () => {
  it('starts again after a failure that passes, and after an end it did not ask for', async () => {
    const { starts, onRefused } = setUp();
    starts[0]?.onError(unreachable());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(2);
    starts[1]?.onComplete();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(3);
    expect(onRefused).not.toHaveBeenCalled();
  });

  it('renews the token first when that was refused', async () => {
    const { starts, renew } = setUp();
    starts[0]?.onError(refusal('SESSION_EXPIRED'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(renew).toHaveBeenCalledOnce();
    expect(starts).toHaveLength(2);
  });

  it('ends with the session', async () => {
    const { starts } = setUp('over');
    starts[0]?.onError(refusal('SESSION_EXPIRED'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(starts).toHaveLength(1);
  });

  it('ends when it is refused for good, and says so', async () => {
    const { starts, onRefused } = setUp();
    starts[0]?.onError(refusal('CONVERSATION_NOT_FOUND'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(starts).toHaveLength(1);
    expect(onRefused.mock.lastCall?.[0]).toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
  });

  it('is quiet once stopped, in the middle of a wait too', async () => {
    const { starts, stop, onData, unsubscribe } = setUp();
    starts[0]?.onError(unreachable());
    stop();
    starts[0]?.onData(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(starts).toHaveLength(1);
    expect(onData).not.toHaveBeenCalled();
    expect(unsubscribe).toHaveBeenCalled();
  });
});
