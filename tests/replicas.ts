/** Readers of streams who keep what they hear, to be compared with what is really there. */
import { expect } from 'vitest';
import { applyConversationEvent, conversationState, unreadCount } from '../shared/applyChange.ts';
import { applyNotificationEvent, type FeedState, feedState, takeUnreadTotals } from '../shared/applyFeedChange.ts';
import type { ConversationEvent, NotificationEvent } from '../shared/events.ts';
import type {
  ConversationDetail,
  ConversationStatus,
  ConversationSummary,
  Message,
  Notification,
  NotificationPage,
  UnreadTotals,
  UserType,
} from '../shared/views.ts';
import type { Home, Person, World } from './world.ts';

const patienceMs = 20_000;

/** What a reader of a stream does with it, by the words of the contract and nothing else. */
interface Replica<Event> {
  position: number;
  apply(event: Event): void;
}

export class ConversationReplica implements Replica<ConversationEvent> {
  position: number;
  status: ConversationStatus;
  readonly readSequence: Record<UserType, number>;
  readonly messages = new Map<string, Message>();
  readonly id: string;
  /** The same by the project's own reducer. */
  state: ReturnType<typeof conversationState>;

  constructor(detail: ConversationDetail) {
    this.id = detail.id;
    this.position = detail.revision;
    this.status = detail.status;
    this.readSequence = { AGENT: detail.agentReadSequence, CLIENT: detail.clientReadSequence };
    for (const message of detail.messages) this.messages.set(message.id, message);
    this.state = conversationState(detail);
  }

  apply(event: ConversationEvent): void {
    this.state = applyConversationEvent(this.state, event);
    switch (event.kind) {
      case 'ready':
        return;
      case 'message':
        expect(event.message.conversationId).toBe(this.id);
        this.messages.set(event.message.id, event.message);
        return;
      case 'read':
        this.readSequence[event.readerType] = event.readSequence;
        for (const message of this.messages.values()) {
          const isNewlyRead =
            message.senderType !== event.readerType && message.sequence <= event.readSequence && !message.isRead;
          if (isNewlyRead) this.messages.set(message.id, { ...message, isRead: true, readAt: event.readAt });
        }
        return;
      case 'status':
        this.status = event.status;
        return;
      case 'reset':
        throw new Error('A reset where nobody was 1,000 changes behind');
    }
  }

  unread(side: UserType): number {
    return [...this.messages.values()].filter(
      ({ senderType, deletedAt, sequence }) =>
        senderType !== side && deletedAt === null && sequence > this.readSequence[side],
    ).length;
  }

  view() {
    const messages = [...this.messages.values()].sort((one, other) => one.sequence - other.sequence);
    return {
      revision: this.position,
      status: this.status,
      agentReadSequence: this.readSequence.AGENT,
      clientReadSequence: this.readSequence.CLIENT,
      unreadAgentCount: this.unread('AGENT'),
      unreadClientCount: this.unread('CLIENT'),
      lastSequence: messages.at(-1)?.sequence ?? 0,
      messages,
    };
  }
}

export class FeedReplica implements Replica<NotificationEvent> {
  position: number;
  readonly notifications = new Map<string, Notification>();
  readonly cards = new Map<string, ConversationSummary>();
  readonly userId: string;
  /** The same by the project's own reducer. */
  state: FeedState;

  constructor(userId: string, page: NotificationPage, cards: readonly ConversationSummary[], totals: UnreadTotals) {
    this.userId = userId;
    this.state = takeUnreadTotals(feedState(page), totals, page.revision);
    this.position = page.revision;
    for (const notification of page.items) this.notifications.set(notification.id, notification);
    for (const card of cards) this.cards.set(card.id, card);
  }

  apply(event: NotificationEvent): void {
    this.state = applyNotificationEvent(this.state, event);
    switch (event.kind) {
      case 'ready':
        return;
      case 'notification':
        expect(event.notification.recipientId).toBe(this.userId);
        this.notifications.set(event.notification.id, event.notification);
        return;
      case 'conversation':
        expect([event.conversation.agentId, event.conversation.clientId]).toContain(this.userId);
        this.cards.set(event.conversation.id, event.conversation);
        return;
      case 'reset':
        throw new Error('A reset where nobody was 1,000 changes behind');
    }
  }
}

type Open = (lastEventId: number, signal: AbortSignal) => AsyncGenerator<readonly unknown[], void>;

/** Somebody who follows a stream, with pauses. */
class Follower<Event extends { kind: string; revision: number }, R extends Replica<Event>> {
  readonly replica: R;
  readonly #open: Open;
  readonly #isCalm: boolean;
  /** Whether it has been told where it stands. */
  isListening = false;
  #stop = new AbortController();
  #following: Promise<void> | undefined;
  #failure: unknown;
  #reached: (() => void) | undefined;

  constructor(replica: R, isCalm: boolean, open: Open) {
    this.replica = replica;
    this.#isCalm = isCalm;
    this.#open = open;
    this.comeBack();
  }

  comeBack(): void {
    if (this.#following) return;
    this.#stop = new AbortController();
    this.#following = this.#follow(this.#stop.signal).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  async leave(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    this.#following = undefined;
    if (this.#failure) throw this.#failure;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { replica } = this;
    let isFirst = true;
    for await (const [id, data] of this.#open(replica.position, signal)) {
      const event = data as Event;
      expect(id).toBe(String(event.revision));
      expect(event.kind === 'ready').toBe(isFirst);
      if (isFirst) expect(event.revision).toBe(replica.position);
      else if (this.#isCalm) expect(event.revision).toBe(replica.position + 1);
      else expect(event.revision).toBeGreaterThan(replica.position);
      isFirst = false;
      this.isListening = true;
      replica.position = event.revision;
      replica.apply(event);
      this.#reached?.();
      if (signal.aborted) return;
    }
  }

  /** Waits until everything up to `revision` has come, and live is what comes next. */
  async until(revision: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while ((this.replica.position < revision || !this.isListening) && !this.#failure) {
      await new Promise<void>((resolve, reject) => {
        const late = new Error(`Stuck at ${this.replica.position} of ${revision}`);
        const timer = setTimeout(() => reject(late), Math.max(0, deadline - Date.now()));
        this.#reached = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#failure) throw this.#failure;
  }
}

/** A replica, and whoever keeps it. */
type Keeper<R> = { replica: R; until(revision: number): Promise<void> };
export type ConversationFollower = Follower<ConversationEvent, ConversationReplica>;
export type FeedFollower = Follower<NotificationEvent, FeedReplica>;

/** Follows a conversation from a snapshot on. `isCalm`: every single revision must come. */
export async function followConversation(
  world: World,
  person: Person,
  { propertyId, conversationId }: Home,
  isCalm: boolean,
): Promise<ConversationFollower> {
  const detail = await world.caller(person).conversation.forProperty({ propertyId });
  return new Follower(new ConversationReplica(detail), isCalm, (lastEventId, signal) =>
    world.app.streams.messages(person, conversationId, lastEventId, signal),
  );
}

/** A feed as it is now. */
export async function feedReplica(world: World, person: Person): Promise<FeedReplica> {
  const caller = world.caller(person);
  const page = await caller.notification.list({ limit: 100 });
  const cards = await caller.conversation.list({ limit: 100 });
  return new FeedReplica(person.userId, page, cards.items, await caller.notification.unread());
}

/** Follows a feed from a snapshot on. */
export async function followFeed(world: World, person: Person, isCalm: boolean): Promise<FeedFollower> {
  return new Follower(await feedReplica(world, person), isCalm, (lastEventId, signal) =>
    world.app.streams.notifications(person, lastEventId, signal),
  );
}

/** The follower, once it has heard everything, knows what a fresh snapshot says. */
export async function expectFreshConversation(
  world: World,
  person: Person,
  home: Home,
  follower: Keeper<ConversationReplica>,
): Promise<void> {
  const caller = world.caller(person);
  const fresh = await caller.conversation.forProperty({ propertyId: home.propertyId });
  // The snapshot holds the latest 50; all of it is in the pages.
  const { items, revision } = await caller.message.list({ conversationId: home.conversationId, limit: 100 });
  await follower.until(fresh.revision);
  const { replica } = follower;
  expect(revision).toBe(fresh.revision);
  expect(fresh.messages).toEqual(items.slice(-50));
  expect(items.map(({ sequence }) => sequence)).toEqual(items.map((_, index) => index + 1));
  expect(replica.view()).toEqual({
    revision: fresh.revision,
    status: fresh.status,
    agentReadSequence: fresh.agentReadSequence,
    clientReadSequence: fresh.clientReadSequence,
    unreadAgentCount: fresh.unreadAgentCount,
    unreadClientCount: fresh.unreadClientCount,
    lastSequence: fresh.lastSequence,
    messages: items,
  });
  const { state } = replica;
  expect(state.needsReload).toBe(false);
  expect(state.messages).toEqual(items);
  expect(state.status).toBe(fresh.status);
  expect({ AGENT: unreadCount(state, 'AGENT'), CLIENT: unreadCount(state, 'CLIENT') }).toEqual({
    AGENT: fresh.unreadAgentCount,
    CLIENT: fresh.unreadClientCount,
  });
}

/** Likewise of a feed; and every number that is answered is counted by the one rule. */
export async function expectFreshFeed(world: World, person: Person, follower: Keeper<FeedReplica>): Promise<void> {
  const caller = world.caller(person);
  const fresh = await caller.notification.list({ limit: 100 });
  const { items: cards } = await caller.conversation.list({ limit: 100 });
  const unread = await caller.notification.unread();
  await follower.until(fresh.revision);
  const { replica } = follower;
  expect(replica.position).toBe(fresh.revision);
  const newestFirst = (one: Notification, other: Notification) =>
    other.updatedAt.getTime() - one.updatedAt.getTime() || (other.id > one.id ? 1 : -1);
  expect([...replica.notifications.values()].sort(newestFirst)).toEqual(fresh.items);
  const byId = (summaries: Iterable<ConversationSummary>) =>
    Object.fromEntries([...summaries].map((summary) => [summary.id, summary]));
  expect(byId(replica.cards.values())).toEqual(byId(cards));
  const { state } = replica;
  expect(state.needsReload).toBe(false);
  expect(state.notifications).toEqual(fresh.items);
  // The whole list is here, so it can always be told.
  expect(state.isCountInDoubt).toBe(false);
  expect(state.unreadCount).toBe(fresh.unreadCount);
  for (const [id, card] of state.cards) expect(card).toEqual(replica.cards.get(id));
  expect(Object.fromEntries([...state.unread].map(([id, { messages }]) => [id, messages]))).toEqual(
    Object.fromEntries(cards.flatMap((card) => (card.unreadCount > 0 ? [[card.id, card.unreadCount]] : []))),
  );
  await expectCounts(world, person, fresh, cards, unread);
}

/** One rule of counting, by plain SQL: every number that is answered says the same. */
async function expectCounts(
  world: World,
  person: Person,
  page: NotificationPage,
  cards: readonly ConversationSummary[],
  unread: Awaited<ReturnType<ReturnType<World['caller']>['notification']['unread']>>,
): Promise<void> {
  const [other, readSequence, id] =
    person.type === 'AGENT' ? ['CLIENT', 'agentReadSequence', 'agentId'] : ['AGENT', 'clientReadSequence', 'clientId'];
  const rows = await world.store.sql(`
    SELECT c.id, c."timelineId", count(m.id)::int AS count
    FROM "PropertyConversation" c
    LEFT JOIN "Message" m ON m."conversationId" = c.id AND m."deletedAt" IS NULL AND m."senderType" = '${other}'
      AND m.sequence > c."${readSequence}"
    WHERE c."${id}" = '${person.userId}' GROUP BY c.id`);
  const counted = Object.fromEntries(rows.map((row) => [row['id'], row['count']]));
  expect(Object.fromEntries(cards.map((card) => [card.id, card.unreadCount]))).toEqual(counted);
  const total = rows.reduce((sum, row) => sum + Number(row['count']), 0);
  expect(unread.messages).toBe(total);
  expect(unread.notifications).toBe(page.items.filter(({ isRead }) => !isRead).length);
  expect(page.unreadCount).toBe(unread.notifications);
  expect(
    Object.fromEntries(
      unread.timelines.flatMap(({ properties }) =>
        properties.map(({ conversationId, messages }) => [conversationId, messages]),
      ),
    ),
  ).toEqual(Object.fromEntries(Object.entries(counted).filter(([, count]) => count !== 0)));
  for (const { timelineId, messages } of unread.timelines) {
    const ofTimeline = rows.filter((row) => row['timelineId'] === timelineId);
    expect(messages).toBe(ofTimeline.reduce((sum, row) => sum + Number(row['count']), 0));
  }
  for (const { type, isRead, count, conversationId } of page.items) {
    if (type !== 'NEW_MESSAGE' || isRead) continue;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(Number(counted[conversationId!]));
  }
}
