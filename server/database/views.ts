/**
 * What leaves the database as a view: explicit columns, nothing else, and the derived fields of the contract (read marks, the caller's
 * side, previews) worked out in one place.
 */
import { Prisma } from '../../generated/prisma/client.ts';
import type {
  ConversationStatus,
  ConversationSummary,
  Message,
  MessageType,
  Notification,
  UserType,
} from '../../shared/views.ts';
import type { Database, Transaction } from './client.ts';
import { readRows } from './readRows.ts';

const previewLength = 200;

/** The beginning of a text, for cards and notifications: at most 200 code points. */
export function preview(content: string): string {
  const characters = [...content];
  return characters.length <= previewLength ? content : `${characters.slice(0, previewLength - 1).join('')}…`;
}

/** A conversation with what its card shows, seen from neither side. */
export type ConversationRow = {
  id: string;
  propertyId: string;
  timelineId: string;
  agentId: string;
  clientId: string;
  status: ConversationStatus;
  revision: number;
  lastSequence: number;
  statusRevision: number;
  agentReadSequence: number;
  clientReadSequence: number;
  unreadAgentCount: number;
  unreadClientCount: number;
  agentFeedRevision: number;
  clientFeedRevision: number;
  lastMessageAt: Date | null;
  lastMessageContent: string | null;
  lastMessageSenderType: UserType | null;
  lastMessageCreatedAt: Date | null;
  address: string;
  price: number | null;
  imageUrl: string | null;
};

/** Conversations `c`, narrowed and ordered by `rest` (`WHERE …`, which may also name the property `p`). */
export function conversationRows(database: Database | Transaction, rest: Prisma.Sql): Promise<ConversationRow[]> {
  return readRows<ConversationRow>(
    database,
    Prisma.sql`
    SELECT c.id, c."propertyId", c."timelineId", c."agentId", c."clientId", c.status::text AS status, c.revision, c."lastSequence",
      c."statusRevision", c."agentReadSequence", c."clientReadSequence", c."unreadAgentCount", c."unreadClientCount",
      c."agentFeedRevision", c."clientFeedRevision", c."lastMessageAt",
      left(m.content, ${previewLength + 1}::int) AS "lastMessageContent", m."senderType"::text AS "lastMessageSenderType",
      m."createdAt" AS "lastMessageCreatedAt", p.address, p.price, p."imageUrl"
    FROM "PropertyConversation" c
    JOIN "Property" p ON p.id = c."propertyId"
    LEFT JOIN "Message" m ON m."conversationId" = c.id AND m.sequence = c."lastMessageSequence"
    ${rest}`,
  );
}

/** What the card of a conversation needs of it. */
export type CardRow = Omit<
  ConversationRow,
  'revision' | 'lastSequence' | 'statusRevision' | 'agentReadSequence' | 'clientReadSequence'
>;

/** The card of a conversation as `side` sees it. */
export function toConversationSummary(row: CardRow, side: UserType): ConversationSummary {
  return {
    id: row.id,
    propertyId: row.propertyId,
    timelineId: row.timelineId,
    agentId: row.agentId,
    clientId: row.clientId,
    status: row.status,
    unreadAgentCount: row.unreadAgentCount,
    unreadClientCount: row.unreadClientCount,
    unreadCount: side === 'AGENT' ? row.unreadAgentCount : row.unreadClientCount,
    lastMessageAt: row.lastMessageAt,
    lastMessage:
      row.lastMessageContent !== null && row.lastMessageSenderType && row.lastMessageCreatedAt
        ? {
            content: preview(row.lastMessageContent),
            senderType: row.lastMessageSenderType,
            createdAt: row.lastMessageCreatedAt,
          }
        : null,
    property: { id: row.propertyId, address: row.address, price: row.price, imageUrl: row.imageUrl },
    feedRevision: side === 'AGENT' ? row.agentFeedRevision : row.clientFeedRevision,
  };
}

type MessageRow = {
  id: string;
  conversationId: string;
  sequence: number;
  revision: number;
  clientMessageId: string;
  senderId: string;
  senderType: UserType;
  senderName: string;
  senderAvatarUrl: string | null;
  type: MessageType;
  content: string;
  isRead: boolean;
  readAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  replyToId: string | null;
  replySenderType: UserType | null;
  replyContent: string | null;
};

/**
 * Messages `m` of conversations `c`, narrowed and ordered by `rest`. A message is read when the other side's read sequence has
 * reached it; the receipt that first did so says when.
 */
export async function messageViews(
  database: Database | Transaction,
  rest: Prisma.Sql,
  read: typeof readRows = readRows,
): Promise<Message[]> {
  const rows = await read<MessageRow>(
    database,
    Prisma.sql`
    SELECT m.id, m."conversationId", m.sequence, m.revision, m."clientMessageId", m."senderId", m."senderType"::text AS "senderType",
      s.name AS "senderName", s."avatarUrl" AS "senderAvatarUrl", m.type::text AS type, m.content,
      receipt."readAt" IS NOT NULL AS "isRead", receipt."readAt", m."createdAt", m."updatedAt", m."editedAt", m."deletedAt",
      m."replyToId", r."senderType"::text AS "replySenderType", r.content AS "replyContent"
    FROM "Message" m
    JOIN "PropertyConversation" c ON c.id = m."conversationId"
    JOIN "User" s ON s.id = m."senderId"
    LEFT JOIN "Message" r ON r."conversationId" = m."conversationId" AND r.id = m."replyToId"
    LEFT JOIN LATERAL (
      SELECT "readAt" FROM "ReadReceipt"
      -- Equal, not unequal: a range of the index that leads to it.
      WHERE "conversationId" = m."conversationId"
        AND "readerType" = CASE m."senderType" WHEN 'AGENT' THEN 'CLIENT'::"UserType" ELSE 'AGENT'::"UserType" END
        AND "readSequence" >= m.sequence
      ORDER BY "readSequence" LIMIT 1
    ) receipt ON true
    ${rest}`,
  );
  return rows.map(toMessage);
}

function toMessage(row: MessageRow): Message {
  const { senderName, senderAvatarUrl, replyToId, replySenderType, replyContent, ...message } = row;
  return {
    ...message,
    sender: { id: row.senderId, name: senderName, avatarUrl: senderAvatarUrl },
    replyTo:
      replyToId !== null && replySenderType !== null && replyContent !== null
        ? { id: replyToId, senderType: replySenderType, content: replyContent }
        : null,
    attachments: [],
  };
}

/** Notifications `n`, narrowed and ordered by `rest`. */
export function notificationViews(database: Database | Transaction, rest: Prisma.Sql): Promise<Notification[]> {
  return readRows<Notification>(
    database,
    Prisma.sql`
    SELECT n.id, n.type::text AS type, n.level::text AS level, n."recipientId", n."conversationId", c."propertyId",
      p.address AS "propertyAddress", n."timelineId", n.title, n.message, n.count, n."isRead", n."readAt", n."createdAt",
      n."updatedAt", n.revision
    FROM "Notification" n
    LEFT JOIN "PropertyConversation" c ON c.id = n."conversationId"
    LEFT JOIN "Property" p ON p.id = c."propertyId"
    ${rest}`,
  );
}

/** `IN (…)` for a list of ids that may be long: one array parameter instead of one parameter each. */
export const anyOf = (ids: readonly string[]): Prisma.Sql => Prisma.sql`= ANY(${ids}::text[])`;

/** Conversations with their cards, by id. */
export async function conversationsById(
  database: Database | Transaction,
  ids: readonly string[],
): Promise<Map<string, ConversationRow>> {
  const rows = ids.length > 0 ? await conversationRows(database, Prisma.sql`WHERE c.id ${anyOf(ids)}`) : [];
  return new Map(rows.map((row) => [row.id, row]));
}
