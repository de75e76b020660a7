import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { listNotificationsInput } from '../../shared/inputs.ts';
import type { Notification, NotificationPage, UnreadTotals } from '../../shared/views.ts';
import { feedHead } from '../database/changes.ts';
import type { Database } from '../database/client.ts';
import { countUnreadNotifications, listNotifications, whatIsUnread } from '../database/inbox.ts';
import { findNotification, readNotifications } from '../database/notificationReader.ts';
import { atOneMoment } from '../database/transaction.ts';
import type { Bus } from '../realtime/bus.ts';
import { requireTimeline } from './access.ts';
import type { Actor } from './actor.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { publishChanges } from './publish.ts';

/** What a user is told: property, timeline and (for agents) global level are one feed, filtered. */
export function createNotificationService({ database, bus }: { database: Database; bus: Bus }) {
  return {
    /**
     * Newest first, with the feed's revision to subscribe from: items, count and revision are of one moment.
     * @throws AppError `TIMELINE_NOT_FOUND` for a filter that is not the actor's
     */
    async list(
      actor: Actor,
      { cursor, limit, ...filter }: z.output<typeof listNotificationsInput>,
    ): Promise<NotificationPage> {
      const after = decodeCursor(cursor);
      return atOneMoment(database, async (tx) => {
        if (filter.timelineId) await requireTimeline(tx, actor, filter.timelineId);
        const at = after && { at: after.at ?? new Date(), id: after.id };
        const found = await listNotifications(tx, actor.userId, filter, at, limit + 1);
        const items = found.slice(0, limit);
        const last = items.at(-1);
        return {
          items,
          nextCursor: found.length > limit && last ? encodeCursor({ at: last.updatedAt, id: last.id }) : null,
          unreadCount: await countUnreadNotifications(tx, actor.userId),
          revision: await feedHead(tx, actor.userId),
        };
      });
    },

    /** Sums of what is unread at one moment: all, by timeline and by property. From the conversations' counters, so equal to every badge. */
    async unread(actor: Actor): Promise<UnreadTotals> {
      const { notifications, conversations } = await whatIsUnread(database, actor);
      const timelines = new Map<string, UnreadTotals['timelines'][number]>();
      for (const { id, propertyId, timelineId, messages } of conversations) {
        const timeline = timelines.get(timelineId) ?? { timelineId, messages: 0, properties: [] };
        timeline.messages += messages;
        timeline.properties.push({ propertyId, conversationId: id, messages });
        timelines.set(timelineId, timeline);
      }
      return {
        notifications,
        messages: conversations.reduce((sum, { messages }) => sum + messages, 0),
        timelines: [...timelines.values()],
      };
    },

    /** Reads one notification (not the messages it tells of). @throws AppError `NOTIFICATION_NOT_FOUND` */
    async markRead(actor: Actor, notificationId: string): Promise<Notification> {
      publishChanges(bus, await readNotifications(database, actor.userId, { id: notificationId }));
      const notification = await findNotification(database, actor.userId, notificationId);
      if (!notification) throw new AppError('NOTIFICATION_NOT_FOUND');
      return notification;
    },

    /** Reads all notifications, or all of one timeline. @throws AppError `TIMELINE_NOT_FOUND` */
    async markAllRead(actor: Actor, timelineId: string | undefined): Promise<{ unreadCount: number }> {
      if (timelineId) await requireTimeline(database, actor, timelineId);
      publishChanges(bus, await readNotifications(database, actor.userId, timelineId ? { timelineId } : {}));
      return { unreadCount: await countUnreadNotifications(database, actor.userId) };
    },
  };
}
export type NotificationService = ReturnType<typeof createNotificationService>;
