import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConversationChange, ConversationEvent } from '../../shared/events.ts';
import { createUnreliableBus } from '../../tests/unreliableBus.ts';
import { type Client, type Home, Inbox, openWorld, type World } from '../../tests/world.ts';
import { conversationChangesAfter } from '../database/changes.ts';
import type { Database } from '../database/client.ts';
import { logger } from '../logger.ts';
import type { Bus } from './bus.ts';
import { createFeed, type Feed } from './feed.ts';
import { createMemoryBus } from './memoryBus.ts';

/** What happens in this world is told to nobody: the tests tell the feed what they want it to hear. */
let world: World;
let home: Home;
let client: Client;
beforeAll(async () => {
  world = await openWorld({ bus: createUnreliableBus(() => 'drop') });
});
afterAll(() => world[Symbol.asyncDispose]());

let bus: Bus;
let feed: Feed;
/** Queries that the feed has asked of the database. */
let queries: number;
let isBroken: boolean;
let listeners: number;
const stops: AbortController[] = [];

beforeEach(async () => {
  ({ client, home } = await world.couple());
  queries = 0;
  isBroken = false;
  listeners = 0;
  const memoryBus = createMemoryBus(logger);
  bus = {
    ...memoryBus,
    subscribe: (topic, listener) => {
      listeners += 1;
      const subscription = memoryBus.subscribe(topic, listener);
      return {
        ...subscription,
        unsubscribe() {
          listeners -= 1;
          subscription.unsubscribe();
        },
      };
    },
  };
  const database = new Proxy(world.database, {
    get(target, key) {
      if (key !== '$read') return Reflect.get(target, key);
      return (...parameters: Parameters<Database['$read']>) => {
        queries += 1;
        return isBroken ? Promise.reject(new Error('The database is away')) : target.$read(...parameters);
      };
    },
  });
  feed = createFeed({ database, bus, log: { warn: () => {} }, sweepMs: 60_000 });
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
  feed.close();
});

/** Events as they are. */
const wrap = <Event>(event: Event) => event;

function follow(after: number | undefined, conversation = home) {
  const stop = new AbortController();
  stops.push(stop);
  const inbox = new Inbox<ConversationEvent>();
  const ended = (async () => {
    for await (const event of feed.conversation(conversation.conversationId, { after, signal: stop.signal, wrap }))
      inbox.put(event);
  })().catch(inbox.fail);
  return { inbox, stop, ended };
}

/** Sends messages and answers what a good bus would tell of them. */
async function commit(count: number): Promise<ConversationChange[]> {
  const head = (await world.caller(client).conversation.forProperty(home)).revision;
  await Promise.all(
    Array.from({ length: count }, (_, index) => world.send(client, home, `message ${head + index + 1}`)),
  );
  const changes: ConversationChange[] = [];
  while (changes.length < count) {
    const page = await conversationChangesAfter(world.database, home.conversationId, head + changes.length, count);
    changes.push(...(page.changes ?? []));
  }
  return changes;
}

const tell = (change: ConversationChange) =>
  bus.publish(`conversation:${home.conversationId}`, { revision: change.revision, change });
const hint = (revision: number) => bus.publish(`conversation:${home.conversationId}`, { revision });
const revisions = (inbox: Inbox<ConversationEvent>) => inbox.all.map(({ revision }) => revision);
const until = (inbox: Inbox<ConversationEvent>, revision: number) =>
  inbox.next((event) => event.revision >= revision && event.kind !== 'ready');

describe('a follower of a conversation', () => {
  test('is passed the next revision without a question to the database', async () => {
    const { inbox } = follow(undefined);
    expect(await inbox.next()).toEqual({ kind: 'ready', revision: 0 });
    const changes = await commit(3);
    queries = 0;
    for (const change of changes) tell(change);
    await until(inbox, 3);
    expect(inbox.all.slice(1)).toEqual(changes);
    expect(queries).toBe(0);
  });

  test('reads a hole from the database instead of skipping it, and drops what then comes late', async () => {
    const { inbox } = follow(undefined);
    await inbox.next();
    const [one, two, three, four] = await commit(4);
    tell(one!);
    tell(three!);
    await until(inbox, 3);
    tell(two!);
    tell(three!);
    tell(four!);
    await until(inbox, 4);
    expect(revisions(inbox)).toEqual([0, 1, 2, 3, 4]);
  });

  test('puts in order what comes out of order, and hears of what is doubled once', async () => {
    const { inbox } = follow(0);
    await inbox.next();
    for (const change of (await commit(5)).reverse()) {
      tell(change);
      tell(change);
    }
    await until(inbox, 5);
    expect(revisions(inbox)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('goes by a mere hint to the database', async () => {
    const { inbox } = follow(undefined);
    await inbox.next();
    const changes = await commit(2);
    hint(2);
    await until(inbox, 2);
    expect(inbox.all.slice(1)).toEqual(changes);
  });

  test('is not misled by a revision that the database does not know', async () => {
    const { inbox } = follow(undefined);
    await inbox.next();
    queries = 0;
    hint(999);
    const [one] = await commit(1);
    await expect.poll(() => queries).toBeGreaterThan(0);
    tell(one!);
    await until(inbox, 1);
    expect(revisions(inbox)).toEqual([0, 1]);
    // It asked for what it was told of, and did not go on asking.
    expect(queries).toBeLessThan(10);
  });

  test('is told nothing more once it has been asked to go on elsewhere, and its stream does not end', async () => {
    const { inbox, stop, ended } = follow(0);
    await inbox.next();
    const [one, two] = await commit(2);
    tell(one!);
    await until(inbox, 1);
    feed.freeze();
    tell(two!);
    await feed.sweep();
    const elsewhere = createFeed({ database: world.database, bus, log: { warn: () => {} }, sweepMs: 60_000 });
    const there: number[] = [];
    for await (const { kind, revision } of elsewhere.conversation(home.conversationId, {
      after: 1,
      signal: stop.signal,
      wrap,
    })) {
      there.push(revision);
      if (kind === 'message') break;
    }
    expect(there).toEqual([1, 2]);
    expect(revisions(inbox)).toEqual([0, 1]);
    const isOver = await Promise.race([ended.then(() => true), Promise.resolve(false)]);
    expect(isOver).toBe(false);
    stop.abort();
    await ended;
    elsewhere.close();
  });

  test('gets what was lost last by the sweep', async () => {
    const { inbox } = follow(undefined);
    await inbox.next();
    await commit(2);
    await feed.sweep();
    await until(inbox, 2);
    expect(revisions(inbox)).toEqual([0, 1, 2]);
    queries = 0;
    await feed.sweep();
    expect(queries).toBe(1);
  });

  test('misses nothing of more than the mailbox holds, though it reads slowly', async () => {
    const stop = new AbortController();
    stops.push(stop);
    const events = feed.conversation(home.conversationId, { after: 0, signal: stop.signal, wrap });
    await events.next();
    const first = events.next();
    const changes = await commit(300);
    // All of them come while one is being read.
    for (const change of changes) tell(change);
    const heard = [(await first).value];
    while (heard.length < 300) heard.push((await events.next()).value);
    expect(heard).toEqual(changes);
    stop.abort();
  });

  test('is told everything that happens while it listens, also more than 1,000 changes at once', async () => {
    const { inbox } = follow(undefined);
    await inbox.next();
    const changes = await commit(1_100);
    bus.publish(`conversation:${home.conversationId}`, { revision: 1_100 });
    await inbox.next(({ revision }) => revision === 1_100);
    expect(inbox.all.slice(1)).toEqual(changes);
  });

  test('is caught up no faster than it reads', async () => {
    await commit(120);
    let taken = 0;
    let letGo = () => {};
    const room = () =>
      new Promise<void>((resolve) => {
        letGo = resolve;
      });
    const stop = new AbortController();
    stops.push(stop);
    const inbox = new Inbox<ConversationEvent>();
    void (async () => {
      for await (const event of feed.conversation(home.conversationId, {
        after: 0,
        signal: stop.signal,
        pace: room,
        wrap,
      }))
        inbox.put(event);
    })();
    await inbox.next();
    for (; taken < 120; taken += 1) {
      expect(await inbox.next()).toMatchObject({ revision: taken + 1 });
      expect(inbox.all).toHaveLength(taken + 2);
      // The next one is not on its way before there is room for it.
      await new Promise((resolve) => setImmediate(resolve));
      expect(inbox.all).toHaveLength(taken + 2);
      letGo();
    }
  });

  test('of a change between its first look and the first event hears once', async () => {
    const changes = await commit(2);
    const { inbox } = follow(1);
    // Told while it catches up with the very same.
    for (const change of changes) tell(change);
    await until(inbox, 2);
    const [three] = await commit(1);
    tell(three!);
    await until(inbox, 3);
    expect(revisions(inbox)).toEqual([1, 2, 3]);
  });

  test('waits while the database is away, and goes on when it is back', async () => {
    const { inbox } = follow(undefined);
    await inbox.next();
    const [, two] = await commit(2);
    isBroken = true;
    tell(two!);
    await expect.poll(() => queries).toBeGreaterThan(1);
    expect(inbox.all).toHaveLength(1);
    isBroken = false;
    await until(inbox, 2);
    expect(revisions(inbox)).toEqual([0, 1, 2]);
  });

  test('ends with its signal, wherever it is, and leaves no listener', async () => {
    const waiting = follow(undefined);
    const stuck = follow(undefined);
    for (const { inbox } of [waiting, stuck]) await inbox.next();
    expect(listeners).toBe(2);
    waiting.stop.abort();
    await waiting.ended;
    expect(listeners).toBe(1);
    // This one is asking a database that does not answer.
    isBroken = true;
    const before = queries;
    hint(7);
    await expect.poll(() => queries).toBeGreaterThan(before);
    stuck.stop.abort();
    await stuck.ended;
    expect(listeners).toBe(0);
    queries = 0;
    await feed.sweep();
    expect(queries).toBe(0);
  });

  test('hears nothing of another conversation', async () => {
    const other = await world.couple();
    const { inbox } = follow(undefined, other.home);
    await inbox.next();
    for (const change of await commit(2)) tell(change);
    await feed.sweep();
    await world.send(other.client, other.home, 'ours');
    await feed.sweep();
    expect(await inbox.next()).toMatchObject({ message: { content: 'ours' } });
    expect(inbox.all).toHaveLength(2);
  });
});
