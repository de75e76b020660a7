/**
 * The one way durable events reach a subscriber: listen, catch up from the database, go on live. First connect, reconnect and another
 * process are the same code.
 *
 * A subscriber stands at a revision, its position. Of what the bus tells: revision position + 1 goes straight on; a lower one is a
 * repeat and is dropped; a higher one means a hole, and the hole is read from the database, never skipped (two processes publish in
 * any order). So the bus may lose, double and reorder. What it loses last, with nothing after it to show the hole, the sweep finds:
 * every 10 s the heads of everything listened to are compared in one query; every second while the bus does not reach the other
 * processes, and at once when it does again.
 */
import type { ConversationChange, ConversationEvent, FeedChange, NotificationEvent } from '../../shared/events.ts';
import { limits } from '../../shared/limits.ts';
import type { UserType } from '../../shared/views.ts';
import { type CatchUp, conversationChangesAfter, feedChangesAfter, heads } from '../database/changes.ts';
import type { Database } from '../database/client.ts';
import type { Logger } from '../logger.ts';
import type { Bus, Subscription } from './bus.ts';
import { Mailbox } from './mailbox.ts';

/** Changes a subscriber may have waiting here; beyond that only how far the aggregate has come is kept, and the rest read again. */
const mailboxCapacity = 256;
/** Between two sweeps while the bus does not reach the other processes. */
const awaySweepMs = 1_000;
/** Between two tries to catch up while the database does not answer. */
const retryMs = 500;

/** Resolves when the reader has room for more. What is caught up waits for it, so that much of it overruns nobody. */
type Pace = () => Promise<void>;

/** A change as the bus carries it; without `change` only a hint. */
type Heard<Change> = { revision: number; change?: Change };
type Marker = { kind: 'ready' | 'reset'; revision: number };

type Topic<Change> = {
  aggregate: 'conversation' | 'user';
  id: string;
  listen(hear: (heard: Heard<Change>) => void): Subscription;
  /** The first read, which also says whether one may listen. */
  begin(after: number | undefined, reach: number): Promise<CatchUp<Change>>;
  catchUp(after: number | undefined, reach: number): Promise<CatchUp<Change>>;
};

type Following<Event, Told> = {
  /** The revision after which it begins; absent: from now on. */
  after?: number | undefined;
  /** Ends it. */
  signal?: AbortSignal | undefined;
  pace?: Pace | undefined;
  /** What becomes of an event before it is told. */
  wrap: (event: Event) => Told;
};

export type Feed = {
  /** The durable events of a conversation; throws `CONVERSATION_NOT_FOUND` where it is not the `participant`'s, if one is given. */
  conversation<Told>(
    id: string,
    following: Following<ConversationEvent, Told> & { participant?: { type: UserType; userId: string } },
  ): AsyncGenerator<Told, void>;
  /** The durable events of a user's feed. */
  user<Told>(
    user: { id: string; type: UserType },
    following: Following<NotificationEvent, Told>,
  ): AsyncGenerator<Told, void>;
  /**
   * Says nothing more to anybody, without ending their streams: everybody has been asked to go on elsewhere. Whoever is told things here
   * while they ask there for what comes after the last of them would be told twice.
   */
  freeze(): void;
  /** Compares all heads now. */
  sweep(): Promise<void>;
  close(): void;
};

export function createFeed({
  database,
  bus,
  log,
  sweepMs = 10_000,
}: {
  database: Database;
  bus: Bus;
  log: Pick<Logger, 'warn'>;
  sweepMs?: number;
}): Feed {
  /** Who listens to what, for the sweep. */
  const listeners = {
    conversation: new Map<string, Set<(revision: number) => void>>(),
    user: new Map<string, Set<(revision: number) => void>>(),
  };

  async function sweep(): Promise<void> {
    const conversationIds = [...listeners.conversation.keys()];
    const userIds = [...listeners.user.keys()];
    if (conversationIds.length + userIds.length === 0) return;
    for (const { aggregate, id, revision } of await heads(database, conversationIds, userIds)) {
      for (const hear of listeners[aggregate].get(id) ?? []) hear(revision);
    }
  }

  let isFrozen = false;
  let isSweeping = false;
  let sweptAt = performance.now();
  function sweepNow(): void {
    if (isSweeping) return;
    isSweeping = true;
    sweptAt = performance.now();
    sweep()
      .catch((error) => log.warn({ error }, 'The sweep could not read the heads; it tries again'))
      .finally(() => {
        isSweeping = false;
      });
  }
  const timer = setInterval(
    () => {
      if (!bus.isConnected() || performance.now() - sweptAt >= sweepMs) sweepNow();
    },
    Math.min(sweepMs, awaySweepMs),
  );
  timer.unref();
  const stopWatching = bus.onRecovered(sweepNow);

  async function* follow<Change extends { revision: number }, Told>(
    topic: Topic<Change>,
    { after, signal, pace, wrap }: Following<Change | Marker, Told>,
  ): AsyncGenerator<Told, void> {
    /** The highest revision heard of whose change is not at hand. */
    let hint = 0;
    const overflow = ({ revision }: Heard<Change>) => {
      hint = Math.max(hint, revision);
    };
    const mailbox = new Mailbox(mailboxCapacity, overflow, signal);
    const sweepListeners = listeners[topic.aggregate];
    const heads = sweepListeners.get(topic.id) ?? new Set();
    const hearHead = (revision: number) => {
      if (revision > position) mailbox.put({ revision });
    };
    let position = after ?? Number.POSITIVE_INFINITY;
    sweepListeners.set(topic.id, heads.add(hearHead));
    const subscription = topic.listen((heard) => mailbox.put(heard));
    try {
      await subscription.ready;
      // Everything committed before this read is in it; everything after comes over the bus, which is being listened to already.
      let caughtUp = await topic.begin(after, limits.maxCatchUp);
      yield wrap({ kind: 'ready', revision: after ?? caughtUp.head });

      while (!signal?.aborted) {
        if (caughtUp.changes === null) yield wrap({ kind: 'reset', revision: caughtUp.head });
        for (const change of caughtUp.changes ?? []) {
          if (isFrozen) return await aborted(signal);
          yield wrap(change);
          await pace?.();
        }
        position = caughtUp.upTo;
        hint = Math.max(hint, caughtUp.head);

        while (hint <= position && !signal?.aborted) {
          if (mailbox.isEmpty) await mailbox.wait();
          for (const { revision, change } of mailbox.take().sort((a, b) => a.revision - b.revision)) {
            if (change && revision === position + 1) {
              if (isFrozen) return await aborted(signal);
              position = revision;
              yield wrap(change);
            } else hint = Math.max(hint, revision);
          }
        }
        if (signal?.aborted) return;
        const heard = hint;
        // Who is with us is told everything, however much happens at once (an import changes thousands of cards).
        caughtUp = await persist(() => topic.catchUp(position, Number.POSITIVE_INFINITY), signal);
        // The database has the last word: what it does not know of, however often it was heard, is not asked for again.
        if (hint === heard) hint = 0;
      }
    } finally {
      subscription.unsubscribe();
      heads.delete(hearHead);
      if (heads.size === 0 && sweepListeners.get(topic.id) === heads) sweepListeners.delete(topic.id);
    }
  }

  /** Tries until the database answers: a subscriber waits through an outage instead of losing its stream. */
  async function persist<T>(read: () => Promise<CatchUp<T>>, signal: AbortSignal | undefined): Promise<CatchUp<T>> {
    for (;;) {
      try {
        return await read();
      } catch (error) {
        if (signal?.aborted) return { head: 0, upTo: 0, changes: [] };
        log.warn({ error }, 'Catching up failed; it tries again');
        await pause(retryMs, signal);
      }
    }
  }

  return {
    conversation: (id, following) =>
      follow<ConversationChange, ReturnType<typeof following.wrap>>(
        {
          aggregate: 'conversation',
          id,
          listen: (hear) => bus.subscribe(`conversation:${id}`, hear),
          begin: (position, reach) => conversationChangesAfter(database, id, position, reach, following.participant),
          catchUp: (position, reach) => conversationChangesAfter(database, id, position, reach),
        },
        following,
      ),
    user: (user, following) =>
      follow<FeedChange, ReturnType<typeof following.wrap>>(
        {
          aggregate: 'user',
          id: user.id,
          listen: (hear) => bus.subscribe(`user:${user.id}`, hear),
          begin: (position, reach) => feedChangesAfter(database, user, position, reach),
          catchUp: (position, reach) => feedChangesAfter(database, user, position, reach),
        },
        following,
      ),
    freeze() {
      isFrozen = true;
    },
    sweep,
    close() {
      clearInterval(timer);
      stopWatching();
    },
  };
}

/** Resolves after `ms`, or when `signal` aborts. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
