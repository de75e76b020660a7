import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendNotifications,
  applyNotificationEvent,
  type FeedState,
  feedState,
  mergeNotification,
  takeUnreadCount,
  takeUnreadTotals,
} from './applyFeedChange.ts';
import type { FeedChange } from './events.ts';
import type { ConversationSummary, Notification, NotificationPage, UnreadTotals } from './views.ts';

/** A user's feed as the server keeps it. */
class ModelFeed {
  revision = 0;
  readonly notifications: Notification[] = [];
  readonly cards = new Map<string, ConversationSummary>();
  readonly published: FeedChange[] = [];
  private clock = 0;

  private tell(change: FeedChange) {
    this.published.push(structuredClone(change));
  }

  add(conversation: number) {
    const at = new Date(++this.clock * 1_000);
    const id = `n${this.notifications.length}`;
    const notification: Notification = {
      id,
      type: 'NEW_MESSAGE',
      level: 'PROPERTY',
      recipientId: 'AGENT',
      conversationId: `c${conversation}`,
      propertyId: `p${conversation}`,
      propertyAddress: 'Here',
      timelineId: 't',
      title: 'New message',
      message: id,
      count: 1,
      isRead: false,
      readAt: null,
      createdAt: at,
      updatedAt: at,
      revision: ++this.revision,
    };
    this.notifications.push(notification);
    this.tell({ kind: 'notification', revision: this.revision, notification });
    this.touch(conversation, (this.cards.get(`c${conversation}`)?.unreadCount ?? 0) + 1);
  }

  collect(index: number) {
    const notification = this.notifications[index % Math.max(1, this.notifications.length)];
    if (!notification || notification.isRead) return;
    Object.assign(notification, {
      count: notification.count + 1,
      updatedAt: new Date(++this.clock * 1_000),
      revision: ++this.revision,
    });
    this.tell({ kind: 'notification', revision: this.revision, notification });
  }

  read(index: number) {
    const notification = this.notifications[index % Math.max(1, this.notifications.length)];
    if (!notification || notification.isRead) return;
    Object.assign(notification, { isRead: true, readAt: new Date(++this.clock * 1_000), revision: ++this.revision });
    this.tell({ kind: 'notification', revision: this.revision, notification });
  }

  touch(conversation: number, unreadCount: number) {
    const id = `c${conversation}`;
    const card = {
      id,
      propertyId: `p${conversation}`,
      timelineId: `t${conversation % 2}`,
      unreadCount,
      feedRevision: ++this.revision,
    } as ConversationSummary; // a test's card: only what the feed looks at
    this.cards.set(id, card);
    this.tell({ kind: 'conversation', revision: this.revision, conversation: card });
  }

  page(limit: number, offset = 0): NotificationPage {
    const sorted = this.notifications.toSorted(
      (a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || (a.id < b.id ? 1 : -1),
    );
    return structuredClone({
      items: sorted.slice(offset, offset + limit),
      nextCursor: sorted.length > offset + limit ? String(offset + limit) : null,
      unreadCount: this.notifications.filter(({ isRead }) => !isRead).length,
      revision: this.revision,
    });
  }

  unread(): UnreadTotals {
    const cards = [...this.cards.values()].filter((card) => card.unreadCount > 0);
    return {
      notifications: 0,
      messages: 0,
      timelines: cards.map((card) => ({
        timelineId: card.timelineId,
        messages: card.unreadCount,
        properties: [{ propertyId: card.propertyId, conversationId: card.id, messages: card.unreadCount }],
      })),
    };
  }

  changesAfter(revision: number): FeedChange[] {
    const changes: FeedChange[] = [
      ...this.notifications
        .filter((notification) => notification.revision > revision)
        .map((notification) => ({ kind: 'notification' as const, revision: notification.revision, notification })),
      ...[...this.cards.values()]
        .filter((card) => card.feedRevision > revision)
        .map((conversation) => ({ kind: 'conversation' as const, revision: conversation.feedRevision, conversation })),
    ];
    return structuredClone(changes).sort((a, b) => a.revision - b.revision);
  }
}

type FeedStep = {
  do: 'add' | 'collect' | 'read' | 'touch' | 'live' | 'resume' | 'answer' | 'more' | 'recount';
  at: number;
};
const feedStep = (...kinds: FeedStep['do'][]): fc.Arbitrary<FeedStep> =>
  fc.record({ do: fc.constantFrom(...kinds), at: fc.integer({ min: 0, max: 12 }) });

function performFeed(model: ModelFeed, step: FeedStep) {
  if (step.do === 'add') model.add(step.at % 6);
  if (step.do === 'collect') model.collect(step.at);
  if (step.do === 'read') model.read(step.at);
  if (step.do === 'touch') model.touch(step.at % 6, step.at);
}

describe('a feed', () => {
  it('first page + changes = fresh page, sums and cards, through repeats, resumptions, answers and more pages', () => {
    const limit = 4;
    fc.assert(
      fc.property(
        fc.array(feedStep('add', 'collect', 'read', 'touch'), { maxLength: 25 }),
        fc.array(feedStep('add', 'add', 'collect', 'read', 'touch', 'live', 'resume', 'answer', 'more', 'recount'), {
          maxLength: 60,
        }),
        (before, after) => {
          const model = new ModelFeed();
          for (const step of before) performFeed(model, step);
          let state = feedState(model.page(limit));
          state = takeUnreadTotals(state, model.unread(), state.revision);
          const hear = (events: FeedChange[]) => {
            for (const event of events) {
              state = applyNotificationEvent(state, event);
              expect(applyNotificationEvent(state, event)).toBe(state);
            }
          };
          for (const step of after) {
            if (step.do === 'live') {
              const repeats = model.published.filter((event) => event.revision <= state.revision).slice(-step.at);
              hear([...repeats, ...model.published.filter((event) => event.revision > state.revision)]);
            } else if (step.do === 'resume') hear(model.changesAfter(state.revision));
            else if (step.do === 'answer') {
              const notification = model.notifications[step.at % Math.max(1, model.notifications.length)];
              if (notification) state = mergeNotification(state, structuredClone(notification));
            } else if (step.do === 'more') {
              if (state.nextCursor !== null) {
                const oldest = state.notifications.at(-1)!;
                const all = model.page(1_000).items;
                const from = all.findIndex(({ updatedAt }) => updatedAt < oldest.updatedAt);
                if (from > 0) state = appendNotifications(state, model.page(limit, from));
              }
            } else if (step.do === 'recount') state = takeUnreadCount(state, model.page(1));
            else performFeed(model, step);
          }
          hear(model.changesAfter(state.revision));
          if (state.isCountInDoubt) state = takeUnreadCount(state, model.page(1));

          const fresh = model.page(1_000);
          expect(state.unreadCount).toBe(fresh.unreadCount);
          expect(state.notifications).toEqual(fresh.items.slice(0, state.notifications.length));
          expect(unreadOf(state)).toEqual(unreadOf(takeUnreadTotals(feedState(fresh), model.unread(), fresh.revision)));
          for (const card of state.cards.values()) expect(card).toEqual(model.cards.get(card.id));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a notification that was made and read while away is not counted', () => {
    const model = new ModelFeed();
    let state: FeedState = feedState(model.page(50));
    model.add(1);
    model.read(0);
    for (const event of model.changesAfter(0)) state = applyNotificationEvent(state, event);
    expect(state.unreadCount).toBe(0);
    expect(state.notifications).toHaveLength(1);
  });

  it('a card keeps its newest state, however late an older one comes', () => {
    const model = new ModelFeed();
    let state = feedState(model.page(50));
    model.touch(1, 3);
    model.touch(1, 0);
    const [older, newer] = model.published;
    state = applyNotificationEvent(state, newer!);
    state = applyNotificationEvent(state, older!);
    expect(state.cards.get('c1')?.unreadCount).toBe(0);
    expect(state.unread.size).toBe(0);
  });

  it('a reset asks for a fresh page', () => {
    const state = feedState(new ModelFeed().page(50));
    expect(applyNotificationEvent(state, { kind: 'reset', revision: 9 }).needsReload).toBe(true);
  });
});

const unreadOf = (state: FeedState) => Object.fromEntries([...state.unread].sort(([a], [b]) => (a < b ? -1 : 1)));
