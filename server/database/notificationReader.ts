import { Prisma } from '../../generated/prisma/client.ts';
import type { Notification } from '../../shared/views.ts';
import type { Database } from './client.ts';
import type { DurableChange } from './durableChange.ts';
import { markNotificationsRead } from './feedWriter.ts';
import { inTransaction } from './transaction.ts';
import { notificationViews } from './views.ts';

/** Marks the recipient's unread notifications read: one, those of a timeline, or all. */
export function readNotifications(
  database: Database,
  recipientId: string,
  which: { id?: string; timelineId?: string },
): Promise<DurableChange[]> {
  const condition = which.id
    ? Prisma.sql`n.id = ${which.id}`
    : which.timelineId
      ? Prisma.sql`n."timelineId" = ${which.timelineId}`
      : Prisma.sql`true`;
  return inTransaction(database, (tx) => markNotificationsRead(tx, recipientId, condition));
}

/** One notification, if it is the recipient's. */
export async function findNotification(
  database: Database,
  recipientId: string,
  id: string,
): Promise<Notification | undefined> {
  const [notification] = await notificationViews(
    database,
    Prisma.sql`WHERE n.id = ${id} AND n."recipientId" = ${recipientId}`,
  );
  return notification;
}
