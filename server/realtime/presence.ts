/** Who is online: anyone with an open, authenticated socket, and for 10 s after the last one has gone. */
import { limits } from '../../shared/limits.ts';
import type { Database } from '../database/client.ts';
import type { Logger } from '../logger.ts';
import type { Bus } from './bus.ts';

type Entry = { sockets: number; offlineTimer?: NodeJS.Timeout };

export function createPresence({
  database,
  bus,
  log,
  offlineAfterMs = limits.offlineAfterMs,
}: {
  database: Database;
  bus: Bus;
  log: Pick<Logger, 'warn'>;
  offlineAfterMs?: number;
}) {
  const entries = new Map<string, Entry>();

  async function leave(userId: string, lastSeenAt: Date): Promise<void> {
    await database.user
      .update({ where: { id: userId }, data: { lastSeenAt }, select: { id: true } })
      .catch((error: unknown) => log.warn({ error }, 'Could not keep when a user was last seen'));
    if (!entries.has(userId)) bus.publish(`presence:${userId}`, { isOnline: false, lastSeenAt });
  }

  return {
    /** A socket of the user has authenticated. Call the returned function, once, when it has gone. */
    join(userId: string): () => void {
      const known = entries.get(userId);
      const entry = known ?? { sockets: 0 };
      clearTimeout(entry.offlineTimer);
      delete entry.offlineTimer;
      entry.sockets += 1;
      entries.set(userId, entry);
      if (!known) bus.publish(`presence:${userId}`, { isOnline: true, lastSeenAt: null });
      return () => {
        entry.sockets -= 1;
        if (entry.sockets > 0) return;
        const lastSeenAt = new Date();
        entry.offlineTimer = setTimeout(() => {
          entries.delete(userId);
          void leave(userId, lastSeenAt);
        }, offlineAfterMs);
        // A process that stops need not wait for it.
        entry.offlineTimer.unref();
      };
    },

    /** Whether the user is online now; if not, when their last socket went. */
    async of(userId: string): Promise<{ isOnline: boolean; lastSeenAt: Date | null }> {
      if (entries.has(userId)) return { isOnline: true, lastSeenAt: null };
      const user = await database.user.findUnique({ where: { id: userId }, select: { lastSeenAt: true } });
      return { isOnline: false, lastSeenAt: user?.lastSeenAt ?? null };
    },

    /** Everybody is seen for the last time when the process stops. */
    async close(): Promise<void> {
      const userIds = [...entries.keys()];
      for (const entry of entries.values()) clearTimeout(entry.offlineTimer);
      entries.clear();
      await database.user.updateMany({ where: { id: { in: userIds } }, data: { lastSeenAt: new Date() } });
    },
  };
}
export type Presence = ReturnType<typeof createPresence>;
