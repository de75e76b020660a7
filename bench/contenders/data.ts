/** Rows for our own server, by set-based SQL: people with a session each, conversations between them, and what they said. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { insertMessagesStatement, type MessageInput } from '../../server/database/messageStatement.ts';
import { type Pair, textOf } from '../load/protocols.ts';

export const jwtSecret = 'a secret of this benchmark, at least 32 bytes long';

/** Runs one statement with parameters. */
export type Sql = (text: string, values?: unknown[]) => Promise<unknown>;

/** A token of a session that lasts longer than any run. */
async function accessToken(userId: string, type: 'AGENT' | 'CLIENT', timelineId: string): Promise<string> {
  return new SignJWT({
    sid: `session-${userId}`,
    typ: type,
    name: 'Bench',
    ...(type === 'CLIENT' && { tid: timelineId }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(new TextEncoder().encode(jwtSecret));
}

/** As Prisma writes times: UTC, in a column without a time zone. */
const now = `timezone('UTC', now())`;

/**
 * Agents, and timelines with a client each, dealt out to them in turn; homes with a conversation each, dealt out to the timelines in turn.
 * Ids are `<kind>-<number>`, numbers from 1. Everybody has a session.
 */
async function insertPeople(sql: Sql, count: { agents: number; timelines: number; homes: number }): Promise<void> {
  const { agents, timelines, homes } = count;
  await sql(
    `INSERT INTO "User" (id, type, name, email, "passwordHash", "updatedAt")
     SELECT 'agent-' || n, 'AGENT', 'Agent ' || n, 'agent' || n || '@example.com', 'none', ${now}
     FROM generate_series(1, $1::int) n`,
    [agents],
  );
  await sql(
    `INSERT INTO "User" (id, type, name, "updatedAt")
     SELECT 'client-' || n, 'CLIENT', 'Client ' || n, ${now} FROM generate_series(1, $1::int) n`,
    [timelines],
  );
  await sql(
    `INSERT INTO "Timeline" (id, title, "agentId", "clientId", "shareToken", "clientCodeHash", "updatedAt")
     SELECT 'timeline-' || n, 'Homes', 'agent-' || (n - 1) % $2::int + 1, 'client-' || n, 'share-' || n, 'none', ${now}
     FROM generate_series(1, $1::int) n`,
    [timelines, agents],
  );
  await sql(
    `INSERT INTO "Property" (id, "timelineId", address, "addressKey", price, "imageUrl", "updatedAt")
     SELECT 'property-' || n, 'timeline-' || (n - 1) % $2::int + 1, n || ' Elm Street', n || ' elm street',
       300000 + n % 500 * 1000, 'https://images.example.com/' || n || '.jpg', ${now}
     FROM generate_series(1, $1::int) n`,
    [homes, timelines],
  );
  await sql(
    `INSERT INTO "PropertyConversation" (id, "propertyId", "timelineId", "agentId", "clientId", "updatedAt")
     SELECT 'conversation-' || substr(p.id, 10), p.id, t.id, t."agentId", t."clientId", ${now}
     FROM "Property" p JOIN "Timeline" t ON t.id = p."timelineId"`,
  );
  await sql(
    `INSERT INTO "Session" (id, "userId", "tokenHash", "expiresAt", "updatedAt")
     SELECT 'session-' || id, id, 'none', ${now} + interval '1 day', ${now} FROM "User"`,
  );
}

/** `pairs` agents with one client, one property and one conversation each. */
export async function preparePairs(sql: Sql, pairs: number): Promise<Pair[]> {
  await insertPeople(sql, { agents: pairs, timelines: pairs, homes: pairs });
  return Promise.all(
    Array.from({ length: pairs }, async (_, index) => {
      const n = index + 1;
      const [agent, client, timeline] = [`agent-${n}`, `client-${n}`, `timeline-${n}`];
      return {
        conversationId: `conversation-${n}`,
        sender: { userId: agent, token: await accessToken(agent, 'AGENT', timeline) },
        receiver: { userId: client, token: await accessToken(client, 'CLIENT', timeline) },
      };
    }),
  );
}

/** An agent with so many timelines in which there is nothing yet. */
export async function prepareEmptyTimelines(
  sql: Sql,
  timelines: number,
): Promise<{ token: string; timelineIds: string[] }> {
  await insertPeople(sql, { agents: 1, timelines, homes: 0 });
  return {
    token: await accessToken('agent-1', 'AGENT', ''),
    timelineIds: Array.from({ length: timelines }, (_, index) => `timeline-${index + 1}`),
  };
}

/** Each sender says so many things, numbered from 0, that nobody is told of: by the statement of the product. */
export async function insertUnheard(sql: Sql, pairs: readonly Pair[], messages: number): Promise<void> {
  for (let n = 0; n < messages; n++) {
    const batch = pairs.map(({ conversationId, sender }, ord): MessageInput => {
      const content = textOf(n);
      const [id, clientMessageId] = [randomUUID(), randomUUID()];
      const { userId: senderId } = sender;
      return {
        ord,
        id,
        conversationId,
        senderId,
        clientMessageId,
        type: 'TEXT',
        content,
        preview: content,
        replyToId: null,
      };
    });
    await sql(insertMessagesStatement, [JSON.stringify(batch)]);
  }
}

/** After so many messages each side reads what there is: that takes one revision each. */
const readEvery = 10;

/**
 * So many messages in one conversation, from the agent and the client in turn, one a second, the last one now. All are read, ten at a
 * time. Keys are not checked one by one: they are right, and that takes minutes.
 */
export async function insertHistory(sql: Sql, conversationId: string, messages: number): Promise<void> {
  const at = `${now} - make_interval(secs => $2::int - n)`;
  await sql('SET session_replication_role = replica');
  await sql(
    `INSERT INTO "Message" (id, "conversationId", sequence, revision, "clientMessageId", "senderId", "senderType", content,
       "createdAt", "updatedAt")
     SELECT 'message-' || n, c.id, n, n + 2 * ((n - 1) / ${readEvery}), 'name-' || n,
       CASE WHEN n % 2 = 1 THEN c."agentId" ELSE c."clientId" END,
       (CASE WHEN n % 2 = 1 THEN 'AGENT' ELSE 'CLIENT' END)::"UserType",
       'Message ' || n || ' of a long talk about this house and everything in it.', ${at}, ${at}
     FROM "PropertyConversation" c, generate_series(1, $2::int) n WHERE c.id = $1 ORDER BY n`,
    [conversationId, messages],
  );
  await sql(
    `INSERT INTO "ReadReceipt" ("conversationId", revision, "readerType", "readSequence", "readAt")
     SELECT $1, n + 2 * (n / ${readEvery} - 1) + side.number, side.type::"UserType", n, ${at}
     FROM generate_series(${readEvery}, $2::int, ${readEvery}) n, (VALUES (1, 'AGENT'), (2, 'CLIENT')) side(number, type)`,
    [conversationId, messages],
  );
  await sql('SET session_replication_role = DEFAULT');
  await sql(
    `UPDATE "PropertyConversation" SET "lastSequence" = $2, revision = $2::int + 2 * ($2::int / ${readEvery}),
       "agentReadSequence" = $2, "clientReadSequence" = $2, "lastMessageSequence" = $2, "lastMessageAt" = ${now}
     WHERE id = $1`,
    [conversationId, messages],
  );
}

/**
 * An agent with so many conversations, ten a client, each with five messages of its client. Of every `unreadEvery`th the agent has not
 * read the last two, and there is a notification that says so; the notification of the others is read.
 */
export async function prepareInbox(
  sql: Sql,
  homes: number,
  unreadEvery: number,
): Promise<{ agentId: string; token: string }> {
  await insertPeople(sql, { agents: 1, timelines: Math.ceil(homes / 10), homes });
  const numbered = `(SELECT *, substr(id, 14)::int AS number, substr(id, 14)::int % $1::int = 0 AS unread
    FROM "PropertyConversation") c`;
  const at = `${now} - make_interval(mins => c.number, secs => 5 - n)`;
  await sql(
    `INSERT INTO "Message" (id, "conversationId", sequence, revision, "clientMessageId", "senderId", "senderType", content,
       "createdAt", "updatedAt")
     SELECT 'message-' || c.number || '-' || n, c.id, n, n + CASE WHEN n > 3 THEN 1 ELSE 0 END, 'name-' || n, c."clientId", 'CLIENT',
       'Question ' || n, ${at}, ${at}
     FROM ${numbered}, generate_series(1, 5) n`,
    [unreadEvery],
  );
  await sql(
    `INSERT INTO "ReadReceipt" ("conversationId", revision, "readerType", "readSequence", "readAt")
     SELECT c.id, receipt.revision, 'AGENT', receipt.sequence, ${now}
     FROM ${numbered} JOIN (VALUES (4, 3, true), (7, 5, false)) receipt(revision, sequence, always) ON always OR NOT c.unread`,
    [unreadEvery],
  );
  await sql(
    `INSERT INTO "Notification" (id, "recipientId", type, level, "timelineId", "conversationId", "messageId", title, message, count,
       "isRead", "readAt", revision, "createdAt", "updatedAt")
     SELECT 'notification-' || c.number, c."agentId", 'NEW_MESSAGE', 'PROPERTY', c."timelineId", c.id,
       'message-' || c.number || '-5', '2 new messages for ' || c.number || ' Elm Street', 'Question 5',
       CASE WHEN c.unread THEN 2 ELSE 0 END, NOT c.unread, CASE WHEN NOT c.unread THEN ${now} END, c.number, last.at, last.at
     FROM ${numbered}, LATERAL (SELECT ${now} - make_interval(mins => c.number) AS at) last`,
    [unreadEvery],
  );
  await sql(
    `UPDATE "PropertyConversation" o SET "lastSequence" = 5, revision = CASE WHEN c.unread THEN 6 ELSE 7 END,
       "agentReadSequence" = CASE WHEN c.unread THEN 3 ELSE 5 END, "unreadAgentCount" = CASE WHEN c.unread THEN 2 ELSE 0 END,
       "lastMessageSequence" = 5, "lastMessageAt" = ${now} - make_interval(mins => c.number), "agentFeedRevision" = c.number
     FROM ${numbered} WHERE o.id = c.id`,
    [unreadEvery],
  );
  await sql(`UPDATE "UserFeed" SET revision = $1 WHERE "userId" = 'agent-1'`, [homes]);
  return { agentId: 'agent-1', token: await accessToken('agent-1', 'AGENT', '') };
}
