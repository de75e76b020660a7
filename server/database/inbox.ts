/** Lists, page by page: always an index range after the cursor, never OFFSET. */
import { Prisma } from '../../generated/prisma/client.ts';
import type { ConversationStatus, Message, NotificationType, UserType } from '../../shared/views.ts';
import type { Database, Transaction } from './client.ts';
import type { NewMessage } from './messageWriter.ts';
import { readRows } from './readRows.ts';
import { type ConversationRow, conversationRows, messageViews, notificationViews } from './views.ts';

type Participant = { type: UserType; userId: string };

const side = (participant: Participant, agent: Prisma.Sql, client: Prisma.Sql) =>
  participant.type === 'AGENT' ? agent : client;

/** The condition that conversations `c` are the participant's. */
const own = (participant: Participant) =>
  Prisma.sql`${side(participant, Prisma.sql`c."agentId"`, Prisma.sql`c."clientId"`)} = ${participant.userId}`;

/** Where a page of conversations ended. Conversations without a message come last. */
export type ConversationCursor = { lastMessageAt: Date | null; id: string };

/** The participant's conversations, latest message first. */
export function listConversations(
  database: Database,
  participant: Participant,
  filter: { status?: ConversationStatus | undefined; timelineId?: string | undefined; unreadOnly: boolean },
  after: ConversationCursor | null,
  limit: number,
): Promise<ConversationRow[]> {
  const unread = side(participant, Prisma.sql`c."unreadAgentCount"`, Prisma.sql`c."unreadClientCount"`);
  return conversationRows(
    database,
    Prisma.sql`WHERE ${own(participant)}
      ${filter.status ? Prisma.sql`AND c.status = ${filter.status}::"ConversationStatus"` : Prisma.empty}
      ${filter.timelineId ? Prisma.sql`AND c."timelineId" = ${filter.timelineId}` : Prisma.empty}
      ${filter.unreadOnly ? Prisma.sql`AND ${unread} > 0` : Prisma.empty}
      ${after ? beyond(after) : Prisma.empty}
      ORDER BY c."lastMessageAt" DESC NULLS LAST, c.id DESC LIMIT ${limit}::int`,
  );
}

const beyond = ({ lastMessageAt, id }: ConversationCursor) =>
  lastMessageAt
    ? Prisma.sql`AND (c."lastMessageAt" < ${lastMessageAt}::timestamp(3)
        OR (c."lastMessageAt" = ${lastMessageAt}::timestamp(3) AND c.id < ${id}) OR c."lastMessageAt" IS NULL)`
    : Prisma.sql`AND c."lastMessageAt" IS NULL AND c.id < ${id}`;

/** One conversation with its card, if it is the participant's. */
export async function findConversation(
  database: Database | Transaction,
  participant: Participant,
  where: { id: string } | { propertyId: string },
): Promise<ConversationRow | undefined> {
  const [row] = await conversationRows(
    database,
    Prisma.sql`WHERE ${own(participant)} AND ${
      'id' in where ? Prisma.sql`c.id = ${where.id}` : Prisma.sql`c."propertyId" = ${where.propertyId}`
    }`,
  );
  return row;
}

/** Where a conversation belongs, if it is the participant's. */
export async function findPlace(
  database: Database | Transaction,
  participant: Participant,
  conversationId: string,
): Promise<{ id: string; propertyId: string; timelineId: string; agentId: string; clientId: string } | undefined> {
  const [place] = await readRows<{
    id: string;
    propertyId: string;
    timelineId: string;
    agentId: string;
    clientId: string;
  }>(
    database,
    Prisma.sql`SELECT c.id, c."propertyId", c."timelineId", c."agentId", c."clientId" FROM "PropertyConversation" c
      WHERE c.id = ${conversationId} AND ${own(participant)}`,
  );
  return place;
}

/** The cards of a timeline. */
export function timelineConversations(database: Database, timelineId: string): Promise<ConversationRow[]> {
  return conversationRows(database, Prisma.sql`WHERE c."timelineId" = ${timelineId}`);
}

/**
 * Messages of a conversation, `limit` at most. Forwards from `after` (oldest first) when given, otherwise backwards from `before` or the
 * end (newest first).
 */
export function listMessages(
  database: Database | Transaction,
  conversationId: string,
  range: { before?: number | null | undefined; after?: number | null | undefined },
  limit: number,
) {
  const isForward = range.after !== undefined && range.after !== null;
  return messageViews(
    database,
    Prisma.sql`WHERE m."conversationId" = ${conversationId}
      ${range.before !== undefined && range.before !== null ? Prisma.sql`AND m.sequence < ${range.before}::int` : Prisma.empty}
      ${isForward ? Prisma.sql`AND m.sequence > ${range.after}::int` : Prisma.empty}
      ORDER BY m.sequence ${isForward ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${limit}::int`,
  );
}

/** The message that this sender has sent under this name, if there is one. */
export async function findSent(
  database: Database,
  { conversationId, senderId, clientMessageId }: Pick<NewMessage, 'conversationId' | 'senderId' | 'clientMessageId'>,
): Promise<Message | undefined> {
  const [message] = await messageViews(
    database,
    Prisma.sql`WHERE m."conversationId" = ${conversationId} AND m."senderId" = ${senderId}
      AND m."clientMessageId" = ${clientMessageId}`,
  );
  return message;
}

/** Where a page ordered by time ended. */
export type TimeCursor = { at: Date; id: string };

/** Undeleted messages in the participant's conversations that contain `query` literally (any case) or in stemmed words, newest first. */
export function searchMessages(
  database: Database,
  participant: Participant,
  query: string,
  filter: { conversationId?: string | undefined; timelineId?: string | undefined },
  after: TimeCursor | null,
  limit: number,
) {
  const literal = `%${query.replace(/[\\%_]/g, '\\$&')}%`;
  return messageViews(
    database,
    Prisma.sql`WHERE ${own(participant)} AND m."deletedAt" IS NULL
      ${filter.conversationId ? Prisma.sql`AND c.id = ${filter.conversationId}` : Prisma.empty}
      ${filter.timelineId ? Prisma.sql`AND c."timelineId" = ${filter.timelineId}` : Prisma.empty}
      AND (m.content ILIKE ${literal} OR to_tsvector('english', m.content) @@ websearch_to_tsquery('english', ${query}))
      ${after ? Prisma.sql`AND (m."createdAt", m.id) < (${after.at}::timestamp(3), ${after.id})` : Prisma.empty}
      ORDER BY m."createdAt" DESC, m.id DESC LIMIT ${limit}::int`,
    // Not by key: PostgreSQL decides anew each time how to look.
    (source, sql) => source.$queryRaw(sql),
  );
}

/** The user's notifications, newest first: collecting another message makes one new again, reading does not. */
export function listNotifications(
  database: Database | Transaction,
  recipientId: string,
  filter: {
    type?: NotificationType | undefined;
    isRead?: boolean | undefined;
    timelineId?: string | undefined;
  },
  after: TimeCursor | null,
  limit: number,
) {
  return notificationViews(
    database,
    Prisma.sql`WHERE n."recipientId" = ${recipientId}
      ${filter.type ? Prisma.sql`AND n.type = ${filter.type}::"NotificationType"` : Prisma.empty}
      ${filter.isRead === undefined ? Prisma.empty : Prisma.sql`AND n."isRead" = ${filter.isRead}`}
      ${filter.timelineId ? Prisma.sql`AND n."timelineId" = ${filter.timelineId}` : Prisma.empty}
      ${after ? Prisma.sql`AND (n."updatedAt", n.id) < (${after.at}::timestamp(3), ${after.id})` : Prisma.empty}
      ORDER BY n."updatedAt" DESC, n.id DESC LIMIT ${limit}::int`,
  );
}

/** The participant's conversations with unread messages, and how many notifications are unread, at one moment. */
export async function whatIsUnread(
  database: Database,
  participant: Participant,
): Promise<{ notifications: number; conversations: UnreadConversation[] }> {
  const unread = side(participant, Prisma.sql`c."unreadAgentCount"`, Prisma.sql`c."unreadClientCount"`);
  const rows = await readRows<{ notifications: number; id: string | null } & Omit<UnreadConversation, 'id'>>(
    database,
    Prisma.sql`
    SELECT n.notifications, c.id, c."propertyId", c."timelineId", ${unread} AS messages
    FROM (
      SELECT count(*)::int AS notifications FROM "Notification" WHERE "recipientId" = ${participant.userId} AND NOT "isRead"
    ) n
    LEFT JOIN "PropertyConversation" c ON ${own(participant)} AND ${unread} > 0
    ORDER BY c."timelineId", c."lastMessageAt" DESC NULLS LAST, c.id`,
  );
  return {
    notifications: rows[0]?.notifications ?? 0,
    // Without any conversation there is one row all the same.
    conversations: rows.flatMap(({ id, propertyId, timelineId, messages }) =>
      id === null ? [] : [{ id, propertyId, timelineId, messages }],
    ),
  };
}

type UnreadConversation = { id: string; propertyId: string; timelineId: string; messages: number };

/** How many of the user's notifications are unread. */
export function countUnreadNotifications(database: Database | Transaction, recipientId: string): Promise<number> {
  return database.notification.count({ where: { recipientId, isRead: false } });
}
