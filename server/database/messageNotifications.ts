/**
 * The collecting notification of new messages (one unread per conversation and recipient), kept in line with what is read, edited and
 * deleted. `messageWriter` collects; this file lowers, reads and rewrites. All of it runs under the lock of the conversation.
 */
import { Prisma } from '../../generated/prisma/client.ts';
import type { Transaction } from './client.ts';
import type { DurableChange } from './durableChange.ts';
import { markNotificationsRead, notificationChanges } from './feedWriter.ts';
import { anyOf, preview } from './views.ts';

/** What a notification shows in place of the text of a deleted message. */
const deletedText = 'Message deleted';

/** The title of a collecting notification, before the address. Says the same as the statement of `messageStatement.ts`. */
export const newMessageTitle = (count: number) => (count > 1 ? `${count} new messages for ` : 'New message for ');

/** After reading: read at no unread message left, otherwise its count lowered to what is. */
export async function settleNotification(
  tx: Transaction,
  conversationId: string,
  recipientId: string,
  unreadCount: number,
): Promise<DurableChange[]> {
  if (unreadCount === 0) {
    return markNotificationsRead(
      tx,
      recipientId,
      Prisma.sql`n."conversationId" = ${conversationId} AND n.type = 'NEW_MESSAGE'`,
    );
  }
  const collecting = await findCollecting(tx, conversationId, recipientId);
  if (!collecting || collecting.count <= unreadCount) return [];
  return rewriteNotifications(tx, [collecting.id], countIs(unreadCount));
}

/** After an edit: whatever shows the message shows its new text. */
export async function editInNotifications(
  tx: Transaction,
  conversationId: string,
  messageId: string,
  content: string,
): Promise<DurableChange[]> {
  const showing = await tx.notification.findMany({ where: { conversationId, messageId }, select: { id: true } });
  return rewriteNotifications(
    tx,
    showing.map(({ id }) => id),
    Prisma.sql`message = ${preview(content)}`,
  );
}

/**
 * After a delete: the collecting notification counts what is still unread and previews the newest of it, is read when nothing is left,
 * and an old one that shows the text shows it no more.
 */
export async function deleteInNotifications(
  tx: Transaction,
  conversationId: string,
  recipientId: string,
  messageId: string,
  unreadCount: number,
): Promise<DurableChange[]> {
  const showing = await tx.notification.findMany({
    where: { conversationId, messageId, isRead: true },
    select: { id: true },
  });
  const changes = await rewriteNotifications(
    tx,
    showing.map(({ id }) => id),
    Prisma.sql`message = ${deletedText}, "messageId" = NULL`,
  );
  const collecting = await findCollecting(tx, conversationId, recipientId);
  if (!collecting) return changes;
  const count = Math.min(collecting.count, unreadCount);
  const newest = collecting.messageId === messageId ? await newestFrom(tx, conversationId, recipientId) : null;
  if (count === collecting.count && !newest) return changes;
  const set =
    count === 0
      ? Prisma.sql`${countIs(0)}, message = ${deletedText}, "messageId" = NULL, "isRead" = true, "readAt" = timezone('UTC', now())`
      : newest
        ? Prisma.sql`${countIs(count)}, message = ${preview(newest.content)}, "messageId" = ${newest.id}`
        : countIs(count);
  return [...changes, ...(await rewriteNotifications(tx, [collecting.id], set))];
}

/** After a property has got another address: everything that names it says the new one. Call it after `touchCards`, which locks. */
export async function renameInNotifications(
  tx: Transaction,
  conversationIds: readonly string[],
): Promise<DurableChange[]> {
  if (conversationIds.length === 0) return [];
  const naming = await tx.notification.findMany({
    where: { conversationId: { in: [...conversationIds] } },
    select: { id: true },
  });
  // Of other types the title tells what happened then, under the address of then.
  const title = Prisma.sql`CASE n.type WHEN 'NEW_MESSAGE'
    THEN CASE WHEN n.count > 1 THEN n.count || ' new messages for ' ELSE 'New message for ' END || p.address ELSE n.title END`;
  return rewriteNotifications(
    tx,
    naming.map(({ id }) => id),
    Prisma.sql`title = ${title}`,
  );
}

function findCollecting(tx: Transaction, conversationId: string, recipientId: string) {
  return tx.notification.findFirst({
    where: { conversationId, recipientId, type: 'NEW_MESSAGE', isRead: false },
    select: { id: true, count: true, messageId: true },
  });
}

/** The newest undeleted message that the recipient was sent. */
function newestFrom(tx: Transaction, conversationId: string, recipientId: string) {
  return tx.message.findFirst({
    where: { conversationId, deletedAt: null, senderId: { not: recipientId } },
    orderBy: { sequence: 'desc' },
    select: { id: true, content: true },
  });
}

const countIs = (count: number) => Prisma.sql`count = ${count}::int, title = ${newMessageTitle(count)} || p.address`;

/** Changes property notifications (of any recipients) by a SET clause, each with its recipient's next feed revision. */
async function rewriteNotifications(tx: Transaction, ids: string[], set: Prisma.Sql): Promise<DurableChange[]> {
  if (ids.length === 0) return [];
  await tx.$executeRaw`
    WITH target AS (
      SELECT n.id, n."recipientId", row_number() OVER (PARTITION BY n."recipientId" ORDER BY n.id)::int AS n
      FROM "Notification" n WHERE n.id ${anyOf(ids)}
    ), feed AS MATERIALIZED (
      SELECT "userId", revision FROM "UserFeed" WHERE "userId" IN (SELECT "recipientId" FROM target)
      ORDER BY "userId" FOR NO KEY UPDATE
    ), moved AS (
      UPDATE "UserFeed" f SET revision = f.revision + t.taken
      FROM (SELECT "recipientId", max(n) AS taken FROM target GROUP BY "recipientId") t WHERE f."userId" = t."recipientId"
    )
    UPDATE "Notification" n SET ${set}, revision = feed.revision + target.n
    FROM target, feed, "PropertyConversation" c, "Property" p
    WHERE n.id = target.id AND feed."userId" = target."recipientId" AND c.id = n."conversationId" AND p.id = c."propertyId"`;
  return notificationChanges(tx, ids);
}
