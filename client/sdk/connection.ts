/**
 * The WebSocket of one tab. It opens with the first subscription and closes with the last, and comes back by itself: after a full-jitter
 * back-off, at once when the network returns or the page is looked at again, and with a new token when the old one was refused or is
 * about to expire. After a sleep it is not trusted: it has to answer within a second, or another one takes its place without a wait.
 *
 * tRPC's client opens the sockets and resumes the subscriptions. What it cannot do is cut a wait short, so the back-off sits where it
 * asks for the address.
 */
import { createWSClient, type TRPCWebSocketClient } from '@trpc/client';
import { closeCodes } from '../../shared/limits.ts';
import { createBackoff } from './backoff.ts';
import { type PromptWebSocket, promptWebSocket } from './promptWebSocket.ts';
import type { Session } from './session.ts';
import { createStore, type ReadableStore } from './store.ts';
import { onWake } from './wake.ts';

/** `connecting`: away, trying by itself; `offline`: the browser has no network, or no connection is wanted. */
export type ConnectionStatus = 'connecting' | 'connected' | 'offline';

export type Connection = {
  socket: TRPCWebSocketClient;
  /** As it is, to the moment. */
  status: ReadableStore<ConnectionStatus>;
  /** For people: a gap of less than a second, as when a token is renewed, is not shown. */
  steadyStatus: ReadableStore<ConnectionStatus>;
  /** Wanted or not. Not wanted, it closes, and subscriptions wait until it is wanted again. */
  setWanted(isWanted: boolean): void;
  /** Ends the wait for the next try. */
  wake(): void;
};

/** A gap shorter than this (ms) is not shown. */
const steadyAfterMs = 1_000;
/** A socket that stood this long (ms) had been accepted: the next wait is a short one. */
const provenAfterMs = 5_000;
/** The server has as many sockets of this user as it takes: no use to come back soon. */
const tooManySocketsMs = 15_000;
/** A socket lives as long as the token that opened it: no use to open one with a token that lasts less than this (ms). */
const tokenLeftMs = 30_000;

export function createConnection(options: {
  url: string;
  session: Pick<Session, 'token' | 'generation' | 'renew'>;
  WebSocket?: typeof WebSocket;
}): Connection {
  const { url, session } = options;
  const backoff = createBackoff({ firstMs: 400, maxMs: 10_000 });
  const wanted = createStore(false);
  const hasNetwork = createStore(browserHasNetwork());
  /** The next try is not waited for. */
  let isDue = true;
  let openedAt = 0;
  let atLeastMs = 0;
  /** Which token the open socket was let in with. */
  let generation = 0;
  let isTokenRefused = false;

  async function nextAddress(): Promise<string> {
    for (;;) {
      await until(wanted, (isWanted) => isWanted);
      if (!isDue) await backoff.wait({ atLeastMs });
      isDue = false;
      atLeastMs = 0;
      // Over: the session signs out, and nothing is wanted any more. Unreachable: waits and tries again.
      if (isTokenRefused && (await session.renew(generation)) === 'renewed') isTokenRefused = false;
      await session.token(tokenLeftMs);
      if (wanted.get() && !isTokenRefused) return url;
    }
  }

  const socket = createWSClient({
    url: nextAddress,
    WebSocket: options.WebSocket ?? promptWebSocket(),
    connectionParams: async () => {
      const token = await session.token();
      generation = session.generation();
      return token === null ? null : { token };
    },
    // The wait is in `nextAddress`.
    retryDelayMs: () => 0,
    lazy: { enabled: true, closeMs: 2_000 },
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 4_000 },
    onOpen: () => {
      openedAt = Date.now();
    },
    onClose: (cause) => {
      if (openedAt > 0 && Date.now() - openedAt >= provenAfterMs) backoff.reset();
      openedAt = 0;
      if (cause?.code === closeCodes.unauthenticated) isTokenRefused = true;
      if (cause?.code === closeCodes.tooManySockets) atLeastMs = tooManySocketsMs;
    },
  });

  const status = createStore<ConnectionStatus>('offline');
  const update = () => {
    const { state } = socket.connectionState.get();
    if (!wanted.get()) status.set('offline');
    else if (state === 'pending') status.set('connected');
    else status.set(hasNetwork.get() ? 'connecting' : 'offline');
  };
  socket.connectionState.subscribe({ next: update });
  wanted.subscribe(update);
  hasNetwork.subscribe(update);

  if (typeof window !== 'undefined') {
    window.addEventListener('online', () => hasNetwork.set(true));
    // The socket would notice only when a ping is not answered. If the browser is wrong, the next try succeeds.
    window.addEventListener('offline', () => {
      hasNetwork.set(false);
      socket.connection?.ws?.close();
    });
    onWake(() => {
      if (!wanted.get()) return;
      // At the same time, so that no other socket has to wait for it.
      void session.token(tokenLeftMs);
      backoff.reset();
      backoff.wake();
      // In a browser it is always one of these, unless the program brings its own.
      const current = socket.connection?.ws as Partial<PromptWebSocket> | null | undefined;
      current?.prove?.(() => {
        isDue = true;
      });
    });
  }

  return {
    socket,
    status,
    steadyStatus: steady(status, wanted),
    setWanted(isWanted) {
      if (isWanted === wanted.get()) return;
      wanted.set(isWanted);
      backoff.reset();
      backoff.wake();
      if (isWanted) return;
      isDue = true;
      isTokenRefused = false;
      if (socket.connectionState.get().state === 'pending') void socket.close();
    },
    wake: backoff.wake,
  };
}

const browserHasNetwork = () => typeof navigator === 'undefined' || navigator.onLine !== false;

/** Follows `status`, but shows a loss only once it has lasted a second. Starts out as connected: so does a page that loads. */
function steady(
  status: ReadableStore<ConnectionStatus>,
  wanted: ReadableStore<boolean>,
): ReadableStore<ConnectionStatus> {
  const shown = createStore<ConnectionStatus>('connected');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    const current = wanted.get() ? status.get() : 'connected';
    if (current === 'connected' || shown.get() !== 'connected') {
      clearTimeout(timer);
      timer = undefined;
      shown.set(current);
    } else {
      timer ??= setTimeout(() => {
        timer = undefined;
        shown.set(wanted.get() ? status.get() : 'connected');
      }, steadyAfterMs);
    }
  };
  wanted.subscribe(follow);
  status.subscribe(follow);
  return shown;
}

/** Resolves once `isRight` holds for the store's value. */
function until<T>(store: ReadableStore<T>, isRight: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isRight(store.get())) return resolve();
    const unsubscribe = store.subscribe(() => {
      if (!isRight(store.get())) return;
      unsubscribe();
      resolve();
    });
  });
}
