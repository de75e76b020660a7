/**
 * The bus between processes: sharded publish and subscribe of one Redis. Listeners of this process hear at once, without the way there
 * and back; the others through one subscription per topic and process, however many listen.
 *
 * While Redis is away, what is published reaches this process only. How far each aggregate came meanwhile is remembered and told when it
 * is back, so that the others need not wait for their sweep; and `onRecovered` has this process look for what the others did.
 */
import { randomUUID } from 'node:crypto';
import superjson from 'superjson';
import type { Logger } from '../logger.ts';
import { serialize } from '../wire.ts';
import type { Bus, BusMessages, Subscription, Topic } from './bus.ts';
import { createMemoryBus } from './memoryBus.ts';
import type { Redis } from './redis.ts';

/** Topics whose news is kept while Redis is away; what is beyond waits for the others' sweep. */
const maxUntold = 10_000;
/** Topics of one subscribe command after a reconnect. */
const topicsAtATime = 500;

type Envelope = { from: string; message: unknown };

export function createRedisBus(redis: Redis, log: Pick<Logger, 'error' | 'warn'>): Bus {
  const self = randomUUID();
  const here = createMemoryBus(log);
  const topics = new Map<Topic, { listeners: number; ready: Promise<void> }>();
  const recovered = new Set<() => void>();
  /** What could not be told, by topic: the latest. Typing and presence are out of date by then. */
  const untold = new Map<Topic, BusMessages[Topic]>();
  let isSubscribed = false;
  let connections = 0;
  /** Nothing was lost before the first connection, if it was there from the start. */
  let mayHaveLost = !redis.isReady();

  function hear(text: string, channel: string): void {
    try {
      const { from, message } = superjson.parse<Envelope>(text);
      // Listeners of this process have heard it already. The sender's topic and message belong together.
      if (from !== self) here.publish(topicOf(channel), message as BusMessages[Topic]);
    } catch (error) {
      log.warn({ error, channel }, 'A message of the bus could not be read');
    }
  }

  function tell(topic: Topic, message: BusMessages[Topic]): void {
    const text = JSON.stringify(serialize({ from: self, message } satisfies Envelope));
    redis
      .run((client) => client.sPublish(channelOf(topic), text))
      .catch(() => {
        if (untold.size >= maxUntold && !untold.has(topic)) return;
        if ('revision' in message) untold.set(topic, { revision: Math.max(message.revision, untoldRevision(topic)) });
        else if ('ended' in message) untold.set(topic, message);
      });
  }

  function untoldRevision(topic: Topic): number {
    const known = untold.get(topic);
    return known && 'revision' in known ? known.revision : 0;
  }

  /** A failure is that of the connection, nearly always: the next one subscribes again. */
  const subscribe = (channels: string[]): Promise<void> =>
    redis
      .run((client) => client.sSubscribe(channels, hear))
      .catch((error: unknown) => log.warn({ error }, 'Could not listen on the bus; the sweep serves meanwhile'));

  async function subscribeAll(): Promise<void> {
    const channels = [...topics.keys()].map(channelOf);
    for (let start = 0; start < channels.length; start += topicsAtATime) {
      await subscribe(channels.slice(start, start + topicsAtATime));
    }
  }

  const stopWatching = redis.onConnection(() => {
    isSubscribed = false;
    connections += 1;
    const connection = connections;
    const subscribed = subscribeAll();
    for (const entry of topics.values()) entry.ready = subscribed;
    void subscribed.then(() => {
      if (connection !== connections || !redis.isReady()) return;
      isSubscribed = true;
      for (const [topic, message] of [...untold]) {
        untold.delete(topic);
        tell(topic, message);
      }
      if (mayHaveLost) for (const listener of [...recovered]) listener();
      mayHaveLost = true;
    });
  });

  return {
    publish(topic, message) {
      here.publish(topic, message);
      tell(topic, message);
    },
    subscribe<T extends Topic>(topic: T, listener: (message: BusMessages[T]) => void): Subscription {
      const own = here.subscribe(topic, listener);
      const known = topics.get(topic);
      const entry = known ?? {
        listeners: 0,
        ready: redis.isReady() ? subscribe([channelOf(topic)]) : Promise.resolve(),
      };
      entry.listeners += 1;
      topics.set(topic, entry);
      let isOver = false;
      return {
        ready: entry.ready,
        unsubscribe() {
          if (isOver) return;
          isOver = true;
          own.unsubscribe();
          entry.listeners -= 1;
          if (entry.listeners > 0) return;
          topics.delete(topic);
          redis.run((client) => client.sUnsubscribe(channelOf(topic), hear)).catch(() => {});
        },
      };
    },
    isConnected: () => redis.isReady() && isSubscribed,
    onRecovered(listener) {
      recovered.add(listener);
      return () => recovered.delete(listener);
    },
    async close() {
      stopWatching();
      topics.clear();
      await here.close();
    },
  };
}

const prefix = 'property-sync:';
const channelOf = (topic: Topic) => `${prefix}${topic}`;
/** Only topics are subscribed to. */
const topicOf = (channel: string) => channel.slice(prefix.length) as Topic;
