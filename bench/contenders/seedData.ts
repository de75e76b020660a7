/** Rows of the seed's that only the benchmark's measures want; its people and its histories are in `baseline/data.ts`. */
import { type Pair, textOf } from '../load/protocols.ts';
import type { Sql } from './data.ts';

/** Each sender says so many things, numbered from 0, that nobody is told of: the rows that its transaction would have left. */
export async function insertUnheardOfSeed(sql: Sql, pairs: readonly Pair[], messages: number): Promise<void> {
  const texts = Array.from({ length: messages }, (_, n) => textOf(n));
  const values = [pairs.map(({ conversationId }) => conversationId), texts];
  const at = `timezone('utc', now()) + make_interval(secs => said.n * 0.001)`;
  const said = `"PropertyConversation" c, unnest($2::text[]) WITH ORDINALITY said(content, n) WHERE c.id = ANY($1::text[])`;
  await sql(
    `INSERT INTO "Message" ("id", "conversationId", "senderId", "senderType", "content", "createdAt", "updatedAt")
     SELECT 'unheard-' || c.id || '-' || said.n, c.id, c."agentId", 'AGENT', said.content, ${at}, ${at} FROM ${said}`,
    values,
  );
  await sql(
    `INSERT INTO "Notification" ("id", "conversationId", "recipientId", "type", "title", "message", "createdAt")
     SELECT 'unheard-' || c.id || '-' || said.n, c.id, c."clientId", 'NEW_MESSAGE', 'New message', said.content, ${at} FROM ${said}`,
    values,
  );
  await sql(
    `UPDATE "PropertyConversation" SET "unreadClientCount" = "unreadClientCount" + cardinality($2::text[]),
       "lastMessageAt" = timezone('utc', now()) WHERE id = ANY($1::text[])`,
    values,
  );
}
