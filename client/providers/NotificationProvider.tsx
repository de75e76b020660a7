import { type ReactNode, useEffect, useMemo } from 'react';
import type { ConversationSummary, TimelineDetail } from '../../shared/views.ts';
import { NotificationContext, type NotificationContextType } from './contexts.ts';
import { showError } from './errorToast.ts';
import { useStore, useSync } from './liveHooks.ts';
import { trpc } from './trpc.ts';

/** A busy feed makes lists load again once in this time (ms), not with every event. */
const reloadAfterMs = 1_000;

const none: NotificationContextType['notifications'] = [];

/** The user's notifications, live, and with them the upkeep of the lists that pages have loaded. */
export function NotificationProvider({ children }: { children: ReactNode }) {
  const { feed } = useSync();
  const state = useStore(feed.view, (view) => view.feed);
  const isLoading = useStore(feed.view, (view) => view.isLoading);
  useListUpkeep();

  const actions = useMemo(() => {
    const telling = (work: Promise<void>) => work.catch((error: unknown) => showError(error));
    return {
      loadNotifications: ({ more = false }: { more?: boolean } = {}) => telling(more ? feed.loadMore() : feed.reload()),
      markAsRead: (notificationId: string) => telling(feed.markRead(notificationId)),
      markAllAsRead: (timelineId?: string) => telling(feed.markAllRead(timelineId)),
    };
  }, [feed]);

  const notifications = state?.notifications ?? none;
  const unreadCount = state?.unreadCount ?? 0;
  const hasMore = state !== null && state.nextCursor !== null;
  const value = useMemo<NotificationContextType>(
    () => ({ notifications, unreadCount, isLoading, hasMore, ...actions }),
    [notifications, unreadCount, isLoading, hasMore, actions],
  );
  return <NotificationContext.Provider value={value}>{children}</NotificationContext.Provider>;
}

/** Keeps what pages have loaded of timelines in line with the feed: cards are put in, the rest is loaded again. */
function useListUpkeep(): void {
  const { feed } = useSync();
  const utils = trpc.useUtils();

  useEffect(() => {
    /** Timelines whose lists are out of date. */
    const stale = new Set<string>();
    /** Those whose homes themselves have changed: an import brings a thousand cards at once, and they load again once. */
    const staleDetails = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reloadSoon = (timelineId: string) => {
      stale.add(timelineId);
      timer ??= setTimeout(() => {
        timer = undefined;
        void utils.timeline.list.invalidate();
        for (const id of stale) void utils.conversation.list.invalidate({ timelineId: id });
        for (const id of staleDetails) void utils.timeline.get.invalidate({ timelineId: id });
        stale.clear();
        staleDetails.clear();
      }, reloadAfterMs);
    };
    const stops = [
      feed.onCard((card) => {
        const { timelineId } = card;
        const detail = utils.timeline.get.getData({ timelineId });
        if (detail?.properties.some(({ id }) => id === card.propertyId)) {
          utils.timeline.get.setData({ timelineId }, (current) => current && withCard(current, card));
        } else if (detail) {
          staleDetails.add(timelineId);
        }
        // Order and sums of the lists.
        reloadSoon(timelineId);
      }),
      feed.onArrival(({ type, timelineId }) => {
        if (type === 'NEW_MESSAGE') return;
        staleDetails.add(timelineId);
        reloadSoon(timelineId);
      }),
      feed.onReset(() => {
        void utils.timeline.invalidate();
        void utils.conversation.invalidate();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [feed, utils]);
}

function withCard(timeline: TimelineDetail, card: ConversationSummary): TimelineDetail {
  return {
    ...timeline,
    properties: timeline.properties.map((property) =>
      property.id === card.propertyId && property.conversation.feedRevision < card.feedRevision
        ? { ...property, conversation: card }
        : property,
    ),
  };
}
