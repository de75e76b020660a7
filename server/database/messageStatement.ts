/**
 * The one statement that stores a batch of messages, whole or not at all. See `messageWriter.ts` for when and why.
 */
import type { ConversationStatus, UserType } from '../../shared/views.ts';

/** What goes in, as a JSON array. `ord`: its place in the batch, from 0. */
export type MessageInput = {
  ord: number;
  id: string;
  conversationId: string;
  senderId: string;
  clientMessageId: string;
  type: 'TEXT' | 'IMAGE' | 'FILE';
  content: string;
  preview: string;
  replyToId: string | null;
};

/**
 * What comes out: a row for each message, in any order. Times are milliseconds since 1970. Whatever goes with the outcome `sent` is null
 * otherwise.
 */
export type MessageRow = {
  ord: number;
  outcome: 'sent' | 'repeat' | 'missing' | 'stale' | 'closed' | 'replyMissing';
  existingId: string | null;
  byAgent: boolean;
  sequence: number;
  revision: number;
  at: number;
  senderName: string;
  senderAvatarUrl: string | null;
  replySenderType: UserType | null;
  replyContent: string | null;
  /** Of the last message in its conversation: what has become of the conversation. */
  isLast: boolean;
  propertyId: string;
  timelineId: string;
  agentId: string;
  clientId: string;
  previousStatus: ConversationStatus;
  unreadAgentCount: number;
  unreadClientCount: number;
  agentFeedRevision: number;
  clientFeedRevision: number;
  address: string;
  price: number | null;
  imageUrl: string | null;
  /** Of the last message of its sender in its conversation: the notification of the other side. */
  notificationId: string | null;
  notificationCount: number;
  notificationCreatedAt: number;
};

/**
 * `placed` is every message with its place in its conversation; `tally` the last of each conversation, with the sums; `side` one row for each
 * conversation and side: its card changes (one revision), and if the other side wrote, its notification does too (the next).
 *
 * `conversation` is read under its lock, as it is now; everything else as it was when the statement began, `seen` too. Where these are two
 * versions of the row, somebody changed it while the statement waited for the lock, so a quote, an address or a repeat may be out of
 * date: `stale`, nothing is stored.
 *
 * PostgreSQL plans this without knowing how many rows a step yields. So that it does not take them for few and join each with each, what
 * a later step needs is carried along instead of joined again, joins go by `ord`, and steps are narrowed by a bare boolean (which it
 * takes for one in two), never by a comparison (one in two hundred).
 */
export const insertMessagesStatement = `
WITH input AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS t(
    ord int, id text, "conversationId" text, "senderId" text, "clientMessageId" text, type text, content text, preview text,
    "replyToId" text)
), conversation AS MATERIALIZED (
  SELECT ctid AS row, id, "propertyId", "timelineId", "agentId", "clientId", status, revision, "lastSequence", "lastMessageAt",
    "unreadAgentCount", "unreadClientCount"
  FROM "PropertyConversation" WHERE id = ANY(ARRAY(SELECT "conversationId" FROM input)) ORDER BY id FOR NO KEY UPDATE
), seen AS MATERIALIZED (
  SELECT id, ctid AS row FROM "PropertyConversation"
  WHERE id = ANY(ARRAY(SELECT "conversationId" FROM input))
), moment AS MATERIALIZED (
  -- Once all locks are held.
  SELECT timezone('UTC', clock_timestamp())::timestamp(3) AS now FROM (SELECT count(*) FROM conversation) locked
), checked AS MATERIALIZED (
  SELECT i.*, c.row, c."propertyId", c."timelineId", c."agentId", c."clientId", c.status, c.revision, c."lastSequence",
    c."unreadAgentCount", c."unreadClientCount", i."senderId" = c."agentId" AS "byAgent", GREATEST(c."lastMessageAt", moment.now) AS at,
    existing.id AS "existingId", r."senderType" AS "replySenderType", r.content AS "replyContent",
    CASE
      WHEN c.id IS NULL THEN 'missing'
      WHEN seen.row IS DISTINCT FROM c.row THEN 'stale'
      WHEN existing.id IS NOT NULL THEN 'repeat'
      WHEN c.status = 'CLOSED' THEN 'closed'
      WHEN i."replyToId" IS NOT NULL AND r.id IS NULL THEN 'replyMissing'
      ELSE 'sent'
    END AS outcome
  FROM input i CROSS JOIN moment
  LEFT JOIN conversation c ON c.id = i."conversationId" AND i."senderId" IN (c."agentId", c."clientId")
  LEFT JOIN seen ON seen.id = c.id
  LEFT JOIN LATERAL (
    SELECT id FROM "Message"
    WHERE "conversationId" = c.id AND "senderId" = i."senderId" AND "clientMessageId" = i."clientMessageId" OFFSET 0
  ) existing ON true
  LEFT JOIN LATERAL (
    SELECT id, "conversationId", "senderType", content FROM "Message" WHERE id = i."replyToId" OFFSET 0
  ) r ON r."conversationId" = c.id
), placed AS MATERIALIZED (
  SELECT *, (row_number() OVER w)::int AS n, outcome = 'sent' AS "isSent", outcome = 'sent' AND lead(ord) OVER w IS NULL AS "isLast",
    (count(*) FILTER (WHERE "byAgent") OVER w)::int AS "fromAgent", max(ord) FILTER (WHERE "byAgent") OVER w AS "lastFromAgent",
    (count(*) FILTER (WHERE NOT "byAgent") OVER w)::int AS "fromClient", max(ord) FILTER (WHERE NOT "byAgent") OVER w AS "lastFromClient"
  FROM checked WINDOW w AS (PARTITION BY "conversationId", outcome = 'sent' ORDER BY ord)
), message AS (
  INSERT INTO "Message" (id, "conversationId", sequence, revision, "clientMessageId", "senderId", "senderType", type, content,
    "replyToId", "createdAt", "updatedAt")
  SELECT id, "conversationId", "lastSequence" + n, revision + n, "clientMessageId", "senderId",
    (CASE WHEN "byAgent" THEN 'AGENT' ELSE 'CLIENT' END)::"UserType", type::"MessageType", content, "replyToId", at, at
  FROM placed WHERE "isSent"
), tally AS MATERIALIZED (
  SELECT t.*, p.* FROM placed t
  CROSS JOIN LATERAL (SELECT address, price, "imageUrl" FROM "Property" WHERE id = t."propertyId" OFFSET 0) p
  WHERE t."isLast"
), side AS MATERIALIZED (
  SELECT ord, "conversationId", "agentId" AS "userId", true AS "isAgent", "fromClient" AS received, "lastFromClient" AS last FROM tally
  UNION ALL
  SELECT ord, "conversationId", "clientId", false, "fromAgent", "lastFromAgent" FROM tally
), feed AS MATERIALIZED (
  SELECT "userId", revision FROM "UserFeed" WHERE "userId" = ANY(ARRAY(SELECT "userId" FROM side)) ORDER BY "userId" FOR NO KEY UPDATE
), numbered AS MATERIALIZED (
  SELECT s.*, (f.revision + sum(takes) OVER (PARTITION BY s."userId" ORDER BY s."conversationId") - takes + 1)::int AS card
  FROM (SELECT *, CASE WHEN received > 0 THEN 2 ELSE 1 END AS takes, received > 0 AS "isNotified" FROM side) s
  JOIN feed f ON f."userId" = s."userId"
), "movedFeed" AS (
  UPDATE "UserFeed" f SET revision = f.revision + s.takes
  FROM (SELECT "userId", sum(takes)::int AS takes FROM numbered GROUP BY "userId") s
  WHERE f."userId" = s."userId" AND f."userId" = ANY(ARRAY(SELECT "userId" FROM side))
), taken AS MATERIALIZED (
  SELECT ord, max(card) FILTER (WHERE "isAgent") AS agent, max(card) FILTER (WHERE NOT "isAgent") AS client FROM numbered GROUP BY ord
), moved AS (
  UPDATE "PropertyConversation" c SET
    "lastSequence" = t."lastSequence" + t.n,
    revision = t.revision + t.n + CASE WHEN t.status = 'ARCHIVED' THEN 1 ELSE 0 END,
    "statusRevision" = CASE WHEN t.status = 'ARCHIVED' THEN t.revision + t.n + 1 ELSE c."statusRevision" END,
    status = 'ACTIVE',
    "unreadAgentCount" = t."unreadAgentCount" + t."fromClient",
    "unreadClientCount" = t."unreadClientCount" + t."fromAgent",
    "agentFeedRevision" = taken.agent,
    "clientFeedRevision" = taken.client,
    "lastMessageSequence" = t."lastSequence" + t.n,
    "lastMessageAt" = t.at,
    "updatedAt" = t.at
  FROM tally t JOIN taken ON taken.ord = t.ord
  -- By the place of the row, since it is locked: where it was another when the statement began, the message is stale and not here.
  WHERE c.ctid = t.row
), notification AS (
  -- Takes the id of the message it begins with.
  INSERT INTO "Notification" AS existing (id, "recipientId", type, level, "timelineId", "conversationId", "messageId", title, message,
    count, revision, "createdAt", "updatedAt")
  SELECT last.id, f."userId", 'NEW_MESSAGE', 'PROPERTY', t."timelineId", t."conversationId", last.id,
    CASE WHEN f.received = 1 THEN 'New message for ' ELSE f.received || ' new messages for ' END || t.address,
    last.preview, f.received, f.card + 1, t.at, t.at
  FROM numbered f JOIN tally t ON t.ord = f.ord JOIN placed last ON last.ord = f.last
  WHERE f."isNotified"
  ON CONFLICT ("conversationId", "recipientId") WHERE type = 'NEW_MESSAGE' AND NOT "isRead" DO UPDATE SET
    count = existing.count + EXCLUDED.count,
    -- What follows its beginning in the new title is the address.
    title = (existing.count + EXCLUDED.count) || ' new messages for ' || substr(EXCLUDED.title,
      CASE WHEN EXCLUDED.count = 1 THEN 17 ELSE char_length(EXCLUDED.count::text) + 19 END),
    message = EXCLUDED.message, "messageId" = EXCLUDED."messageId", revision = EXCLUDED.revision, "updatedAt" = EXCLUDED."updatedAt"
  RETURNING id, "messageId", count, "createdAt"
)
SELECT k.ord, k.outcome, k."existingId", k."byAgent", k."lastSequence" + k.n AS sequence, k.revision + k.n AS revision,
  (extract(epoch FROM k.at) * 1000)::float8 AS at, s.name AS "senderName", s."avatarUrl" AS "senderAvatarUrl",
  k."replySenderType"::text AS "replySenderType", k."replyContent",
  k."isLast", k."propertyId", k."timelineId", k."agentId", k."clientId", k.status::text AS "previousStatus",
  k."unreadAgentCount" + k."fromClient" AS "unreadAgentCount", k."unreadClientCount" + k."fromAgent" AS "unreadClientCount",
  taken.agent AS "agentFeedRevision", taken.client AS "clientFeedRevision", t.address, t.price, t."imageUrl",
  n.id AS "notificationId", n.count AS "notificationCount", (extract(epoch FROM n."createdAt") * 1000)::float8 AS "notificationCreatedAt"
FROM placed k
LEFT JOIN tally t ON t.ord = k.ord
LEFT JOIN taken ON taken.ord = k.ord
LEFT JOIN notification n ON n."messageId" = k.id
LEFT JOIN LATERAL (SELECT name, "avatarUrl" FROM "User" WHERE id = k."senderId" OFFSET 0) s ON true`;
