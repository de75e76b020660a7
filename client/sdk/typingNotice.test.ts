import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTypingNotice } from './typingNotice.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells of steady typing every three seconds, and of its end after four without a key', () => {
  const tell = vi.fn();
  const notice = createTypingNotice(tell);
  for (let key = 0; key < 70; key++) {
    notice.start();
    vi.advanceTimersByTime(100);
  }
  expect(tell.mock.calls).toEqual([[true], [true], [true]]);
  vi.advanceTimersByTime(4_000);
  expect(tell.mock.lastCall).toEqual([false]);
  expect(tell).toHaveBeenCalledTimes(4);
});

it('tells of the end at once when the message is sent, and only of what it had told', () => {
  const tell = vi.fn();
  const notice = createTypingNotice(tell);
  notice.stop();
  expect(tell).not.toHaveBeenCalled();
  notice.start();
  notice.stop();
  notice.stop();
  vi.advanceTimersByTime(10_000);
  expect(tell.mock.calls).toEqual([[true], [false]]);
});
