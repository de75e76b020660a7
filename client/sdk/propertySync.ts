/**
 * One session of one tab with all that belongs to it: calls, socket, feed, chats and outbox. It lives outside of the components, so
 * that a chat that is closed or a page that is left loses nothing. Wired here and nowhere else; no React in this folder.
 */
import { createTRPCClient, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import { type Connection, createConnection } from './connection.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createFeed, type Feed } from './feed.ts';
import { createLinks } from './links.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createBrowserStorage } from './outboxStorage.ts';
import { createRefreshMarks, createSession, type Session, type SessionKind, sessionName } from './session.ts';
import { createStore, type ReadableStore } from './store.ts';

export type PropertySync = {
  api: TRPCClient<AppRouter>;
  session: Session;
  connection: Connection;
  feed: Feed;
  conversations: Conversations;
  outbox: Outbox;
  /** Live from now on, as far as somebody is signed in. Counted: ends with the last `release`. */
  retain(): void;
  release(): void;
};

/**
 * `origin`: where the server is, e.g. `https://sync.example.com`. Outside of a browser give it a `WebSocket` (Node 20 has none) and a
 * `fetch` that keeps cookies.
 */
export function createPropertySync(options: {
  kind: SessionKind;
  origin: string;
  WebSocket?: typeof WebSocket;
  fetch?: typeof fetch;
}): PropertySync {
  const { kind, origin } = options;
  // `api` is made of links that ask the session for tokens, and the session renews them through `api`.
  const session: Session = createSession({
    kind,
    refresh: () =>
      api.auth.refresh.mutate(
        kind.type === 'AGENT' ? { userType: 'AGENT' } : { userType: 'CLIENT', shareToken: kind.shareToken },
      ),
    logout: (accessToken) => api.auth.logout.mutate(undefined, { context: { accessToken } }),
    ...(typeof window !== 'undefined' && { refreshMarks: createRefreshMarks(window.localStorage) }),
  });
  const connection = createConnection({
    url: `${origin.replace(/^http/, 'ws')}/trpc`,
    session,
    ...(options.WebSocket && { WebSocket: options.WebSocket }),
  });
  const api = createTRPCClient<AppRouter>({
    links: createLinks({
      url: `${origin}/trpc`,
      session,
      socket: connection.socket,
      ...(options.fetch && { fetch: options.fetch }),
    }),
  });
  const feed = createFeed({ api, session });

  const isConnected = createStore(false);
  connection.status.subscribe(() => isConnected.set(connection.status.get() === 'connected'));
  const outbox = createOutbox({
    send: (input) => api.message.send.mutate(input),
    onSent: (message) => conversations.merge(message),
    isConnected,
    ...(typeof window !== 'undefined' && { storage: createBrowserStorage(sessionName(kind)) }),
  });
  const conversations: Conversations = createConversations({
    api,
    session,
    onStored: outbox.confirm,
    isPageVisible: pageVisibility(),
    isConnected,
  });

  let retainCount = 0;
  let userId: string | null = null;

  /** Brings everything in line with who is signed in and whether anybody looks. */
  function follow(): void {
    const { status, user, reason } = session.state.get();
    if (status === 'signedIn') {
      // The cookie may have become another agent's in another tab: nothing of the one before may remain, but for what they have not
      // sent, which waits for them out of sight.
      if (userId !== null && userId !== user.id) forget();
      userId = user.id;
      outbox.setSender(user.id);
    } else {
      outbox.setSender(null);
      // Who leaves takes everything along; after an ended session the same person may come back to what was unsent.
      if (status === 'signedOut') conversations.clear();
      if (reason === 'signedOut') {
        if (userId !== null) outbox.forget(userId);
        forget();
      }
    }
    const isLive = status === 'signedIn' && retainCount > 0;
    if (!isLive) feed.stop();
    connection.setWanted(isLive);
    if (isLive) feed.start();
  }

  function forget(): void {
    userId = null;
    feed.stop();
    conversations.clear();
  }

  session.state.subscribe(follow);
  return {
    api,
    session,
    connection,
    feed,
    conversations,
    outbox,
    retain() {
      if (++retainCount > 1) return;
      if (session.state.get().status === 'loading') void session.restore();
      follow();
    },
    release() {
      if (--retainCount === 0) follow();
    },
  };
}

function pageVisibility(): ReadableStore<boolean> {
  if (typeof document === 'undefined') return createStore(true);
  const isVisible = createStore(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', () => isVisible.set(document.visibilityState === 'visible'));
  return isVisible;
}
