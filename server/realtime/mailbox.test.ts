import { describe, expect, test } from 'vitest';
import { Mailbox } from './mailbox.ts';

describe('a mailbox', () => {
  test('gives out everything in order of arrival, once', () => {
    const mailbox = new Mailbox<number>(3, () => {}, undefined);
    for (const item of [1, 2, 3]) mailbox.put(item);
    expect(mailbox.isEmpty).toBe(false);
    expect(mailbox.take()).toEqual([1, 2, 3]);
    expect(mailbox.take()).toEqual([]);
    expect(mailbox.isEmpty).toBe(true);
  });

  test('never holds more than its capacity, and says what found it full', () => {
    const missed: number[] = [];
    const mailbox = new Mailbox<number>(2, (item) => missed.push(item), undefined);
    for (const item of [1, 2, 3, 4]) mailbox.put(item);
    expect(mailbox.take()).toEqual([1, 2]);
    expect(missed).toEqual([3, 4]);
    mailbox.put(5);
    expect(mailbox.take()).toEqual([5]);
  });

  test('wakes who waits when something comes', async () => {
    const mailbox = new Mailbox<number>(2, () => {}, undefined);
    const waiting = mailbox.wait();
    mailbox.put(1);
    await waiting;
    expect(mailbox.take()).toEqual([1]);
  });

  test('wakes who waits when the signal aborts, at once if it has', async () => {
    const stop = new AbortController();
    const mailbox = new Mailbox<number>(2, () => {}, stop.signal);
    const waiting = mailbox.wait();
    stop.abort();
    await waiting;
    await mailbox.wait();
    expect(mailbox.isEmpty).toBe(true);
  });

  test('has one listener at its signal, however often it is waited on', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    signal.addEventListener = (...parameters: Parameters<typeof add>) => {
      listeners += 1;
      add(...parameters);
    };
    const mailbox = new Mailbox<number>(1, () => {}, signal);
    for (let round = 0; round < 5; round += 1) {
      const waiting = mailbox.wait();
      mailbox.put(round);
      await waiting;
      mailbox.take();
    }
    expect(listeners).toBe(1);
  });
});
