import type { Logger } from '../logger.ts';
import type { Bus, BusMessages, Topic } from './bus.ts';

type Listener = (message: never) => void;

/** The bus of a single process: listeners are called at once, in order of subscription. */
export function createMemoryBus(log: Pick<Logger, 'error'>): Bus {
  const listeners = new Map<Topic, Set<Listener>>();
  return {
    publish<T extends Topic>(topic: T, message: BusMessages[T]) {
      const ofTopic = listeners.get(topic);
      if (!ofTopic) return;
      // A copy, since a listener may unsubscribe (itself or another) while it is called.
      for (const listener of [...ofTopic]) {
        if (!ofTopic.has(listener)) continue;
        try {
          // `subscribe` filed this listener under the same topic, so it takes this message.
          (listener as (message: BusMessages[T]) => void)(message);
        } catch (error) {
          log.error({ error, topic }, 'A listener of the bus failed');
        }
      }
    },
    subscribe<T extends Topic>(topic: T, listener: (message: BusMessages[T]) => void) {
      const ofTopic = listeners.get(topic) ?? new Set();
      // Of its own, so that the same function may subscribe twice.
      const own: Listener = (message: BusMessages[T]) => listener(message);
      listeners.set(topic, ofTopic.add(own));
      return {
        ready: Promise.resolve(),
        unsubscribe() {
          ofTopic.delete(own);
          if (ofTopic.size === 0 && listeners.get(topic) === ofTopic) listeners.delete(topic);
        },
      };
    },
    isConnected: () => true,
    onRecovered: () => () => {},
    async close() {
      listeners.clear();
    },
  };
}
