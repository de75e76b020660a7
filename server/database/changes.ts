/**
 * The log, read: what changed in a conversation or a user's feed after a revision, and how far each has come. Any state older than the
 * answer's `head` is in it; of something changed several times, its latest state is enough.
 *
 * The head is read first, and rows only up to it: a row changed again in between is left out, since its newer revision is beyond the
 * head and comes next time. So nothing is missed without a transaction.
 */
import { Prisma } from '../../generated/prisma/client.ts';
import type { ConversationChange, FeedChange } from '../../shared/events.ts';
import { limits } from '../../shared/limits.ts';
import type { ConversationStatus, UserType } from '../../shared/views.ts';
import type { Database, Transaction } from './client.ts';
import { anyOf, conversationRows, messageViews, notificationViews, toConversationSummary } from './views.ts';

/** `changes` bring a state of revision `after` to `head`, in revision order; `null`: too far behind (or ahead), load again. */
export type CatchUp<T> = { head: number; changes: T[] | null };

const reachable = (after: number, head: number) => after <= head && head - after <= limits.maxCatchUp;

/** Everything of a conversation after revision `after`; without it only where the conversation stands. */
export async function conversationChangesAfter(
  database: Database,
  conversationId: string,
  after: number | undefined,
): Promise<CatchUp<ConversationChange>> {
  const [head] = await database.$queryRaw<
    { revision: number; status: ConversationStatus; statusRevision: number }[]
  >`SELECT revision, status::text AS status, "statusRevision" FROM "PropertyConversation" WHERE id = ${conversationId}`;
  if (!head) return { head: 0, changes: [] };
  if (after === undefined || after === head.revision) return { head: head.revision, changes: [] };
  if (!reachable(after, head.revision)) return { head: head.revision, changes: null };

  const messages = await messageViews(
    database,
    Prisma.sql`WHERE m."conversationId" = ${conversationId} AND m.revision > ${after}::int AND m.revision <= ${head.revision}::int`,
  );
  const receipts = await database.$queryRaw<
    { revision: number; readerType: UserType; readSequence: number; readAt: Date }[]
  >`SELECT revision, "readerType"::text AS "readerType", "readSequence", "readAt" FROM "ReadReceipt"
    WHERE "conversationId" = ${conversationId} AND revision > ${after}::int AND revision <= ${head.revision}::int`;
  const changes: ConversationChange[] = [
    ...messages.map((message) => ({ kind: 'message' as const, revision: message.revision, message })),
    ...receipts.map((receipt) => ({ kind: 'read' as const, ...receipt })),
  ];
  if (head.statusRevision > after) {
    changes.push({ kind: 'status', revision: head.statusRevision, status: head.status });
  }
  return { head: head.revision, changes: changes.sort((a, b) => a.revision - b.revision) };
}

/** Everything of a user's feed after revision `after`; without it only where the feed stands. */
export async function feedChangesAfter(
  database: Database,
  user: { id: string; type: UserType },
  after: number | undefined,
): Promise<CatchUp<FeedChange>> {
  const head = await feedHead(database, user.id);
  if (after === undefined || after === head) return { head, changes: [] };
  if (!reachable(after, head)) return { head, changes: null };

  const notifications = await notificationViews(
    database,
    Prisma.sql`WHERE n."recipientId" = ${user.id} AND n.revision > ${after}::int AND n.revision <= ${head}::int`,
  );
  const conversations = await conversationRows(
    database,
    user.type === 'AGENT'
      ? Prisma.sql`WHERE c."agentId" = ${user.id} AND c."agentFeedRevision" > ${after}::int AND c."agentFeedRevision" <= ${head}::int`
      : Prisma.sql`WHERE c."clientId" = ${user.id} AND c."clientFeedRevision" > ${after}::int AND c."clientFeedRevision" <= ${head}::int`,
  );
  const changes: FeedChange[] = [
    ...notifications.map((notification) => ({
      kind: 'notification' as const,
      revision: notification.revision,
      notification,
    })),
    ...conversations.map((row) => {
      const conversation = toConversationSummary(row, user.type);
      return { kind: 'conversation' as const, revision: conversation.feedRevision, conversation };
    }),
  ];
  return { head, changes: changes.sort((a, b) => a.revision - b.revision) };
}

/** The present revision of a user's feed. */
export async function feedHead(database: Database | Transaction, userId: string): Promise<number> {
  const feed = await database.userFeed.findUnique({ where: { userId }, select: { revision: true } });
  return feed?.revision ?? 0;
}

/** How far each of these conversations and feeds has come, in one query. What does not exist (any more) is left out. */
export function heads(
  database: Database,
  conversationIds: readonly string[],
  userIds: readonly string[],
): Promise<{ aggregate: 'conversation' | 'user'; id: string; revision: number }[]> {
  return database.$queryRaw`
    SELECT 'conversation' AS aggregate, id, revision FROM "PropertyConversation" WHERE id ${anyOf(conversationIds)}
    UNION ALL
    SELECT 'user', "userId", revision FROM "UserFeed" WHERE "userId" ${anyOf(userIds)}`;
}
