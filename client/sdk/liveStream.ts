/**
 * A subscription that goes on. tRPC's client resumes it over lost sockets by itself; this takes care of what ends it: an error of the
 * server (renew the token, wait, start again from the latest cursor) or its orderly end.
 */
import type { Unsubscribable } from '@trpc/server/observable';
import { createBackoff } from './backoff.ts';
import { type Failure, failureOf, isPassing, isSessionOver } from './failures.ts';
import type { Session } from './session.ts';

type Handlers<T> = {
  onData: (value: T) => void;
  onError: (error: unknown) => void;
  onComplete: () => void;
};

/** Starts it now and keeps it going until the returned function is called, or the server refuses it for good. */
export function keepStreaming<T>(options: {
  session: Pick<Session, 'generation' | 'renew'>;
  /** Subscribes, from the latest cursor where there is one. */
  start: (handlers: Handlers<T>) => Unsubscribable;
  onData: (value: T) => void;
  /** It is over: not found, not allowed. */
  onRefused: (failure: Failure) => void;
}): () => void {
  const { session, start, onData, onRefused } = options;
  const stopped = new AbortController();
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 30_000 });
  let current: Unsubscribable | undefined;

  const run = () => {
    const generation = session.generation();
    let isOver = false;
    const again = async (failure: Failure | null) => {
      if (isOver || stopped.signal.aborted) return;
      isOver = true;
      if (failure && isSessionOver(failure)) {
        if ((await session.renew(generation)) === 'over') return;
      } else if (failure && !isPassing(failure) && failure.code !== 'INTERNAL') {
        onRefused(failure);
        return;
      }
      await backoff.wait({ atLeastMs: failure?.retryAfterMs ?? 0, signal: stopped.signal });
      if (!stopped.signal.aborted) run();
    };
    current = start({
      onData: (value) => {
        if (stopped.signal.aborted) return;
        backoff.reset();
        onData(value);
      },
      onError: (error) => void again(failureOf(error)),
      onComplete: () => void again(null),
    });
  };

  run();
  return () => {
    stopped.abort();
    current?.unsubscribe();
  };
}
