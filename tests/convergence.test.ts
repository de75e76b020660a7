/**
 * The promise that everything live rests on: a snapshot and the changes after it are the same as a fresh snapshot, whatever happens,
 * in whatever order, however bad the bus and however often a reader goes away and comes back.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../shared/errors.ts';
import type { ConversationStatus, Message, Verdict } from '../shared/views.ts';
import {
  type ConversationFollower,
  expectFreshConversation,
  expectFreshFeed,
  type FeedFollower,
  followConversation,
  followFeed,
} from './replicas.ts';
import { createUnreliableBus, type Fate } from './unreliableBus.ts';
import { type Agent, type Client, type Home, openWorld, type Person, type World } from './world.ts';

let fates: Iterator<Fate>;
const bus = createUnreliableBus(() => fates.next().value ?? 'deliver');
let world: World;
beforeAll(async () => {
  world = await openWorld({ bus });
});
afterAll(() => world[Symbol.asyncDispose]());

// ------------------------------------------------------------------------------------------------ what may happen

const by = fc.constantFrom('agent', 'client');
const place = fc.nat({ max: 11 });
const pick = fc.nat({ max: 40 });
const text = fc.constantFrom('hello', 'Is it still for sale?', 'I love it', '  <b>so</b> do I ', '🏡', 'x'.repeat(300));
const operation = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('send'), by, place, text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sendAgain'), by, pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reply'), by, place, pick, text }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit'), by, place, pick, text }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('delete'), by, place, pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('markRead'), by, place, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('markAllRead'), by, place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('setStatus'),
      place,
      status: fc.constantFrom<ConversationStatus>('ACTIVE', 'ARCHIVED', 'CLOSED'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('readNotification'), by, place, pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('readAllNotifications'), by, place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('import'), place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('importAgain'), place, pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('view'), place }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('giveFeedback'),
      place,
      verdict: fc.constantFrom<Verdict>('LOVE', 'LIKE', 'PASS'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave'), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('comeBack'), pick }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
/** What is in one inner list happens at once. */
const story = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 14 });
const badFates = fc.infiniteStream(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Fate>('deliver') },
    { weight: 2, arbitrary: fc.constant<Fate>('drop') },
    { weight: 1, arbitrary: fc.constant<Fate>('double') },
    { weight: 2, arbitrary: fc.constant<Fate>('delay') },
  ),
);

// ---------------------------------------------------------------------------------------------------------- the run

type Sent = { by: Person; home: Home; clientMessageId: string; content: string; message: Message };

/** One agent with two clients, whose people follow everything they may. */
class Stage {
  readonly agent: Agent;
  readonly clients: readonly Client[];
  readonly homes: { home: Home; client: Client; listingKey: string }[] = [];
  readonly sent: Sent[] = [];
  readonly conversations: { person: Person; home: Home; follower: ConversationFollower }[] = [];
  readonly feeds: { person: Person; follower: FeedFollower }[] = [];
  readonly #isCalm: boolean;
  /** Makes every import another one. */
  #imports = 0;

  constructor(agent: Agent, clients: readonly Client[], isCalm: boolean) {
    this.agent = agent;
    this.clients = clients;
    this.#isCalm = isCalm;
  }

  static async set(isCalm: boolean): Promise<Stage> {
    const agent = await world.agent();
    const clients = [await world.client(agent, 'Carl'), await world.client(agent, 'Cleo')];
    const stage = new Stage(agent, clients, isCalm);
    await stage.import(0);
    await stage.import(0);
    await stage.import(1);
    for (const person of [agent, ...clients]) {
      stage.feeds.push({ person, follower: await followFeed(world, person, isCalm) });
    }
    return stage;
  }

  client(index: number): Client {
    return this.clients[index % this.clients.length]!;
  }

  async import(index: number, known?: { listingKey: string }): Promise<void> {
    const client = this.client(index);
    this.#imports += 1;
    const listingKey = known?.listingKey ?? `key ${this.#imports}`;
    const address = `${this.#imports} Elm Street`;
    const report = await world.caller(this.agent).property.import({
      timelineId: client.timelineId,
      rows: [{ ListingKey: listingKey, Address: address, ListPrice: 1_000 * this.#imports }],
    });
    const row = report.rows[0]!;
    if (known) return;
    const home = {
      propertyId: row.propertyId!,
      conversationId: row.conversationId!,
      timelineId: client.timelineId,
      address,
    };
    this.homes.push({ home, client, listingKey });
    for (const person of [this.agent, client]) {
      const follower = await followConversation(world, person, home, this.#isCalm);
      this.conversations.push({ person, home, follower });
    }
  }

  async run(operation: Operation): Promise<void> {
    const { home, client, listingKey } = this.homes[('place' in operation ? operation.place : 0) % this.homes.length]!;
    const person = 'by' in operation && operation.by === 'agent' ? this.agent : client;
    const caller = world.caller(person);
    const ofHome = this.sent.filter((sent) => sent.home === home);
    const messageId =
      'pick' in operation && ofHome.length > 0 ? ofHome[operation.pick % ofHome.length]!.message.id : 'none';
    const { conversationId, propertyId } = home;
    switch (operation.do) {
      case 'send':
        return this.send(person, home, operation.text, null);
      case 'reply':
        return this.send(person, home, operation.text, messageId);
      case 'sendAgain': {
        const first = this.sent[operation.pick % Math.max(1, this.sent.length)];
        if (!first) return;
        const { by: sender, home: where, clientMessageId, message } = first;
        const again = await world.caller(sender).message.send({
          conversationId: where.conversationId,
          clientMessageId,
          content: 'something else',
        });
        expect(again.id).toBe(message.id);
        expect(again.sequence).toBe(message.sequence);
        return;
      }
      case 'edit':
        return void (await caller.message.edit({ messageId, content: operation.text }));
      case 'delete':
        return void (await caller.message.delete({ messageId }));
      case 'markRead':
        return void (await caller.message.markRead({ conversationId, messageId }));
      case 'markAllRead':
        return void (await caller.message.markAllRead({ conversationId }));
      case 'setStatus':
        return void (await world
          .caller(this.agent)
          .conversation.setStatus({ conversationId, status: operation.status }));
      case 'readNotification': {
        const { items } = await caller.notification.list({ limit: 100 });
        const notification = items[operation.pick % Math.max(1, items.length)];
        if (notification) await caller.notification.markRead({ notificationId: notification.id });
        return;
      }
      case 'readAllNotifications':
        return void (await caller.notification.markAllRead(
          operation.place % 2 === 0 ? {} : { timelineId: home.timelineId },
        ));
      case 'import':
        return this.import(operation.place);
      case 'importAgain':
        return this.import(this.clients.indexOf(client), { listingKey });
      case 'view':
        return void (await world.caller(client).property.recordView({ propertyId }));
      case 'giveFeedback':
        return void (await world.caller(client).property.giveFeedback({ propertyId, verdict: operation.verdict }));
      case 'leave':
      case 'comeBack': {
        const followers = [...this.conversations, ...this.feeds].map(({ follower }) => follower);
        const follower = followers[operation.pick % followers.length]!;
        return operation.do === 'leave' && !this.#isCalm ? follower.leave() : follower.comeBack();
      }
    }
  }

  async send(person: Person, home: Home, content: string, replyToId: string | null): Promise<void> {
    const clientMessageId = randomUUID();
    const message = await world
      .caller(person)
      .message.send({ conversationId: home.conversationId, clientMessageId, content, replyToId });
    expect(message.content).toBe(content.trim());
    this.sent.push({ by: person, home, clientMessageId, content, message });
  }

  /** Everybody hears the rest, and must then know what a fresh snapshot says. */
  async check(): Promise<void> {
    for (const { follower } of [...this.conversations, ...this.feeds]) follower.comeBack();
    bus.release();
    await world.app.feed.sweep();
    for (const { person, home, follower } of this.conversations) {
      await expectFreshConversation(world, person, home, follower);
    }
    for (const { person, follower } of this.feeds) {
      await expectFreshFeed(world, person, follower);
      const own = this.conversations.flatMap((each) => (each.person === person ? each.home.conversationId : []));
      expect(new Set(follower.replica.cards.keys())).toEqual(new Set(own));
    }
  }

  async untilAllListen(): Promise<void> {
    for (const { follower } of [...this.conversations, ...this.feeds]) await follower.until(0);
  }

  async end(): Promise<void> {
    for (const { follower } of [...this.conversations, ...this.feeds]) await follower.leave();
  }
}

/** What the rules refuse is part of the game; anything else is a fault. */
function expectRule(result: PromiseSettledResult<void>): void {
  if (result.status === 'fulfilled') return;
  const error: unknown = result.reason instanceof Error ? (result.reason.cause ?? result.reason) : result.reason;
  if (!(error instanceof AppError)) throw result.reason;
  expect(['FORBIDDEN', 'CONFLICT', 'CONVERSATION_CLOSED', 'MESSAGE_NOT_FOUND']).toContain(error.code);
}

async function play(acts: Operation[][], isCalm: boolean): Promise<void> {
  const stage = await Stage.set(isCalm);
  try {
    // Of what happens at once it is open what is told first, and who then reads the hole may find a later state only.
    for (const act of isCalm ? acts.flat().map((operation) => [operation]) : acts) {
      if (isCalm) await stage.untilAllListen();
      const results = await Promise.allSettled(act.map((operation) => stage.run(operation)));
      results.forEach(expectRule);
    }
    await stage.check();
  } finally {
    await stage.end();
  }
}

/** Plays stories for a while: at least some of them on the slowest machine. */
async function holds<Story>(
  property: fc.IAsyncPropertyWithHooks<Story>,
  numRuns: number,
  forMs: number,
): Promise<void> {
  const told = await fc.check(property, { numRuns, endOnFailure: true, interruptAfterTimeLimit: forMs });
  if (told.failed) throw new Error(fc.defaultReportMessage(told));
  expect(told.numRuns).toBeGreaterThanOrEqual(3);
}

test('snapshot and changes are a fresh snapshot, over a bus that loses, doubles and reorders', async () => {
  const property = fc.asyncProperty(story, badFates, async (acts, stream) => {
    fates = stream;
    await play(acts, false);
  });
  await holds(property, 20, 14_000);
});

test('over a good bus every single revision comes, in order', async () => {
  const property = fc.asyncProperty(story, async (acts) => {
    fates = [][Symbol.iterator]();
    await play(acts, true);
  });
  await holds(property, 8, 10_000);
});
