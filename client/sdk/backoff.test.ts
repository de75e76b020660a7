import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBackoff } from './backoff.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How long a wait takes, in ms. */
async function lengthOf(wait: Promise<void>): Promise<number> {
  const from = Date.now();
  let took = -1;
  void wait.then(() => {
    took = Date.now() - from;
  });
  await vi.advanceTimersByTimeAsync(120_000);
  return took;
}

describe('a back-off', () => {
  it('doubles its ceiling up to the longest, and starts anew after a success', async () => {
    const backoff = createBackoff({ firstMs: 100, maxMs: 1_000, random: () => 1 });
    const lengths: number[] = [];
    for (let count = 0; count < 6; count++) lengths.push(await lengthOf(backoff.wait()));
    expect(lengths).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    backoff.reset();
    expect(await lengthOf(backoff.wait())).toBe(100);
  });

  it('spreads evenly from nothing to the ceiling', async () => {
    for (const random of [0, 0.25, 0.75]) {
      expect(await lengthOf(createBackoff({ firstMs: 100, random: () => random }).wait())).toBe(100 * random);
    }
  });

  it('can be cut short', async () => {
    const backoff = createBackoff({ firstMs: 50_000, random: () => 1 });
    const controller = new AbortController();
    setTimeout(backoff.wake, 10);
    expect(await lengthOf(backoff.wait())).toBe(10);
    setTimeout(() => controller.abort(), 20);
    expect(await lengthOf(backoff.wait({ signal: controller.signal }))).toBe(20);
  });

  it('keeps what the server asked for, whoever wakes it', async () => {
    const backoff = createBackoff({ firstMs: 100, random: () => 0 });
    setTimeout(backoff.wake, 10);
    expect(await lengthOf(backoff.wait({ atLeastMs: 5_000 }))).toBe(5_000);
  });
});
