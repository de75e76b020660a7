/** `applyChange.ts` for a user's feed: notifications, cards and sums of what is unread. Its rules of merging hold here too. */
import type { NotificationEvent } from './events.ts';
import type { ConversationSummary, Notification, NotificationPage, UnreadTotals } from './views.ts';

export type UnreadConversation = { timelineId: string; propertyId: string; messages: number };

export type FeedState = {
  /** Every change up to here is in. */
  readonly revision: number;
  /** Newest first, as far as loaded. */
  readonly notifications: readonly Notification[];
  /** `null`: no more pages. */
  readonly nextCursor: string | null;
  /** All there are at `revision` are here. (The last page may have missed one that moved up meanwhile.) */
  readonly isComplete: boolean;
  readonly unreadCount: number;
  /** `unreadCount` can no longer be told from the changes alone: ask for it. */
  readonly isCountInDoubt: boolean;
  /** The cards that have changed since, newest state of each, by conversation. */
  readonly cards: ReadonlyMap<string, ConversationSummary>;
  /** Conversations with unread messages, by id. */
  readonly unread: ReadonlyMap<string, UnreadConversation>;
  readonly needsReload: boolean;
};

/** The state that a first page is; `previous` lends the cards that have been heard of before. */
export function feedState(page: NotificationPage, previous?: FeedState): FeedState {
  return {
    revision: page.revision,
    notifications: page.items,
    nextCursor: page.nextCursor,
    isComplete: page.nextCursor === null,
    unreadCount: page.unreadCount,
    isCountInDoubt: false,
    cards: previous?.cards ?? new Map(),
    unread: previous?.unread ?? new Map(),
    needsReload: false,
  };
}

/** Applies one event of `notification.onNotification`. Returns the very same state when the event changes nothing. */
export function applyNotificationEvent(state: FeedState, event: NotificationEvent): FeedState {
  if (event.kind === 'ready') return state;
  if (event.kind === 'reset') return state.needsReload ? state : { ...state, needsReload: true };
  if (event.revision <= state.revision) return state;
  switch (event.kind) {
    case 'notification':
      return { ...mergeNotification(state, event.notification), revision: event.revision };
    case 'conversation':
      return { ...mergeCard(state, event.conversation), revision: event.revision };
  }
}

/** Newest first: collecting another message makes a notification new again, reading does not. */
const isNewer = (a: Notification, b: Notification) =>
  a.updatedAt.getTime() - b.updatedAt.getTime() || (a.id > b.id ? 1 : -1);

/** Puts in a notification that came as the answer of a call; its own event may come before or after. */
export function mergeNotification(state: FeedState, notification: Notification): FeedState {
  const known = state.notifications.find(({ id }) => id === notification.id);
  if (known && known.revision >= notification.revision) return state;

  const rest = known ? state.notifications.filter((other) => other !== known) : state.notifications;
  const oldest = state.notifications.at(-1);
  const newest = state.notifications[0];
  // Whatever was there at the time of the page is in it, or older than all of it.
  const isNew = state.isComplete || !newest || notification.createdAt > newest.updatedAt;
  const isInWindow = state.nextCursor === null || !oldest || isNewer(notification, oldest) > 0;
  const before = known && !known.isRead ? 1 : 0;
  const change = (notification.isRead ? 0 : 1) - before;
  return {
    ...state,
    notifications: isInWindow
      ? [...rest, notification].sort((a, b) => isNewer(b, a))
      : known
        ? state.notifications.map((other) => (other === known ? notification : other))
        : state.notifications,
    unreadCount: known || isNew ? Math.max(0, state.unreadCount + change) : state.unreadCount,
    isCountInDoubt: state.isCountInDoubt || (!known && !isNew),
  };
}

/** Puts in a card, if it is newer than the one known. */
export function mergeCard(state: FeedState, card: ConversationSummary): FeedState {
  const known = state.cards.get(card.id);
  if (known && known.feedRevision >= card.feedRevision) return state;
  const cards = new Map(state.cards).set(card.id, card);
  const counted = state.unread.get(card.id)?.messages ?? 0;
  if (counted === card.unreadCount) return { ...state, cards };
  const unread = new Map(state.unread);
  if (card.unreadCount === 0) unread.delete(card.id);
  else unread.set(card.id, unreadOf(card));
  return { ...state, cards, unread };
}

const unreadOf = ({ timelineId, propertyId, unreadCount: messages }: ConversationSummary): UnreadConversation => ({
  timelineId,
  propertyId,
  messages,
});

/**
 * Takes the answer of `notification.unread`, asked for when the feed had reached `askedAt`. It carries no revision: a card that changed
 * since may be newer than the answer, so the card holds; if the answer was newer, the card's next change is on its way.
 */
export function takeUnreadTotals(state: FeedState, totals: UnreadTotals, askedAt: number): FeedState {
  const unread = new Map<string, UnreadConversation>();
  for (const { timelineId, properties } of totals.timelines) {
    for (const { conversationId, propertyId, messages } of properties) {
      unread.set(conversationId, { timelineId, propertyId, messages });
    }
  }
  for (const card of state.cards.values()) {
    if (card.feedRevision <= askedAt) continue;
    if (card.unreadCount === 0) unread.delete(card.id);
    else unread.set(card.id, unreadOf(card));
  }
  return { ...state, unread };
}

/** Adds the next page. */
export function appendNotifications(state: FeedState, page: NotificationPage): FeedState {
  // What the feed has not come to yet is not in its count either.
  const ahead = page.items.filter(({ revision }) => revision > state.revision);
  const merged = ahead.reduce(mergeNotification, state);
  const byId = new Map(merged.notifications.map((notification) => [notification.id, notification]));
  for (const item of page.items) {
    const known = byId.get(item.id);
    if (!known || known.revision < item.revision) byId.set(item.id, item);
  }
  return {
    ...merged,
    notifications: [...byId.values()].sort((a, b) => isNewer(b, a)),
    nextCursor: page.nextCursor,
    isComplete: page.nextCursor === null && page.revision === state.revision,
  };
}

/** Takes a fresh `unreadCount` if it is of the feed's very revision; otherwise it stays in doubt, and is asked for again. */
export function takeUnreadCount(
  state: FeedState,
  { unreadCount: count, revision }: Pick<NotificationPage, 'unreadCount' | 'revision'>,
): FeedState {
  return revision === state.revision ? { ...state, unreadCount: count, isCountInDoubt: false } : state;
}
