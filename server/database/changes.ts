/**
 * The log, read page by page: what changed in a conversation or a user's feed after a revision, and how far each has come. Of something
 * changed several times, its latest state is enough.
 *
 * The head is read first, and rows only up to it: a row changed again in between is left out, since its newer revision is beyond the
 * head and comes next time. So nothing is missed without a transaction.
 */
import { Prisma } from '../../generated/prisma/client.ts';
import { AppError } from '../../shared/errors.ts';
import type { ConversationChange, FeedChange } from '../../shared/events.ts';
import type { ConversationStatus, UserType } from '../../shared/views.ts';
import type { Database, Transaction } from './client.ts';
import { readRows } from './readRows.ts';
import { anyOf, conversationRows, messageViews, notificationViews, toConversationSummary } from './views.ts';

/**
 * `changes` bring a state of revision `after` to `upTo`, in revision order; `null`: too far behind (or ahead), load again. Where the
 * aggregate stands (`head`) may be further on: then there is a next page.
 */
export type CatchUp<T> = { head: number; upTo: number; changes: T[] | null };

/** Changes of one page. The longest messages make less than a megabyte of it, which is all that a slow reader costs at a time. */
const pageSize = 50;

/** The greatest that PostgreSQL takes for a revision; a caller may name a greater one. */
const lastInt = 2 ** 31 - 1;

const nothingAfter = (head: number) => ({ head, upTo: head, changes: [] });
const unreachable = (head: number) => ({ head, upTo: head, changes: null });

/** The first page of `changes`, of which each kind holds the first `pageSize + 1` there are. */
function firstPage<T extends { revision: number }>(head: number, changes: T[]): CatchUp<T> {
  const page = changes.sort((a, b) => a.revision - b.revision).slice(0, pageSize);
  const last = changes.length > pageSize ? page.at(-1) : undefined;
  return { head, upTo: last?.revision ?? head, changes: page };
}

/** Whether a page leads on from `after`. `reach`: how many changes back one may start. */
const isReachable = (after: number, head: number, reach: number) => after <= head && head - after <= reach;

/**
 * What changed in a conversation after revision `after`; without it only where the conversation stands. `participant`: whose it has to be.
 * @throws AppError `CONVERSATION_NOT_FOUND` where it is not the participant's
 */
export async function conversationChangesAfter(
  database: Database,
  conversationId: string,
  after: number | undefined,
  reach: number,
  participant?: { type: UserType; userId: string },
): Promise<CatchUp<ConversationChange>> {
  const [head] = await readRows<{
    revision: number;
    status: ConversationStatus;
    statusRevision: number;
    agentId: string;
    clientId: string;
    receipts: Receipt[] | null;
  }>(
    database,
    Prisma.sql`SELECT c.revision, c.status::text AS status, c."statusRevision", c."agentId", c."clientId", (
        SELECT json_agg(r) FROM (
          SELECT revision, "readerType", "readSequence", "readAt" FROM "ReadReceipt"
          WHERE "conversationId" = c.id AND revision > ${Math.min(after ?? lastInt, lastInt)}::int ORDER BY revision LIMIT ${pageSize + 1}::int
        ) r
      ) AS receipts
      FROM "PropertyConversation" c WHERE c.id = ${conversationId}`,
  );
  if (participant && participant.userId !== (participant.type === 'AGENT' ? head?.agentId : head?.clientId)) {
    throw new AppError('CONVERSATION_NOT_FOUND');
  }
  if (!head) return nothingAfter(0);
  if (after === undefined || after === head.revision) return nothingAfter(head.revision);
  if (!isReachable(after, head.revision, reach)) return unreachable(head.revision);

  const messages = await messageViews(
    database,
    Prisma.sql`WHERE m."conversationId" = ${conversationId} AND m.revision > ${after}::int AND m.revision <= ${head.revision}::int
      ORDER BY m.revision LIMIT ${pageSize + 1}::int`,
  );
  const changes: ConversationChange[] = [
    ...messages.map((message) => ({ kind: 'message' as const, revision: message.revision, message })),
    ...(head.receipts ?? []).map(({ readAt, ...receipt }) => ({
      kind: 'read' as const,
      ...receipt,
      readAt: new Date(`${readAt}Z`),
    })),
  ];
  if (head.statusRevision > after) {
    changes.push({ kind: 'status', revision: head.statusRevision, status: head.status });
  }
  return firstPage(head.revision, changes);
}

/** As PostgreSQL writes it in JSON: the time without its zone, which is UTC. */
type Receipt = { revision: number; readerType: UserType; readSequence: number; readAt: string };

/** What changed in a user's feed after revision `after`; without it only where the feed stands. */
export async function feedChangesAfter(
  database: Database,
  user: { id: string; type: UserType },
  after: number | undefined,
  reach: number,
): Promise<CatchUp<FeedChange>> {
  const head = await feedHead(database, user.id);
  if (after === undefined || after === head) return nothingAfter(head);
  if (!isReachable(after, head, reach)) return unreachable(head);

  const notifications = await notificationViews(
    database,
    Prisma.sql`WHERE n."recipientId" = ${user.id} AND n.revision > ${after}::int AND n.revision <= ${head}::int
      ORDER BY n.revision LIMIT ${pageSize + 1}::int`,
  );
  const conversations = await conversationRows(
    database,
    user.type === 'AGENT'
      ? Prisma.sql`WHERE c."agentId" = ${user.id} AND c."agentFeedRevision" > ${after}::int AND c."agentFeedRevision" <= ${head}::int
          ORDER BY c."agentFeedRevision" LIMIT ${pageSize + 1}::int`
      : Prisma.sql`WHERE c."clientId" = ${user.id} AND c."clientFeedRevision" > ${after}::int AND c."clientFeedRevision" <= ${head}::int
          ORDER BY c."clientFeedRevision" LIMIT ${pageSize + 1}::int`,
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
  return firstPage(head, changes);
}

/** The present revision of a user's feed. */
export async function feedHead(database: Database | Transaction, userId: string): Promise<number> {
  const [feed] = await readRows<{ revision: number }>(
    database,
    Prisma.sql`SELECT revision FROM "UserFeed" WHERE "userId" = ${userId}`,
  );
  return feed?.revision ?? 0;
}

/** Where an aggregate stands. */
type Head = { aggregate: 'conversation' | 'user'; id: string; revision: number };

/** How far each of these conversations and feeds has come, in one query. What does not exist (any more) is left out. */
export function heads(
  database: Database,
  conversationIds: readonly string[],
  userIds: readonly string[],
): Promise<Head[]> {
  return readRows<Head>(
    database,
    Prisma.sql`
    SELECT 'conversation' AS aggregate, id, revision FROM "PropertyConversation" WHERE id ${anyOf(conversationIds)}
    UNION ALL
    SELECT 'user', "userId", revision FROM "UserFeed" WHERE "userId" ${anyOf(userIds)}`,
  );
}

/** Where the conversations of these messages, and the feeds of their people, are now: to be told again when it may not have been heard. */
export function headsAround(database: Database | Transaction, messageIds: readonly string[]): Promise<Head[]> {
  return database.$queryRaw`
    WITH around AS (
      SELECT id, revision, "agentId", "clientId" FROM "PropertyConversation"
      WHERE id IN (SELECT "conversationId" FROM "Message" WHERE id ${anyOf(messageIds)}))
    SELECT 'conversation' AS aggregate, id, revision FROM around
    UNION ALL
    SELECT 'user', "userId", revision FROM "UserFeed"
    WHERE "userId" IN (SELECT "agentId" FROM around UNION SELECT "clientId" FROM around)`;
}
