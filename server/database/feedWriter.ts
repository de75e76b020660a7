/**
 * Writes to users' feeds: notifications and conversation cards. Every change takes the next revision of the user's feed under the lock of the
 * feed's row, so revisions have no gaps and commit in order. Whoever also locks conversations locks them first, and everything in id
 * order: that is what keeps transactions from waiting for each other in a circle.
 */
import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import type { NotificationType } from '../../shared/views.ts';
import type { Transaction } from './client.ts';
import type { DurableChange } from './durableChange.ts';
import { anyOf, type CardRow, conversationRows, notificationViews, toConversationSummary } from './views.ts';

/** Above this many cards in one transaction the bus carries only how far the feeds have come, and listeners read the rest. */
const carriedCards = 20;

/** Takes the next `count` revisions of one user's feed. Returns the last revision before them. */
async function takeFeedRevisions(tx: Transaction, userId: string, count: number): Promise<number> {
  const { revision } = await tx.userFeed.update({
    where: { userId },
    data: { revision: { increment: count } },
    select: { revision: true },
  });
  return revision - count;
}

export type NewNotification = {
  recipientId: string;
  type: Exclude<NotificationType, 'NEW_MESSAGE'>;
  timelineId: string;
  /** With one, the notification is about that property; without, about the timeline. */
  conversationId?: string;
  title: string;
  message: string;
  count?: number;
};

/** Adds one notification to its recipient's feed. (Those of new messages collect, and are `messageWriter`'s.) */
export async function addNotification(tx: Transaction, notification: NewNotification): Promise<DurableChange[]> {
  if (notification.conversationId) {
    // Before the feed, as everywhere; and before the new row's foreign key takes a weaker lock, which cannot grow without deadlocks.
    await tx.$queryRaw`SELECT id FROM "PropertyConversation" WHERE id = ${notification.conversationId} FOR NO KEY UPDATE`;
  }
  const revision = (await takeFeedRevisions(tx, notification.recipientId, 1)) + 1;
  const id = randomUUID();
  await tx.notification.create({
    data: {
      id,
      recipientId: notification.recipientId,
      type: notification.type,
      level: notification.conversationId ? 'PROPERTY' : 'TIMELINE',
      timelineId: notification.timelineId,
      conversationId: notification.conversationId ?? null,
      title: notification.title,
      message: notification.message,
      count: notification.count ?? 1,
      revision,
    },
    select: { id: true },
  });
  return notificationChanges(tx, [id]);
}

/** The feed changes that tell the present state of these notifications, whose revisions were just taken. */
export async function notificationChanges(tx: Transaction, ids: string[]): Promise<DurableChange[]> {
  const views = await notificationViews(tx, Prisma.sql`WHERE n.id ${anyOf(ids)}`);
  return views.map((notification) => ({
    aggregate: 'user',
    id: notification.recipientId,
    revision: notification.revision,
    change: { kind: 'notification', revision: notification.revision, notification },
  }));
}

/** Marks notifications of one recipient read in this transaction, each with a revision of its own. */
export async function markNotificationsRead(
  tx: Transaction,
  recipientId: string,
  condition: Prisma.Sql,
): Promise<DurableChange[]> {
  const [feed] = await tx.$queryRaw<{ revision: number }[]>`
    SELECT revision FROM "UserFeed" WHERE "userId" = ${recipientId} FOR NO KEY UPDATE`;
  if (!feed) return [];
  const changed = await tx.$queryRaw<{ id: string; revision: number }[]>`
    UPDATE "Notification" n
    SET "isRead" = true, "readAt" = timezone('UTC', now()), revision = ${feed.revision}::int + numbered.n::int
    FROM (
      SELECT n.id, row_number() OVER (ORDER BY n.revision) AS n FROM "Notification" n
      WHERE n."recipientId" = ${recipientId} AND NOT n."isRead" AND ${condition}
    ) numbered
    WHERE n.id = numbered.id
    RETURNING n.id, n.revision`;
  if (changed.length === 0) return [];
  await takeFeedRevisions(tx, recipientId, changed.length);
  if (changed.length > carriedCards) {
    return [{ aggregate: 'user', id: recipientId, revision: feed.revision + changed.length }];
  }
  return notificationChanges(
    tx,
    changed.map(({ id }) => id),
  );
}

/**
 * Says in both participants' feeds that the cards of these conversations changed (counters, preview, status, price, or that they are
 * new). Call it after the change itself, in the same transaction; it locks the conversations and then the feeds.
 */
export async function touchCards(tx: Transaction, conversationIds: readonly string[]): Promise<DurableChange[]> {
  if (conversationIds.length === 0) return [];
  const heads = await tx.$queryRaw<{ userId: string; revision: number }[]>`
    WITH conversation AS MATERIALIZED (
      SELECT id, "agentId", "clientId" FROM "PropertyConversation" WHERE id ${anyOf(conversationIds)} ORDER BY id FOR NO KEY UPDATE
    ), feed AS MATERIALIZED (
      SELECT "userId", revision FROM "UserFeed"
      WHERE "userId" IN (SELECT "agentId" FROM conversation UNION SELECT "clientId" FROM conversation)
      ORDER BY "userId" FOR NO KEY UPDATE
    ), numbered AS (
      SELECT c.id,
        a.revision + row_number() OVER (PARTITION BY c."agentId" ORDER BY c.id) AS "agentFeedRevision",
        b.revision + row_number() OVER (PARTITION BY c."clientId" ORDER BY c.id) AS "clientFeedRevision"
      FROM conversation c JOIN feed a ON a."userId" = c."agentId" JOIN feed b ON b."userId" = c."clientId"
    ), moved AS (
      UPDATE "PropertyConversation" c
      SET "agentFeedRevision" = n."agentFeedRevision", "clientFeedRevision" = n."clientFeedRevision"
      FROM numbered n WHERE c.id = n.id
    )
    -- Reads the feeds through the lock: rows that this statement has changed already could not be locked by it any more.
    UPDATE "UserFeed" f SET revision = taken.revision + taken.count
    FROM (
      SELECT feed."userId", feed.revision, count(*)::int AS count
      FROM feed JOIN conversation ON feed."userId" IN (conversation."agentId", conversation."clientId")
      GROUP BY feed."userId", feed.revision
    ) taken
    WHERE f."userId" = taken."userId"
    RETURNING f."userId", f.revision`;
  if (conversationIds.length > carriedCards) {
    return heads.map(({ userId, revision }) => ({ aggregate: 'user', id: userId, revision }));
  }
  const rows = await conversationRows(tx, Prisma.sql`WHERE c.id ${anyOf(conversationIds)} ORDER BY c.id`);
  return rows.flatMap((row) => cardChanges(row));
}

/** The feed changes, one for each side, that tell the present state of a card whose feed revisions were just taken. */
export function cardChanges(row: CardRow): DurableChange[] {
  return [
    {
      aggregate: 'user',
      id: row.agentId,
      revision: row.agentFeedRevision,
      change: {
        kind: 'conversation',
        revision: row.agentFeedRevision,
        conversation: toConversationSummary(row, 'AGENT'),
      },
    },
    {
      aggregate: 'user',
      id: row.clientId,
      revision: row.clientFeedRevision,
      change: {
        kind: 'conversation',
        revision: row.clientFeedRevision,
        conversation: toConversationSummary(row, 'CLIENT'),
      },
    },
  ];
}
