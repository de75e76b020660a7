/** Live values outside of the contexts: each component follows exactly the value it shows, so one event draws one card again. */
import { createContext, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { ConversationSummary, Notification } from '../../shared/views.ts';
import type { PropertySync } from '../sdk/propertySync.ts';
import type { ReadableStore } from '../sdk/store.ts';
import type { UnreadTotalsView } from './contexts.ts';

export const SyncContext = createContext<PropertySync | null>(null);

/** The headless client of this page's session: for providers. */
export function useSync(): PropertySync {
  const sync = useContext(SyncContext);
  if (sync === null) throw new Error('useSync must be used inside SessionProvider');
  return sync;
}

/** Follows a store, or with `select` (which must give the same value for the same state) a part of it. */
export function useStore<T>(store: ReadableStore<T>): T;
export function useStore<T, S>(store: ReadableStore<T>, select: (value: T) => S): S;
export function useStore<T, S>(store: ReadableStore<T>, select?: (value: T) => S): T | S {
  const read = () => (select ? select(store.get()) : store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}

/** The newest state of a conversation's card: `initial` as loaded with its list, or what has been heard since. */
export function useCard(conversationId: string, initial: ConversationSummary): ConversationSummary {
  const live = useStore(useSync().feed.view, ({ feed }) => feed?.cards.get(conversationId));
  return live && live.feedRevision > initial.feedRevision ? live : initial;
}

/** The same for a list, e.g. to sort it by what happened last. Draws again with every change of any card. */
export function useCards(initial: readonly ConversationSummary[]): ConversationSummary[] {
  const cards = useStore(useSync().feed.view, ({ feed }) => feed?.cards);
  return useMemo(
    () =>
      initial.map((card) => {
        const live = cards?.get(card.id);
        return live && live.feedRevision > card.feedRevision ? live : card;
      }),
    [initial, cards],
  );
}

/** Unread messages of the user, live. */
export function useUnreadTotals(): UnreadTotalsView {
  const unread = useStore(useSync().feed.view, ({ feed }) => feed?.unread);
  return useMemo(() => {
    const byTimeline = new Map<string, number>();
    let messages = 0;
    for (const conversation of unread?.values() ?? []) {
      messages += conversation.messages;
      byTimeline.set(conversation.timelineId, (byTimeline.get(conversation.timelineId) ?? 0) + conversation.messages);
    }
    return {
      messages,
      isKnown: unread !== undefined,
      byTimeline: (timelineId) => byTimeline.get(timelineId) ?? 0,
      byConversation: (conversationId) => unread?.get(conversationId)?.messages ?? 0,
    };
  }, [unread]);
}

/** Calls `listener` for every notification that comes in, but for messages that come in before the user's eyes. */
export function useNotificationArrivals(listener: (notification: Notification) => void): void {
  const { feed, conversations } = useSync();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(
    () =>
      feed.onArrival((notification) => {
        const { conversationId, type } = notification;
        if (type === 'NEW_MESSAGE' && conversationId !== null && conversations.isWatched(conversationId)) return;
        latest.current(notification);
      }),
    [feed, conversations],
  );
}
