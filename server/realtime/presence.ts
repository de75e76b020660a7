/**
 * Who is here: anyone with an open, authenticated socket at any process, and for 10 s after the last one has gone. It also keeps the
 * number of sockets of one user within bounds, since that is counted over the same processes.
 *
 * Each process knows its own sockets. What the others have comes from the shared `SocketLeases` (Redis), and is told over the bus; while
 * those are away, or where there is one process only, its own knowledge is all there is.
 */
import { randomUUID } from 'node:crypto';
import { limits } from '../../shared/limits.ts';
import type { Database } from '../database/client.ts';
import type { Logger } from '../logger.ts';
import type { Bus, Subscription } from './bus.ts';

/** Sockets of all processes. A lease that is not renewed ends by itself, when a process was killed. Every method rejects while it is away. */
export type SocketLeases = {
  /** Takes one of the user's `limit` places for `leaseMs`; `false` when others have them all. */
  take(userId: string, socketId: string, limit: number, leaseMs: number): Promise<boolean>;
  renew(sockets: readonly { userId: string; socketId: string }[], leaseMs: number): Promise<void>;
  /** Gives the place back. The user is here for another `graceMs`. */
  release(userId: string, socketId: string, graceMs: number): Promise<void>;
  /** For how many ms from now each of the users is here; 0: gone. */
  remainingMs(userIds: readonly string[]): Promise<number[]>;
};

export type PresenceChange = { isOnline: boolean; lastSeenAt: Date | null };

type Entry = { sockets: Set<string>; offlineTimer?: NodeJS.Timeout };
type Watch = { listeners: number; isOnline: boolean | null };

/** How often it is written down that those who are here are here, for the case that the process is killed. */
const keepSeenMs = 60_000;

export function createPresence({
  database,
  bus,
  log,
  leases,
  offlineAfterMs = limits.offlineAfterMs,
  socketsPerUser = limits.socketsPerUser,
}: {
  database: Database;
  bus: Bus;
  log: Pick<Logger, 'warn'>;
  /** Between several processes. */
  leases?: SocketLeases;
  offlineAfterMs?: number;
  socketsPerUser?: number;
}) {
  const entries = new Map<string, Entry>();
  /** Users that somebody at this process looks at, and what was told of them last. */
  const watched = new Map<string, Watch>();
  const renewMs = offlineAfterMs / 10;
  const leaseMs = offlineAfterMs + renewMs;
  /** A Redis that was started anew knows nobody until every process has told of its own: who is missing before then is not gone. */
  let trustedFrom = 0;
  const isTrusted = () => performance.now() >= trustedFrom;

  const keepSeen = (userIds: string[], lastSeenAt: Date) =>
    database.user
      .updateMany({ where: { id: { in: userIds } }, data: { lastSeenAt } })
      .catch((error: unknown) => log.warn({ error }, 'Could not keep when somebody was last seen'));

  /** What the other processes know; `fallback` where they cannot be asked. */
  async function ask<T>(question: (leases: SocketLeases) => Promise<T>, fallback: T): Promise<T> {
    return leases ? question(leases).catch(() => fallback) : fallback;
  }
  const isElsewhere = async (userId: string) => ((await ask((all) => all.remainingMs([userId]), [0]))[0] ?? 0) > 0;

  /** Whether the user is online now; if not, when they were last seen. */
  async function of(userId: string): Promise<PresenceChange> {
    if (entries.has(userId) || (await isElsewhere(userId))) return { isOnline: true, lastSeenAt: null };
    return lastSeen(userId);
  }

  async function lastSeen(userId: string): Promise<PresenceChange> {
    const user = await database.user.findUnique({ where: { id: userId }, select: { lastSeenAt: true } });
    return { isOnline: false, lastSeenAt: user?.lastSeenAt ?? null };
  }

  function leave(userId: string, entry: Entry, socketId: string): void {
    if (!entry.sockets.delete(socketId)) return;
    void ask((all) => all.release(userId, socketId, offlineAfterMs), undefined);
    if (entry.sockets.size > 0) return;
    const lastSeenAt = new Date();
    const kept = keepSeen([userId], lastSeenAt);
    entry.offlineTimer = setTimeout(() => void kept.then(() => goOffline(userId, entry, lastSeenAt)), offlineAfterMs);
    // A process that stops need not wait for it.
    entry.offlineTimer.unref();
  }

  async function goOffline(userId: string, entry: Entry, lastSeenAt: Date): Promise<void> {
    delete entry.offlineTimer;
    if (entry.sockets.size > 0 || entries.get(userId) !== entry) return;
    entries.delete(userId);
    // Whoever looks at this user finds it out a little later.
    if ((await isElsewhere(userId)) || !isTrusted()) return;
    if (!entries.has(userId)) bus.publish(`presence:${userId}`, { isOnline: false, lastSeenAt });
  }

  async function renew(): Promise<void> {
    const sockets = [...entries].flatMap(([userId, entry]) =>
      [...entry.sockets].map((socketId) => ({ userId, socketId })),
    );
    await ask((all) => all.renew(sockets, leaseMs), undefined);
  }

  /** Finds out who has gone without a good-bye, or whose coming was not heard of. */
  async function lookAgain(): Promise<void> {
    const userIds = [...watched.keys()].filter((userId) => !entries.has(userId));
    if (userIds.length === 0) return;
    const remaining = await ask<number[] | null>((all) => all.remainingMs(userIds), null);
    if (remaining === null) return;
    for (const [index, userId] of userIds.entries()) {
      const isOnline = (remaining[index] ?? 0) > 0 || entries.has(userId);
      const told = watched.get(userId)?.isOnline;
      if (told === undefined || told === null || told === isOnline || (!isOnline && !isTrusted())) continue;
      const change = isOnline ? { isOnline, lastSeenAt: null } : await lastSeen(userId).catch(() => null);
      if (change) bus.publish(`presence:${userId}`, change);
    }
  }

  const timers = [
    setInterval(() => {
      if (entries.size > 0) void keepSeen([...entries.keys()], new Date());
    }, keepSeenMs),
  ];
  if (leases) timers.push(setInterval(() => void renew().then(lookAgain), renewMs));
  for (const timer of timers) timer.unref();
  const stopWatching = bus.onRecovered(() => {
    trustedFrom = performance.now() + leaseMs;
    void renew();
  });

  return {
    /**
     * A socket of the user has authenticated. Call the returned function when it has gone. `null`: the user has as many as they may.
     */
    async join(userId: string): Promise<(() => void) | null> {
      const known = entries.get(userId);
      if (known && known.sockets.size >= socketsPerUser) return null;
      const entry: Entry = known ?? { sockets: new Set() };
      const socketId = randomUUID();
      // Taken here first: of several that come at once each finds the places of the others taken.
      entry.sockets.add(socketId);
      entries.set(userId, entry);
      const hasPlace = await ask((all) => all.take(userId, socketId, socketsPerUser, leaseMs), true);
      if (!hasPlace) {
        entry.sockets.delete(socketId);
        if (entry.sockets.size === 0 && !entry.offlineTimer) entries.delete(userId);
        return null;
      }
      clearTimeout(entry.offlineTimer);
      delete entry.offlineTimer;
      if (!known) bus.publish(`presence:${userId}`, { isOnline: true, lastSeenAt: null });
      return () => leave(userId, entry, socketId);
    },

    of,

    /** Calls `listener` with how it is now, before `ready` resolves, and then once for each change. `ready` rejects if that cannot be known. */
    watch(userId: string, listener: (change: PresenceChange) => void): Subscription {
      const watch = watched.get(userId) ?? { listeners: 0, isOnline: null };
      watched.set(userId, watch);
      watch.listeners += 1;
      let isOnline: boolean | null = null;
      const tell = (change: PresenceChange) => {
        if (isOnline === change.isOnline) return;
        isOnline = change.isOnline;
        watch.isOnline = change.isOnline;
        listener(change);
      };
      const subscription = bus.subscribe(`presence:${userId}`, tell);
      return {
        ready: subscription.ready
          .then(() => of(userId))
          .then((now) => {
            if (isOnline === null) tell(now);
          }),
        unsubscribe() {
          subscription.unsubscribe();
          watch.listeners -= 1;
          if (watch.listeners === 0 && watched.get(userId) === watch) watched.delete(userId);
        },
      };
    },

    /** Everybody is seen for the last time when the process stops. */
    async close(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      stopWatching();
      const userIds = [...entries.keys()];
      for (const entry of entries.values()) clearTimeout(entry.offlineTimer);
      entries.clear();
      await keepSeen(userIds, new Date());
    },
  };
}
export type Presence = ReturnType<typeof createPresence>;
