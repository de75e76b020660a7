/**
 * The one statement that stores a batch of messages, whole or not at all. See `messageWriter.ts` for when and why.
 */
import { Prisma } from '../../generated/prisma/client.ts';
import type { ConversationStatus, Notification, UserType } from '../../shared/views.ts';
import type { ConversationRow } from './views.ts';

/** What the statement answers; times are PostgreSQL's JSON form of a UTC timestamp without its zone. */
export type Answer = {
  results: {
    outcome: 'sent' | 'repeat' | 'missing' | 'stale' | 'closed' | 'replyMissing';
    id: string;
    existingId: string | null;
    sequence: number;
    revision: number;
    createdAt: string;
    senderType: UserType;
    senderName: string;
    senderAvatarUrl: string | null;
    replySenderType: UserType | null;
    replyContent: string | null;
  }[];
  conversations:
    | (Omit<ConversationRow, 'lastMessageAt' | 'lastMessageCreatedAt'> & {
        lastMessageAt: string;
        previousStatus: ConversationStatus;
      })[]
    | null;
  notifications:
    | (Omit<Notification, 'createdAt' | 'updatedAt' | 'readAt'> & { createdAt: string; updatedAt: string })[]
    | null;
};

/**
 * `input` is a JSON array of messages. `tally` holds a row for each conversation that takes any; `side` one for each conversation and
 * side: its card changes (one revision), and if the other side wrote, its notification does too (the next).
 *
 * `conversation` is read under its lock, as it is now; everything else as it was when the statement began, `seen` too. Where the two differ
 * somebody changed it while the statement waited for the lock, so a quote, an address or a repeat may be out of date: `stale`, nothing
 * is stored.
 */
export const insertMessagesStatement = (input: string) => Prisma.sql`
WITH input AS (
  SELECT * FROM json_to_recordset(${input}::json) AS t(
    ord int, id text, "conversationId" text, "senderId" text, "clientMessageId" text, type text, content text, preview text,
    "replyToId" text, "notificationId" text)
), conversation AS MATERIALIZED (
  SELECT * FROM "PropertyConversation" WHERE id IN (SELECT "conversationId" FROM input) ORDER BY id FOR NO KEY UPDATE
), checked AS (
  SELECT i.*, c."agentId", c."clientId",
    CASE WHEN i."senderId" = c."agentId" THEN 'AGENT' ELSE 'CLIENT' END AS "senderType",
    existing.id AS "existingId", r."senderType" AS "replySenderType", r.content AS "replyContent",
    CASE
      WHEN c.id IS NULL THEN 'missing'
      WHEN (seen.revision, seen."agentFeedRevision", seen."clientFeedRevision")
        IS DISTINCT FROM (c.revision, c."agentFeedRevision", c."clientFeedRevision") THEN 'stale'
      WHEN existing.id IS NOT NULL THEN 'repeat'
      WHEN c.status = 'CLOSED' THEN 'closed'
      WHEN i."replyToId" IS NOT NULL AND r.id IS NULL THEN 'replyMissing'
      ELSE 'sent'
    END AS outcome
  FROM input i
  LEFT JOIN conversation c ON c.id = i."conversationId" AND i."senderId" IN (c."agentId", c."clientId")
  LEFT JOIN "PropertyConversation" seen ON seen.id = c.id
  LEFT JOIN "Message" existing ON existing."conversationId" = c.id AND existing."senderId" = i."senderId"
    AND existing."clientMessageId" = i."clientMessageId"
  LEFT JOIN "Message" r ON r."conversationId" = c.id AND r.id = i."replyToId"
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY "conversationId" ORDER BY ord)::int AS n FROM checked WHERE outcome = 'sent'
), tally AS (
  SELECT c.id AS "conversationId", c.status AS "previousStatus", s.*,
    GREATEST(c."lastMessageAt", timezone('UTC', clock_timestamp()))::timestamp(3) AS at
  FROM conversation c
  JOIN (
    SELECT "conversationId" AS cid, count(*)::int AS sent,
      (count(*) FILTER (WHERE "senderType" = 'AGENT'))::int AS "byAgent",
      (count(*) FILTER (WHERE "senderType" = 'CLIENT'))::int AS "byClient",
      max(ord) AS last,
      max(ord) FILTER (WHERE "senderType" = 'AGENT') AS "lastByAgent",
      max(ord) FILTER (WHERE "senderType" = 'CLIENT') AS "lastByClient"
    FROM numbered GROUP BY "conversationId"
  ) s ON s.cid = c.id
), message AS (
  INSERT INTO "Message" (id, "conversationId", sequence, revision, "clientMessageId", "senderId", "senderType", type, content,
    "replyToId", "createdAt", "updatedAt")
  SELECT n.id, n."conversationId", c."lastSequence" + n.n, c.revision + n.n, n."clientMessageId", n."senderId",
    n."senderType"::"UserType", n.type::"MessageType", n.content, n."replyToId", t.at, t.at
  FROM numbered n JOIN conversation c ON c.id = n."conversationId" JOIN tally t ON t."conversationId" = c.id
  RETURNING id, sequence, revision, "createdAt"
), side AS (
  SELECT c.id AS "conversationId", c."agentId" AS "userId", t."byClient" AS received, t."lastByClient" AS last
  FROM tally t JOIN conversation c ON c.id = t."conversationId"
  UNION ALL
  SELECT c.id, c."clientId", t."byAgent", t."lastByAgent" FROM tally t JOIN conversation c ON c.id = t."conversationId"
), feed AS MATERIALIZED (
  SELECT "userId", revision FROM "UserFeed" WHERE "userId" IN (SELECT "userId" FROM side) ORDER BY "userId" FOR NO KEY UPDATE
), "feedRevision" AS (
  SELECT s.*, (f.revision + sum(takes) OVER (PARTITION BY s."userId" ORDER BY s."conversationId") - takes + 1)::int AS card
  FROM (SELECT *, CASE WHEN received > 0 THEN 2 ELSE 1 END AS takes FROM side) s JOIN feed f ON f."userId" = s."userId"
), "movedFeed" AS (
  UPDATE "UserFeed" f SET revision = f.revision + s.takes
  FROM (SELECT "userId", sum(takes)::int AS takes FROM "feedRevision" GROUP BY "userId") s
  WHERE f."userId" = s."userId"
), moved AS (
  UPDATE "PropertyConversation" c SET
    "lastSequence" = c."lastSequence" + t.sent,
    revision = c.revision + t.sent + CASE WHEN c.status = 'ARCHIVED' THEN 1 ELSE 0 END,
    "statusRevision" = CASE WHEN c.status = 'ARCHIVED' THEN c.revision + t.sent + 1 ELSE c."statusRevision" END,
    status = 'ACTIVE',
    "unreadAgentCount" = c."unreadAgentCount" + t."byClient",
    "unreadClientCount" = c."unreadClientCount" + t."byAgent",
    "agentFeedRevision" = a.card,
    "clientFeedRevision" = b.card,
    "lastMessageId" = last.id,
    "lastMessageAt" = t.at,
    "updatedAt" = t.at
  FROM tally t
  JOIN input last ON last.ord = t.last
  JOIN conversation k ON k.id = t."conversationId"
  JOIN "feedRevision" a ON a."conversationId" = k.id AND a."userId" = k."agentId"
  JOIN "feedRevision" b ON b."conversationId" = k.id AND b."userId" = k."clientId"
  WHERE c.id = t."conversationId"
  RETURNING c.*, t."previousStatus", last.preview AS "lastMessageContent",
    CASE WHEN last."senderId" = c."agentId" THEN 'AGENT' ELSE 'CLIENT' END AS "lastMessageSenderType"
), notification AS (
  INSERT INTO "Notification" AS existing (id, "recipientId", type, level, "timelineId", "conversationId", "messageId", title, message,
    count, revision, "createdAt", "updatedAt")
  SELECT last."notificationId", f."userId", 'NEW_MESSAGE', 'PROPERTY', c."timelineId", c.id, last.id,
    CASE WHEN f.received = 1 THEN 'New message for ' ELSE f.received || ' new messages for ' END || p.address,
    last.preview, f.received, f.card + 1, t.at, t.at
  FROM "feedRevision" f
  JOIN conversation c ON c.id = f."conversationId"
  JOIN tally t ON t."conversationId" = c.id
  JOIN input last ON last.ord = f.last
  JOIN "Property" p ON p.id = c."propertyId"
  WHERE f.received > 0
  ON CONFLICT ("conversationId", "recipientId") WHERE type = 'NEW_MESSAGE' AND NOT "isRead" DO UPDATE SET
    count = existing.count + EXCLUDED.count,
    title = (existing.count + EXCLUDED.count) || ' new messages for ' ||
      (SELECT p.address FROM "PropertyConversation" c JOIN "Property" p ON p.id = c."propertyId" WHERE c.id = existing."conversationId"),
    message = EXCLUDED.message, "messageId" = EXCLUDED."messageId", revision = EXCLUDED.revision, "updatedAt" = EXCLUDED."updatedAt"
  RETURNING *
)
SELECT json_build_object(
  'results', (
    SELECT json_agg(json_build_object('outcome', k.outcome, 'id', k.id, 'existingId', k."existingId", 'sequence', m.sequence,
      'revision', m.revision, 'createdAt', m."createdAt", 'senderType', k."senderType", 'senderName', s.name,
      'senderAvatarUrl', s."avatarUrl", 'replySenderType', k."replySenderType", 'replyContent', k."replyContent") ORDER BY k.ord)
    FROM checked k LEFT JOIN message m ON m.id = k.id LEFT JOIN "User" s ON s.id = k."senderId"),
  'conversations', (
    SELECT json_agg(json_build_object('id', c.id, 'propertyId', c."propertyId", 'timelineId', c."timelineId", 'agentId', c."agentId",
      'clientId', c."clientId", 'status', c.status, 'previousStatus', c."previousStatus", 'revision', c.revision,
      'lastSequence', c."lastSequence", 'statusRevision', c."statusRevision", 'agentReadSequence', c."agentReadSequence",
      'clientReadSequence', c."clientReadSequence", 'unreadAgentCount', c."unreadAgentCount",
      'unreadClientCount', c."unreadClientCount", 'agentFeedRevision', c."agentFeedRevision",
      'clientFeedRevision', c."clientFeedRevision", 'lastMessageAt', c."lastMessageAt", 'lastMessageContent', c."lastMessageContent",
      'lastMessageSenderType', c."lastMessageSenderType", 'address', p.address, 'price', p.price, 'imageUrl', p."imageUrl"))
    FROM moved c JOIN "Property" p ON p.id = c."propertyId"),
  'notifications', (
    SELECT json_agg(json_build_object('id', n.id, 'type', n.type, 'level', n.level, 'recipientId', n."recipientId",
      'conversationId', n."conversationId", 'propertyId', p.id, 'propertyAddress', p.address, 'timelineId', n."timelineId",
      'title', n.title, 'message', n.message, 'count', n.count, 'isRead', n."isRead", 'createdAt', n."createdAt",
      'updatedAt', n."updatedAt", 'revision', n.revision))
    FROM notification n JOIN "PropertyConversation" c ON c.id = n."conversationId" JOIN "Property" p ON p.id = c."propertyId")
) AS answer`;
