/**
 * Two server processes on one PostgreSQL, whose buses do not reach each other: what one commits, the other hears of by its sweep alone.
 * The promises hold all the same.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversationEvent, NotificationEvent } from '../shared/events.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { expectFreshConversation, expectFreshFeed, followConversation, followFeed } from './replicas.ts';
import { createPostgresqlTestDatabase, type TestDatabase } from './testDatabase.ts';
import { Inbox, openWorld, outcome, type World } from './world.ts';

let server: Postgres;
let store: TestDatabase & { url: string };
let one: World;
let other: World;
beforeAll(async () => {
  server = await startPostgres();
  store = await createPostgresqlTestDatabase(server.url);
  one = await openWorld({ store, bounds: { sweepMs: 60_000 } });
  other = await openWorld({ store, bounds: { sweepMs: 60_000 } });
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await store.close();
  await server.stop();
});

type Stream = AsyncGenerator<readonly unknown[], void>;

/** Follows a stream until the test is over. */
function follow<Event>(open: (signal: AbortSignal) => Stream) {
  const stop = new AbortController();
  const inbox = new Inbox<Event>();
  void (async () => {
    // An envelope is [id, event].
    for await (const [, event] of open(stop.signal)) inbox.put(event as Event);
  })().catch(inbox.fail);
  return { inbox, [Symbol.dispose]: () => stop.abort() };
}

/** Somebody else's transaction that holds the conversation, so that the order of what waits for it is known. */
async function hold(conversationId: string) {
  const client = new pg.Client({ connectionString: store.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM "PropertyConversation" WHERE id = $1 FOR UPDATE', [conversationId]);
  return {
    /** Resolves when `count` others wait for it. */
    async waitedForBy(count: number) {
      await expect
        .poll(() => store.sql(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`), {
          interval: 5,
          timeout: 8_000,
        })
        .toEqual([{ n: count }]);
    },
    async release() {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

test('sends at both at once are numbered without gaps, and everybody hears all of them in order', async () => {
  const { agent, client, home } = await one.couple();
  const { conversationId } = home;
  using atOne = follow<ConversationEvent>((signal) => one.app.streams.messages(agent, conversationId, 0, signal));
  using atOther = follow<ConversationEvent>((signal) => other.app.streams.messages(client, conversationId, 0, signal));
  using feed = follow<NotificationEvent>((signal) => other.app.streams.notifications(agent, undefined, signal));
  for (const { inbox } of [atOne, atOther, feed]) await inbox.next();

  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      (index % 2 ? one : other).send(index % 3 ? agent : client, home, `message ${index}`),
    ),
  );
  expect(answers.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(answers.map((_, index) => index + 1));
  await one.app.feed.sweep();
  await other.app.feed.sweep();
  for (const { inbox } of [atOne, atOther]) {
    await inbox.next(({ revision }) => revision === 200);
    expect(inbox.all.map(({ revision }) => revision)).toEqual(Array.from({ length: 201 }, (_, index) => index));
    expect(inbox.all.flatMap((event) => (event.kind === 'message' ? [event.message.sequence] : []))).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
  }
  const { revision } = await other.caller(agent).notification.list();
  await feed.inbox.next((event) => event.revision === revision);
  const revisions = feed.inbox.all.map((event) => event.revision);
  expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
});

test('a clientMessageId that comes to both at once is one message', async () => {
  const { agent, client, home } = await one.couple();
  for (let round = 0; round < 10; round += 1) {
    const input = { conversationId: home.conversationId, clientMessageId: randomUUID(), content: 'hello' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => (index % 2 ? one : other).caller(client).message.send(input)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  }
  expect(await one.caller(agent).conversation.forProperty(home)).toMatchObject({
    lastSequence: 10,
    revision: 10,
    unreadAgentCount: 10,
  });
});

test('a reply that waits while the quoted message is deleted does not bring its text back', async () => {
  const { agent, client, home } = await one.couple();
  const message = await one.send(client, home, 'a secret');
  using stream = follow<ConversationEvent>((signal) =>
    other.app.streams.messages(agent, home.conversationId, undefined, signal),
  );
  await stream.inbox.next();
  const lock = await hold(home.conversationId);
  const deleting = one.caller(client).message.delete({ messageId: message.id });
  await lock.waitedForBy(1);
  const replying = other.send(agent, home, 'why?', message.id);
  await lock.waitedForBy(2);
  await lock.release();
  await deleting;
  expect((await replying).replyTo).toEqual({ id: message.id, senderType: 'CLIENT', content: '' });
  await other.app.feed.sweep();
  await stream.inbox.next(({ revision }) => revision === 3);
  expect(JSON.stringify(stream.inbox.all)).not.toContain('a secret');
});

test('a message that waits while its property gets a new price and address tells the new ones', async () => {
  const agent = await one.agent();
  const client = await one.client(agent);
  const listing = (address: string, price: number) =>
    one.caller(agent).property.import({ timelineId: client.timelineId, rows: [{ listingKey: 'K', address, price }] });
  const report = await listing('1 Old Street', 100);
  const conversationId = report.rows[0]!.conversationId!;
  using feed = follow<NotificationEvent>((signal) => other.app.streams.notifications(agent, undefined, signal));
  await feed.inbox.next();
  const lock = await hold(conversationId);
  const importing = listing('2 New Street', 200);
  await lock.waitedForBy(1);
  const sending = other.send(client, { conversationId }, 'hello');
  await lock.waitedForBy(2);
  await lock.release();
  await Promise.all([importing, sending]);
  await other.app.feed.sweep();
  const { revision, items } = await other.caller(agent).notification.list();
  await feed.inbox.next((event) => event.revision === revision);
  const cards = feed.inbox.all.flatMap((event) => (event.kind === 'conversation' ? [event.conversation] : []));
  expect(cards.at(-1)?.property).toMatchObject({ address: '2 New Street', price: 200 });
  const told = feed.inbox.all.flatMap((event) => (event.kind === 'notification' ? [event.notification] : []));
  expect(told.at(-1)).toMatchObject({ title: 'New message for 2 New Street', propertyAddress: '2 New Street' });
  expect(items).toEqual([told.at(-1)]);
});

describe('everything at once', () => {
  test('no call fails, everybody who follows knows it all, and every count is right', async () => {
    const agent = await one.agent();
    const clients = [await one.client(agent), await one.client(agent)];
    const homes = await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (index) => ({
        client: clients[index % 2]!,
        home: await one.property(agent, clients[index % 2]!),
      })),
    );
    // Everybody follows everything, at one process or the other.
    const people = [agent, ...clients];
    const feeds = await Promise.all(
      people.flatMap((person) =>
        [one, other].map(async (world) => ({ world, person, follower: await followFeed(world, person, false) })),
      ),
    );
    const conversations = await Promise.all(
      homes.flatMap(({ home, client }, index) =>
        [agent, client].map(async (person) => {
          const world = index % 2 ? one : other;
          return { world, person, home, follower: await followConversation(world, person, home, false) };
        }),
      ),
    );
    const refused: Record<string, number> = {};
    await Promise.all(
      Array.from({ length: 12 }, async (_, worker) => {
        for (let step = 0; step < 15; step += 1) {
          const { home, client } = homes[(worker + step) % homes.length]!;
          const person = worker % 2 ? agent : client;
          const world = step % 2 ? one : other;
          const caller = world.caller(person);
          const { conversationId } = home;
          const kind = (worker * 7 + step * 3) % 10;
          const what =
            kind < 5
              ? world.send(person, home, `message ${step}`)
              : kind < 7
                ? caller.message.markAllRead({ conversationId })
                : kind < 8
                  ? caller.message.list({ conversationId, limit: 5 }).then(async ({ items }) => {
                      const own = items.find(({ senderId, deletedAt }) => senderId === person.userId && !deletedAt);
                      if (own) await caller.message.delete({ messageId: own.id });
                    })
                  : kind < 9
                    ? caller.notification.markAllRead({})
                    : world.caller(agent).property.import({
                        timelineId: home.timelineId,
                        rows: [{ address: home.address, price: step }],
                      });
          const answer = await outcome(what);
          if (answer !== 'ok') refused[answer] = (refused[answer] ?? 0) + 1;
        }
      }),
    );
    expect(refused).toEqual({});
    for (const { app } of [one, other]) await app.feed.sweep();
    for (const { world, person, home, follower } of conversations) {
      await expectFreshConversation(world, person, home, follower);
      await follower.leave();
    }
    for (const { world, person, follower } of feeds) {
      await expectFreshFeed(world, person, follower);
      await follower.leave();
    }
    const wrong = await store.sql(`
      SELECT c.id FROM "PropertyConversation" c
      LEFT JOIN LATERAL (
        SELECT count(*) AS all, max(sequence) AS last,
          count(*) FILTER (WHERE "senderType" = 'CLIENT' AND "deletedAt" IS NULL AND sequence > c."agentReadSequence") AS agent,
          count(*) FILTER (WHERE "senderType" = 'AGENT' AND "deletedAt" IS NULL AND sequence > c."clientReadSequence") AS client
        FROM "Message" m WHERE m."conversationId" = c.id
      ) counted ON true
      WHERE c."lastSequence" <> counted.all OR c."lastSequence" <> COALESCE(counted.last, 0)
        OR c."unreadAgentCount" <> counted.agent OR c."unreadClientCount" <> counted.client`);
    expect(wrong).toEqual([]);
  });
});
