/** What every bus does, whether its publisher and its listener are in one process or in two; and what only the one over Redis has to. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Bus } from '../server/realtime/bus.ts';
import { createMemoryBus } from '../server/realtime/memoryBus.ts';
import { connectRedis, type Redis } from '../server/realtime/redis.ts';
import { createRedisBus } from '../server/realtime/redisBus.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { Inbox } from './world.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

let faults: unknown[];
// Of the log's many signatures only the first parameter matters here.
const log = { info: () => {}, warn: () => {}, error: (fault: unknown) => void faults.push(fault) };
const connections: Redis[] = [];
const buses: Bus[] = [];
const proxies: TcpProxy[] = [];
beforeEach(() => {
  faults = [];
});
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus.close();
  for (const redis of connections.splice(0)) await redis.close();
  for (const proxy of proxies.splice(0)) await proxy.stop();
});

async function redisBus(url = server.url): Promise<Bus> {
  const { redis } = await connectRedis(url, log);
  connections.push(redis);
  const bus = createRedisBus(redis, log);
  buses.push(bus);
  return bus;
}

const change = (revision: number) => ({ revision });

describe.each([
  {
    kind: 'in memory',
    open: async () => {
      const bus = createMemoryBus(log);
      return { publisher: bus, listener: bus };
    },
  },
  { kind: 'over Redis', open: async () => ({ publisher: await redisBus(), listener: await redisBus() }) },
])('a bus $kind', ({ open }) => {
  let publisher: Bus;
  let listener: Bus;
  beforeEach(async () => {
    ({ publisher, listener } = await open());
    await expect.poll(() => publisher.isConnected() && listener.isConnected()).toBe(true);
  });

  /** Resolves when everything published before it has come. */
  async function flush(): Promise<void> {
    const inbox = new Inbox<unknown>();
    const end = listener.subscribe('conversation:end', inbox.put);
    await end.ready;
    publisher.publish('conversation:end', change(0));
    await inbox.next();
    end.unsubscribe();
  }

  test('tells every listener of the topic, in order, and no other', async () => {
    const heard: string[] = [];
    const subscriptions = [
      listener.subscribe('conversation:a', ({ revision }) => heard.push(`first ${revision}`)),
      listener.subscribe('conversation:a', ({ revision }) => heard.push(`second ${revision}`)),
      listener.subscribe('conversation:b', ({ revision }) => heard.push(`b ${revision}`)),
      listener.subscribe('user:a', ({ revision }) => heard.push(`user ${revision}`)),
    ];
    await Promise.all(subscriptions.map(({ ready }) => ready));
    publisher.publish('conversation:a', change(1));
    publisher.publish('conversation:a', change(2));
    await flush();
    expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
  });

  test('carries times as times', async () => {
    const inbox = new Inbox<unknown>();
    await listener.subscribe('presence:a', inbox.put).ready;
    const lastSeenAt = new Date();
    publisher.publish('presence:a', { isOnline: false, lastSeenAt });
    expect(await inbox.next()).toEqual({ isOnline: false, lastSeenAt });
  });

  test('tells nobody who has unsubscribed, also while it is telling', async () => {
    const heard: string[] = [];
    const first = listener.subscribe('session:a', () => {
      heard.push('first');
      first.unsubscribe();
    });
    await listener.subscribe('session:a', () => heard.push('second')).ready;
    publisher.publish('session:a', { ended: true });
    publisher.publish('session:a', { ended: true });
    await flush();
    expect(heard).toEqual(['first', 'second', 'second']);
    // Leaving twice takes nobody else's place.
    first.unsubscribe();
    publisher.publish('session:a', { ended: true });
    await flush();
    expect(heard).toHaveLength(4);
  });

  test('a listener that is unsubscribed by one before it is not told any more', async () => {
    const heard: string[] = [];
    const subscriptions = [
      listener.subscribe('conversation:a', () => {
        heard.push('first');
        subscriptions[1]?.unsubscribe();
      }),
      listener.subscribe('conversation:a', () => heard.push('second')),
    ];
    await Promise.all(subscriptions.map(({ ready }) => ready));
    publisher.publish('conversation:a', change(1));
    await flush();
    expect(heard).toEqual(['first']);
  });

  test('a listener that fails costs no other, and not the publisher', async () => {
    const heard: number[] = [];
    listener.subscribe('conversation:a', () => {
      throw new Error('broken');
    });
    await listener.subscribe('conversation:a', ({ revision }) => heard.push(revision)).ready;
    expect(() => publisher.publish('conversation:a', change(1))).not.toThrow();
    await flush();
    expect(heard).toEqual([1]);
    expect(faults).toMatchObject([{ topic: 'conversation:a', error: new Error('broken') }]);
  });

  test('a topic left by all can be listened to again, at once', async () => {
    const heard: number[] = [];
    for (let round = 1; round <= 20; round += 1) {
      const left = listener.subscribe('conversation:a', () => heard.push(-1));
      left.unsubscribe();
      const own = listener.subscribe('conversation:a', ({ revision }) => heard.push(revision));
      await own.ready;
      left.unsubscribe();
      publisher.publish('conversation:a', change(round));
      await flush();
      own.unsubscribe();
    }
    expect(heard).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('tells listeners of the publisher’s own process at once, and once', async () => {
    const heard: number[] = [];
    await publisher.subscribe('conversation:a', ({ revision }) => heard.push(revision)).ready;
    publisher.publish('conversation:a', change(1));
    expect(heard).toEqual([1]);
    await listener.subscribe('conversation:a', () => {}).ready;
    await flush();
    expect(heard).toEqual([1]);
  });

  test('closed, it tells nobody', async () => {
    const heard: number[] = [];
    await listener.subscribe('conversation:a', ({ revision }) => heard.push(revision)).ready;
    await listener.close();
    publisher.publish('conversation:a', change(1));
    expect(heard).toEqual([]);
  });
});

describe('while Redis is away', () => {
  /** Two processes, each with its own line to Redis, and what the second one is told. */
  async function listening() {
    const redisPort = Number(new URL(server.url).port);
    const lines = [await startProxy([redisPort]), await startProxy([redisPort])] as const;
    proxies.push(...lines);
    const [publisher, listener] = await Promise.all(
      lines.map(({ port }) => redisBus(`redis://127.0.0.1:${port}`)) as [Promise<Bus>, Promise<Bus>],
    );
    const inbox = new Inbox<{ revision: number }>();
    const recovered = new Inbox<Bus>();
    await listener.subscribe('conversation:a', inbox.put).ready;
    await expect.poll(() => publisher.isConnected() && listener.isConnected()).toBe(true);
    for (const bus of [publisher, listener]) bus.onRecovered(() => recovered.put(bus));
    publisher.publish('conversation:a', change(1));
    await inbox.next();
    return { publisher, listener, lines, inbox, recovered };
  }

  test('a publisher that cannot reach it tells its own process at once, and the others how far it came as soon as it can', async () => {
    const { publisher, listener, lines, inbox } = await listening();
    const own: number[] = [];
    publisher.subscribe('conversation:a', ({ revision }) => own.push(revision));
    const sessions = new Inbox<unknown>();
    await listener.subscribe('session:s', sessions.put).ready;
    await lines[0].refuse();
    lines[0].cut();
    await expect.poll(() => publisher.isConnected()).toBe(false);
    for (const revision of [2, 4, 3]) publisher.publish('conversation:a', change(revision));
    publisher.publish('session:s', { ended: true });
    expect(own).toEqual([2, 4, 3]);
    expect(inbox.all).toEqual([change(1)]);

    await lines[0].accept();
    expect(await inbox.next()).toEqual(change(4));
    expect(await sessions.next()).toEqual({ ended: true });
    publisher.publish('conversation:a', change(5));
    expect(await inbox.next()).toEqual(change(5));
  });

  test('a listener that could not hear is told to look as soon as it hears again', async () => {
    const { publisher, listener, lines, inbox, recovered } = await listening();
    lines[1].cut();
    await recovered.next((bus) => bus === listener);
    publisher.publish('conversation:a', change(2));
    expect(await inbox.next()).toEqual(change(2));
  });

  test('a line that is open and dead is given up within seconds', async () => {
    const { publisher, listener, lines, inbox, recovered } = await listening();
    lines[1].stall();
    await expect.poll(() => listener.isConnected()).toBe(false);
    lines[1].flow();
    await recovered.next((bus) => bus === listener);
    publisher.publish('conversation:a', change(2));
    await inbox.next(({ revision }) => revision === 2);
  });

  test('a Redis that is killed and comes back empty is found again by everybody', async () => {
    const { publisher, listener, inbox, recovered } = await listening();
    await server.kill();
    await expect.poll(() => publisher.isConnected() || listener.isConnected()).toBe(false);
    await server.start();
    await recovered.next((bus) => bus === listener);
    await expect.poll(() => publisher.isConnected()).toBe(true);
    publisher.publish('conversation:a', change(2));
    expect(await inbox.next()).toEqual(change(2));
  });

  test('one that starts without it connects by itself when it comes', async () => {
    await server.kill();
    const bus = await redisBus();
    expect(bus.isConnected()).toBe(false);
    const inbox = new Inbox<{ revision: number }>();
    await bus.subscribe('conversation:a', inbox.put).ready;
    const recovered = new Inbox<'recovered'>();
    bus.onRecovered(() => recovered.put('recovered'));
    await server.start();
    await recovered.next();
    const other = await redisBus();
    other.publish('conversation:a', change(1));
    expect(await inbox.next()).toEqual(change(1));
  });
});

test('what is no message of a bus is passed over', async () => {
  const [bus] = [await redisBus()];
  const inbox = new Inbox<{ revision: number }>();
  await bus.subscribe('conversation:a', inbox.put).ready;
  const { redis } = await connectRedis(server.url, log);
  connections.push(redis);
  for (const text of ['', 'nonsense', '{"json":null}', '{"json":{"from":"x"}}']) {
    await redis.run((client) => client.sPublish('property-sync:conversation:a', text));
  }
  await redis.run((client) =>
    client.sPublish('property-sync:conversation:a', '{"json":{"from":"x","message":{"revision":7}}}'),
  );
  expect(await inbox.next()).toEqual(change(7));
});

test('a Redis that can never serve is refused with its reason', async () => {
  await expect(connectRedis(server.url.replace('redis://', 'redis://user:wrong@'), log)).rejects.toThrow(/WRONGPASS/);
});
