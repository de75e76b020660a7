/** The way of every call: queries and mutations over HTTP in batches, subscriptions over the WebSocket, `auth.*` each on its own. */
import {
  httpBatchLink,
  httpLink,
  type Operation,
  splitLink,
  TRPCClientError,
  type TRPCLink,
  type TRPCWebSocketClient,
  wsLink,
} from '@trpc/client';
import { observable } from '@trpc/server/observable';
import superjson from 'superjson';
import type { AppRouter } from '../../server/api/router.ts';
import { limits } from '../../shared/limits.ts';
import { failureOf, isSessionOver } from './failures.ts';
import type { Session } from './session.ts';

/** A call without an answer for this long (ms) has failed; an import may take longer. */
const callTimeoutMs = 30_000;
const importTimeoutMs = 180_000;
/** Queries of a batch share one address; longer ones are split. */
const maxUrlLength = 4_000;

/** These say who calls by what they carry themselves; a bearer token of an older session must not get in their way. */
const isWithoutToken = (path: string) =>
  path === 'auth.login' || path === 'auth.registerAgent' || path === 'auth.openTimeline' || path === 'auth.refresh';

type Fetch = (input: RequestInfo | URL | string, init?: object) => Promise<Response>;

const within =
  (fetch: typeof globalThis.fetch, timeoutMs: number, extra: RequestInit = {}): Fetch =>
  (input, given = {}) => {
    // tRPC types it as its own subset of `RequestInit`.
    const init = given as RequestInit;
    const timeout = AbortSignal.timeout(timeoutMs);
    return fetch(input, { ...init, ...extra, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
  };

async function bearer(session: Pick<Session, 'token'>, op?: Operation): Promise<Record<string, string>> {
  if (op && isWithoutToken(op.path)) return {};
  // Signing out says good-bye with a token that the session has let go of already.
  const own = op?.context.accessToken;
  const token = typeof own === 'string' ? own : await session.token();
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

export function createLinks(options: {
  url: string;
  session: Pick<Session, 'token' | 'generation' | 'renew'>;
  socket: TRPCWebSocketClient;
  fetch?: typeof globalThis.fetch;
}): TRPCLink<AppRouter>[] {
  const { url, session, socket, fetch = globalThis.fetch.bind(globalThis) } = options;
  const alone = (timeoutMs: number): TRPCLink<AppRouter> =>
    httpLink({
      url,
      transformer: superjson,
      headers: ({ op }) => bearer(session, op),
      // The cookies go along; and these calls outlive the page, so that a renewed cookie is not lost in a reload.
      fetch: (input, init) => {
        const keepalive = /auth\.(refresh|logout)/.test(String(input));
        return within(fetch, timeoutMs, { credentials: 'same-origin', keepalive })(input, init);
      },
    });
  const batched: TRPCLink<AppRouter> = httpBatchLink({
    url,
    transformer: superjson,
    maxItems: limits.batchCalls,
    maxURLLength: maxUrlLength,
    headers: () => bearer(session),
    fetch: within(fetch, callTimeoutMs),
  });
  const isAuth = (op: Operation) => op.path.startsWith('auth.');
  return [
    renewingLink(session),
    splitLink({
      condition: (op) => op.type === 'subscription',
      true: wsLink({ client: socket, transformer: superjson }),
      false: splitLink({
        condition: isAuth,
        true: alone(callTimeoutMs),
        // An import is slow; in a batch it would hold up the answers of all others.
        false: splitLink({
          condition: (op) => op.path === 'property.import',
          true: alone(importTimeoutMs),
          false: batched,
        }),
      }),
    }),
  ];
}

/** A call refused for its token is made once more with a new one, without anybody noticing. */
export function renewingLink(session: Pick<Session, 'generation' | 'renew'>): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let isDisposed = false;
        let current: { unsubscribe(): void } | undefined;

        const attempt = (isLast: boolean) => {
          const generation = session.generation();
          current = next(op).subscribe({
            next: (value) => observer.next(value),
            complete: () => observer.complete(),
            error: (error) => {
              if (isLast || isWithoutToken(op.path) || !isSessionOver(failureOf(error))) {
                observer.error(error);
                return;
              }
              void session.renew(generation).then((outcome) => {
                if (isDisposed) return;
                if (outcome === 'renewed') attempt(true);
                // Not a refusal then, but a failure to reach the server: the caller may try again later.
                else if (outcome === 'unreachable')
                  observer.error(TRPCClientError.from(new Error('Server not reached')));
                else observer.error(error);
              });
            },
          });
        };

        // A subscription that is resumed elsewhere (`keepStreaming`) renews in the same way; there is nothing to repeat here.
        attempt(op.type === 'subscription');
        return () => {
          isDisposed = true;
          current?.unsubscribe();
        };
      });
}
