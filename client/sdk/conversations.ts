/**
 * The chats of one session, by conversation. A closed one costs nothing: no request, no subscription. Opening loads the latest messages
 * and subscribes from their revision; closing keeps what was loaded, and opening again goes on from there: the server sends what changed,
 * or says that it is too much (`reset`), and then the snapshot is loaded anew.
 *
 * closed ──open──▶ loading ──▶ live ──close──▶ closed (kept)
 *                     ▲  failed    │ reset
 *                     └────────────┘
 * Loading goes on until it succeeds or is refused for good; an error of the server's own (`INTERNAL`) may pass like a lost connection.
 */
import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import {
  applyConversationEvent,
  type ConversationState,
  conversationState,
  hasOlderMessages,
  mergeMessage,
  prependMessages,
  unreadCount,
} from '../../shared/applyChange.ts';
import type { Activity, ConversationEvent } from '../../shared/events.ts';
import { limits } from '../../shared/limits.ts';
import type { AuthUser, Message } from '../../shared/views.ts';
import { createBackoff } from './backoff.ts';
import { type Failure, failureOf, isPassing } from './failures.ts';
import { keepStreaming } from './liveStream.ts';
import { createReadMarker } from './readMarker.ts';
import type { Session } from './session.ts';
import { createStore, type ReadableStore } from './store.ts';
import { createTypingNotice } from './typingNotice.ts';

export type ChatView = {
  isOpen: boolean;
  /** `null`: never loaded. */
  state: ConversationState | null;
  isLoading: boolean;
  isLoadingOlder: boolean;
  /** Loading or the stream was refused for good. */
  failure: Failure | null;
  /** Who of the other side is typing. */
  typingName: string | null;
  /** The other side's; `null`: not known. */
  presence: { isOnline: boolean; lastSeenAt: Date | null } | null;
};

export type Chat = {
  conversationId: string;
  view: ReadableStore<ChatView>;
  /** Counted: it closes with the last `close`. */
  open(): void;
  close(): void;
  /** Loads again: after a failure, or at once while it waits for its next try. */
  retry(): void;
  loadOlder(before?: string): Promise<void>;
  /** Reads up to a message, or all there is. */
  markRead(messageId?: string): Promise<void>;
  /** Whether the end of the messages is in sight; only then they are read by themselves. */
  setAtBottom(isAtBottom: boolean): void;
  startTyping(): void;
  stopTyping(): void;
};

type Api = Pick<TRPCClient<AppRouter>, 'conversation' | 'message'>;

type ChatDependencies = {
  api: Api;
  session: Pick<Session, 'generation' | 'renew' | 'state'>;
  /** A message of one's own was seen to be stored. */
  onStored: (message: Message) => void;
  /** Whether somebody looks at the page. */
  isPageVisible: ReadableStore<boolean>;
  isConnected: ReadableStore<boolean>;
};

export type Conversations = {
  /** The chat of a property; making it costs nothing. */
  chat(conversationId: string, propertyId: string): Chat;
  find(conversationId: string): Chat | undefined;
  /** Puts in the answer of a call. */
  merge(message: Message): void;
  /** Whether somebody sees new messages of it come in. */
  isWatched(conversationId: string): boolean;
  /** Closes and forgets all. */
  clear(): void;
};

export function createConversations(dependencies: ChatDependencies): Conversations {
  const chats = new Map<string, ReturnType<typeof createChat>>();
  return {
    chat(conversationId, propertyId) {
      const known = chats.get(conversationId);
      if (known) return known;
      const chat = createChat(conversationId, propertyId, dependencies);
      chats.set(conversationId, chat);
      return chat;
    },
    find: (conversationId) => chats.get(conversationId),
    merge: (message) => chats.get(message.conversationId)?.merge(message),
    isWatched: (conversationId) => chats.get(conversationId)?.isWatched() ?? false,
    clear() {
      for (const chat of chats.values()) chat.dispose();
      chats.clear();
    },
  };
}

const untouched: ChatView = {
  isOpen: false,
  state: null,
  isLoading: false,
  isLoadingOlder: false,
  failure: null,
  typingName: null,
  presence: null,
};

function createChat(conversationId: string, propertyId: string, dependencies: ChatDependencies) {
  const { api, session, onStored, isPageVisible, isConnected } = dependencies;
  const view = createStore<ChatView>(untouched);
  let openCount = 0;
  let run: AbortController | null = null;
  let stopStream = () => {};
  let stopActivity = () => {};
  let stopLooking = () => {};
  let isAtBottom = true;
  let typingEnds: ReturnType<typeof setTimeout> | undefined;

  const me = (): AuthUser | null => session.state.get().user;
  const set = (change: Partial<ChatView>) => view.set((current) => ({ ...current, ...change }));
  const change = (apply: (state: ConversationState) => ConversationState) =>
    view.set((current) => {
      if (current.state === null) return current;
      const state = apply(current.state);
      return state === current.state ? current : { ...current, state };
    });

  /** Nobody can write: a word that somebody is typing is out of date. */
  const isClosed = () => view.get().state?.status === 'CLOSED';

  const typing = createTypingNotice((isTyping) => {
    // Nobody misses it: the server lets go of what is not repeated.
    if (!isConnected.get()) return;
    void api.conversation.setTyping.mutate({ conversationId, isTyping }).catch(() => undefined);
  });

  const reading = createReadMarker({
    /** The last message of the other side's that is seen and not read. */
    nextUnread: () => {
      const user = me();
      const { state, isOpen } = view.get();
      if (!user || !state || !isOpen || !isAtBottom || !isPageVisible.get()) return null;
      if (unreadCount(state, user.type) === 0) return null;
      const last = state.messages.at(-1);
      return last ? { id: last.id, sequence: last.sequence } : null;
    },
    markRead: (messageId) => api.message.markRead.mutate({ conversationId, messageId }),
  });

  async function load(signal: AbortSignal): Promise<void> {
    const backoff = createBackoff({ firstMs: 1_000, maxMs: 20_000 });
    const stopWaking = isConnected.subscribe(() => {
      if (isConnected.get()) backoff.wake();
    });
    set({ isLoading: view.get().state === null, failure: null });
    try {
      while (!signal.aborted) {
        try {
          const detail = await api.conversation.forProperty.query({ propertyId }, { signal });
          if (signal.aborted) return;
          set({ state: conversationState(detail), isLoading: false });
          settleOutbox(detail.messages);
          listen(signal);
          reading.look();
          return;
        } catch (error) {
          const failure = failureOf(error);
          if (signal.aborted) return;
          if (!isPassing(failure) && failure.code !== 'INTERNAL') {
            set({ isLoading: false, failure });
            return;
          }
          await backoff.wait({ atLeastMs: failure.retryAfterMs ?? 0, signal });
        }
      }
    } finally {
      stopWaking();
    }
  }

  function settleOutbox(messages: readonly Message[]): void {
    const user = me();
    for (const message of messages) if (message.senderId === user?.id) onStored(message);
  }

  function listen(signal: AbortSignal): void {
    stopStream();
    stopStream = keepStreaming<ConversationEvent>({
      session,
      start: (handlers) =>
        api.message.onMessage.subscribe(
          { conversationId, lastEventId: view.get().state?.revision ?? 0 },
          { ...handlers, onData: ({ data }) => handlers.onData(data) },
        ),
      onData: (event) => take(event, signal),
      onRefused: (failure) => set({ failure }),
    });
    stopActivity();
    stopActivity = keepStreaming<Activity>({
      session,
      start: (handlers) => api.conversation.onActivity.subscribe({ conversationId }, handlers),
      onData: takeActivity,
      onRefused: () => {},
    });
  }

  function take(event: ConversationEvent, signal: AbortSignal): void {
    change((state) => applyConversationEvent(state, event));
    if (event.kind === 'message') {
      if (event.message.senderId === me()?.id) onStored(event.message);
      // Who has just sent is not typing any more.
      else if (event.message.deletedAt === null && event.message.editedAt === null) set({ typingName: null });
    }
    if (event.kind === 'status' && isClosed()) set({ typingName: null });
    if (!reloadIfNeeded(signal)) reading.look();
  }

  /** Loads the snapshot anew where changes alone cannot bring it up to date, whatever has brought that to light. */
  function reloadIfNeeded(signal: AbortSignal | undefined): boolean {
    if (!signal || signal.aborted || !view.get().state?.needsReload) return false;
    stopStream();
    void load(signal);
    return true;
  }

  function takeActivity(activity: Activity): void {
    const user = me();
    if (!user || activity.userId === user.id) return;
    if (activity.kind === 'presence') {
      set({ presence: { isOnline: activity.isOnline, lastSeenAt: activity.lastSeenAt } });
      if (!activity.isOnline) set({ typingName: null });
      return;
    }
    clearTimeout(typingEnds);
    set({ typingName: activity.isTyping && !isClosed() ? activity.userName : null });
    // The server says when it stops; this is for a word that got lost with the connection.
    if (activity.isTyping) typingEnds = setTimeout(() => set({ typingName: null }), limits.typingMs + 1_000);
  }

  function halt(): void {
    run?.abort();
    run = null;
    stopStream();
    stopActivity();
    stopLooking();
    stopStream = () => {};
    stopActivity = () => {};
    stopLooking = () => {};
    clearTimeout(typingEnds);
    typing.stop();
  }

  function begin(): void {
    run = new AbortController();
    stopLooking = isPageVisible.subscribe(reading.look);
    set({ isOpen: true, failure: null });
    if (view.get().state === null || view.get().state?.needsReload) void load(run.signal);
    else {
      listen(run.signal);
      reading.look();
    }
  }

  return {
    conversationId,
    view,
    open() {
      if (openCount++ > 0) return;
      isAtBottom = true;
      begin();
    },
    close() {
      if (openCount === 0 || --openCount > 0) return;
      halt();
      set({ isOpen: false, isLoading: false, isLoadingOlder: false, typingName: null, presence: null });
    },
    retry() {
      if (openCount === 0) return;
      halt();
      begin();
    },
    async loadOlder(before?: string) {
      const { state, isLoadingOlder } = view.get();
      const first = state?.messages.find(({ sequence }) => sequence === state.firstSequence);
      if (!state || !first || isLoadingOlder || !hasOlderMessages(state)) return;
      // What is before any other message here is loaded already.
      if (before !== undefined && before !== first.id) return;
      set({ isLoadingOlder: true });
      try {
        const page = await api.message.list.query({ conversationId, before: first.sequence, limit: limits.pageSize });
        // A snapshot may have replaced the window meanwhile.
        change((current) => (current.firstSequence === first.sequence ? prependMessages(current, page) : current));
        reloadIfNeeded(run?.signal);
      } finally {
        set({ isLoadingOlder: false });
      }
    },
    async markRead(messageId?: string) {
      if (messageId === undefined) await api.message.markAllRead.mutate({ conversationId });
      else await api.message.markRead.mutate({ conversationId, messageId });
    },
    setAtBottom(next: boolean) {
      isAtBottom = next;
      reading.look();
    },
    startTyping: typing.start,
    stopTyping: typing.stop,

    merge(message: Message) {
      change((state) => mergeMessage(state, message));
      reloadIfNeeded(run?.signal);
    },
    isWatched: () => view.get().isOpen && isAtBottom && isPageVisible.get(),
    dispose() {
      openCount = 0;
      halt();
      view.set(untouched);
    },
  };
}
