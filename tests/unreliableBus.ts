import type { Bus, BusMessages, Topic } from '../server/realtime/bus.ts';
import { createMemoryBus } from '../server/realtime/memoryBus.ts';

export type Fate = 'deliver' | 'drop' | 'double' | 'delay';

/**
 * A bus as bad as a bus may be: what tells of durable changes is lost, doubled or overtaken, as `fate` says of each message. Sessions,
 * typing and presence go through.
 */
export function createUnreliableBus(
  fate: (topic: Topic) => Fate,
  inner: Bus = createMemoryBus({ error: (...parameters: unknown[]) => console.error(...parameters) }),
): Bus & { release(): void } {
  const delayed: (() => void)[] = [];
  return {
    ...inner,
    publish<T extends Topic>(topic: T, message: BusMessages[T]) {
      const deliver = () => inner.publish(topic, message);
      const isDurable = topic.startsWith('conversation:') || topic.startsWith('user:');
      switch (isDurable ? fate(topic) : 'deliver') {
        case 'deliver':
          return deliver();
        case 'drop':
          return;
        case 'double':
          deliver();
          return deliver();
        case 'delay':
          delayed.push(deliver);
          // The last comes first.
          if (delayed.length > 3) this.release();
      }
    },
    /** Lets out what was delayed. */
    release() {
      for (const deliver of delayed.splice(0).reverse()) deliver();
    },
  };
}
