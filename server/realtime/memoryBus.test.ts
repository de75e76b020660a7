import { beforeEach, describe, expect, test } from 'vitest';
import type { Bus } from './bus.ts';
import { createMemoryBus } from './memoryBus.ts';

describe('the bus of one process', () => {
  let faults: unknown[];
  let bus: Bus;
  beforeEach(() => {
    faults = [];
    // Of the log's many signatures only the first parameter matters here.
    bus = createMemoryBus({ error: (fault: unknown) => void faults.push(fault) });
  });
  const change = (revision: number) => ({ revision });

  test('tells every listener of the topic, in order, and no other', () => {
    const heard: string[] = [];
    bus.subscribe('conversation:a', ({ revision }) => heard.push(`first ${revision}`));
    bus.subscribe('conversation:a', ({ revision }) => heard.push(`second ${revision}`));
    bus.subscribe('conversation:b', ({ revision }) => heard.push(`b ${revision}`));
    bus.subscribe('user:a', ({ revision }) => heard.push(`user ${revision}`));
    bus.publish('conversation:a', change(1));
    bus.publish('conversation:a', change(2));
    expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
  });

  test('tells nobody who has unsubscribed, also while it is telling', () => {
    const heard: string[] = [];
    const leave = bus.subscribe('session:a', () => {
      heard.push('first');
      leave.unsubscribe();
    });
    bus.subscribe('session:a', () => heard.push('second'));
    bus.publish('session:a', { ended: true });
    bus.publish('session:a', { ended: true });
    expect(heard).toEqual(['first', 'second', 'second']);
    // Leaving twice takes nobody else's place.
    leave.unsubscribe();
    bus.publish('session:a', { ended: true });
    expect(heard).toHaveLength(4);
  });

  test('a listener that fails costs no other, and not the publisher', () => {
    const heard: number[] = [];
    bus.subscribe('conversation:a', () => {
      throw new Error('broken');
    });
    bus.subscribe('conversation:a', ({ revision }) => heard.push(revision));
    expect(() => bus.publish('conversation:a', change(1))).not.toThrow();
    expect(heard).toEqual([1]);
    expect(faults).toMatchObject([{ topic: 'conversation:a', error: new Error('broken') }]);
  });

  test('a topic left by all can be listened to again', () => {
    const heard: number[] = [];
    const leave = bus.subscribe('conversation:a', () => {});
    leave.unsubscribe();
    bus.subscribe('conversation:a', ({ revision }) => heard.push(revision));
    leave.unsubscribe();
    bus.publish('conversation:a', change(3));
    expect(heard).toEqual([3]);
  });

  test('closed, it tells nobody', async () => {
    const heard: number[] = [];
    bus.subscribe('conversation:a', ({ revision }) => heard.push(revision));
    await bus.close();
    bus.publish('conversation:a', change(1));
    expect(heard).toEqual([]);
  });
});
