/**
 * The WebSocket of one tab. It opens with the first subscription and closes with the last, and comes back by itself: after a full-jitter
 * back-off, at once when the network returns or the page is looked at again, and with a new token when the old one was refused.
 *
 * tRPC's client opens the sockets and resumes the subscriptions. What it cannot do is cut a wait short, so the back-off sits where it
 * asks for the address.
 */
import { createWSClient, type TRPCWebSocketClient } from '@trpc/client';
import { closeCodes } from '../../shared/limits.ts';
import { createBackoff } from './backoff.ts';
import type { Session } from './session.ts';
import { createStore, type ReadableStore } from './store.ts';

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

export function createConnection(options: {
  url: string;
  session: Pick<Session, 'token' | 'generation' | 'renew'>;
  WebSocket?: typeof WebSocket;
}): Connection {
  const { url, session } = options;
  const backoff = createBackoff({ firstMs: 400, maxMs: 10_000 });
  const wanted = createStore(false);
  const hasNetwork = createStore(browserHasNetwork());
  let isFirstTry = true;
  let openedAt = 0;
  let atLeastMs = 0;
  /** Which token the open socket was let in with. */
  let generation = 0;
  let isTokenRefused = false;

  async function nextAddress(): Promise<string> {
    for (;;) {
      await until(wanted, (isWanted) => isWanted);
      if (!isFirstTry) await backoff.wait({ atLeastMs });
      isFirstTry = false;
      atLeastMs = 0;
      // Over: the session signs out, and nothing is wanted any more. Unreachable: waits and tries again.
      if (isTokenRefused && (await session.renew(generation)) === 'renewed') isTokenRefused = false;
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
    window.addEventListener('online', () => {
      hasNetwork.set(true);
      backoff.wake();
    });
    // The socket would notice only when a ping is not answered. If the browser is wrong, the next try succeeds.
    window.addEventListener('offline', () => {
      hasNetwork.set(false);
      socket.connection?.ws?.close();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') backoff.wake();
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
      isFirstTry = true;
      isTokenRefused = false;
      if (socket.connectionState.get().state === 'pending') void socket.close();
    },
    wake: backoff.wake,
  };
}

const browserHasNetwork = () => typeof navigator === 'undefined' || navigator.onLine !== false;

/** How long the other side has to answer a good-bye, in ms. */
const goodbyeMs = 500;

/**
 * A socket that is gone soon after it is closed here. On a dead line the browser waits up to a minute for the other side's good-bye
 * before it says so, and nobody would connect anew in that time.
 */
function promptWebSocket(): typeof WebSocket {
  return class extends WebSocket {
    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      setTimeout(() => {
        if (this.readyState !== this.CLOSED) this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
      }, goodbyeMs);
    }
  };
}

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
