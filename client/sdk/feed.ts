/**
 * What concerns one user anywhere, live: notifications, the changed cards and the sums of unread messages, over one subscription.
 * First page, then the changes after its revision; told to load again, it does both anew.
 */
import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import {
  appendNotifications,
  applyNotificationEvent,
  type FeedState,
  feedState,
  mergeNotification,
  takeUnreadCount,
  takeUnreadTotals,
} from '../../shared/applyFeedChange.ts';
import type { NotificationEvent } from '../../shared/events.ts';
import type { ConversationSummary, Notification } from '../../shared/views.ts';
import { createBackoff } from './backoff.ts';
import { failureOf, isPassing } from './failures.ts';
import { keepStreaming } from './liveStream.ts';
import type { Session } from './session.ts';
import { createStore, type ReadableStore } from './store.ts';

export type FeedView = {
  /** `null`: nothing loaded yet. */
  feed: FeedState | null;
  isLoading: boolean;
};

export type Feed = {
  view: ReadableStore<FeedView>;
  start(): void;
  stop(): void;
  /** The first page again. */
  reload(): Promise<void>;
  loadMore(): Promise<void>;
  markRead(notificationId: string): Promise<void>;
  markAllRead(timelineId?: string): Promise<void>;
  /** Hears of every unread notification that comes in or collects another message. */
  onArrival(listener: (notification: Notification) => void): () => void;
  /** Hears of every changed card. */
  onCard(listener: (card: ConversationSummary) => void): () => void;
  /** Hears when changes were missed, so that lists have to be loaded again. */
  onReset(listener: () => void): () => void;
};

const nothing: FeedView = { feed: null, isLoading: false };
/** A count in doubt is asked for after this long (ms), once for all that happens meanwhile. */
const recountAfterMs = 400;

export function createFeed(options: {
  api: Pick<TRPCClient<AppRouter>, 'notification'>;
  session: Pick<Session, 'generation' | 'renew'>;
}): Feed {
  const { api, session } = options;
  const view = createStore<FeedView>(nothing);
  const arrivals = createEmitter<Notification>();
  const cards = createEmitter<ConversationSummary>();
  const resets = createEmitter<void>();
  let run: AbortController | null = null;
  let stopStream = () => {};
  let recount: ReturnType<typeof setTimeout> | undefined;

  const change = (apply: (feed: FeedState) => FeedState) =>
    view.set((current) => {
      if (current.feed === null) return current;
      const feed = apply(current.feed);
      return feed === current.feed ? current : { ...current, feed };
    });

  /** Loads the first page and goes on from it; tries until it succeeds or the feed is stopped. */
  async function load(signal: AbortSignal): Promise<void> {
    const backoff = createBackoff({ firstMs: 1_000, maxMs: 20_000 });
    view.set((current) => ({ ...current, isLoading: true }));
    while (!signal.aborted) {
      try {
        const page = await api.notification.list.query({}, { signal });
        if (signal.aborted) return;
        view.set((current) => ({ feed: feedState(page, current.feed ?? undefined), isLoading: false }));
        listen(signal);
        const totals = await api.notification.unread.query(undefined, { signal });
        if (!signal.aborted) change((feed) => takeUnreadTotals(feed, totals, page.revision));
        return;
      } catch (error) {
        const failure = failureOf(error);
        if (signal.aborted) return;
        if (!isPassing(failure) && failure.code !== 'INTERNAL') break;
        await backoff.wait({ atLeastMs: failure.retryAfterMs ?? 0, signal });
      }
    }
    view.set((current) => ({ ...current, isLoading: false }));
  }

  function listen(signal: AbortSignal): void {
    stopStream();
    stopStream = keepStreaming<NotificationEvent>({
      session,
      start: (handlers) =>
        api.notification.onNotification.subscribe(
          { lastEventId: view.get().feed?.revision ?? 0 },
          { ...handlers, onData: ({ data }) => handlers.onData(data) },
        ),
      onData: (event) => take(event, signal),
      onRefused: () => {},
    });
  }

  function take(event: NotificationEvent, signal: AbortSignal): void {
    const before = view.get().feed;
    if (before === null) return;
    change((feed) => applyNotificationEvent(feed, event));
    const after = view.get().feed;
    if (after === null || after === before) return;
    if (after.needsReload) {
      stopStream();
      // Only then, so that what happens while it loads is either in the lists or comes after them.
      void load(signal).then(() => {
        if (!signal.aborted) resets.emit();
      });
      return;
    }
    if (event.kind === 'conversation') cards.emit(event.conversation);
    if (event.kind === 'notification' && !event.notification.isRead) {
      const known = before.notifications.find(({ id }) => id === event.notification.id);
      // A deletion lowers the count: nothing has come in.
      if (!known || event.notification.count > known.count) arrivals.emit(event.notification);
    }
    if (after.isCountInDoubt) askForCount(signal);
  }

  function askForCount(signal: AbortSignal): void {
    recount ??= setTimeout(async () => {
      // Unanswered, it stays in doubt, and the next change asks again.
      const page = await api.notification.list.query({ limit: 1 }, { signal }).catch(() => null);
      recount = undefined;
      if (signal.aborted || page === null) return;
      change((feed) => takeUnreadCount(feed, page));
      if (view.get().feed?.isCountInDoubt) askForCount(signal);
    }, recountAfterMs);
  }

  return {
    view,
    start() {
      if (run) return;
      run = new AbortController();
      void load(run.signal);
    },
    stop() {
      run?.abort();
      run = null;
      stopStream();
      stopStream = () => {};
      clearTimeout(recount);
      recount = undefined;
      view.set(nothing);
    },
    async reload() {
      if (run) await load(run.signal);
    },
    async loadMore() {
      const { feed, isLoading } = view.get();
      if (isLoading || !feed || feed.nextCursor === null) return;
      const mine = run;
      view.set((current) => ({ ...current, isLoading: true }));
      try {
        const page = await api.notification.list.query({ cursor: feed.nextCursor });
        // Somebody else may have signed in meanwhile.
        if (run === mine) change((current) => appendNotifications(current, page));
      } finally {
        if (run === mine) view.set((current) => ({ ...current, isLoading: false }));
      }
    },
    async markRead(notificationId) {
      const mine = run;
      const notification = await api.notification.markRead.mutate({ notificationId });
      if (run === mine) change((feed) => mergeNotification(feed, notification));
    },
    async markAllRead(timelineId) {
      // The stream brings every one that changed.
      await api.notification.markAllRead.mutate(timelineId === undefined ? {} : { timelineId });
    },
    onArrival: arrivals.on,
    onCard: cards.on,
    onReset: resets.on,
  };
}

function createEmitter<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    emit(value: T) {
      for (const listener of [...listeners]) listener(value);
    },
    on(listener: (value: T) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
