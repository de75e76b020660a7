/** Fills a database for the baseline: sets of rows in a few statements each, so that many pairs take no time. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { type Caller, importSecret, signToken } from './tokens.ts';

export type Person = { userId: string; token: string };

/** An agent (the sender) and a client (the receiver) who talk about one property. */
export type Pair = { conversationId: string; sender: Person; receiver: Person };

/** Signed as the baseline wants it: the same secret as its `JWT_SECRET`. */
export async function prepareBaseline(databaseUrl: string, pairs: number, jwtSecret: string): Promise<Pair[]> {
  const prefix = await inDatabase(databaseUrl, (client) =>
    insertPeople(client, { agents: pairs, timelines: pairs, conversations: pairs }),
  );
  const key = await importSecret(jwtSecret);
  const numbers = Array.from({ length: pairs }, (_, index) => index + 1);
  return Promise.all(
    numbers.map(async (number) => ({
      conversationId: `${prefix}-conversation-${number}`,
      sender: await person(key, agentOf(prefix, number)),
      receiver: await person(key, {
        userId: `${prefix}-client-${number}`,
        type: 'CLIENT',
        name: `Client ${number}`,
        timelineId: `${prefix}-timeline-${number}`,
      }),
    })),
  );
}

/** So many messages in one conversation, from the agent and the client in turn, one a second, the last one now. All are read. */
export async function prepareBaselineHistory(
  databaseUrl: string,
  conversationId: string,
  messages: number,
): Promise<void> {
  await inDatabase(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO "Message"
         ("id", "conversationId", "senderId", "senderType", "content", "isRead", "readAt", "createdAt", "updatedAt")
       SELECT $1 || '-message-' || n, c."id", CASE WHEN n % 2 = 1 THEN c."agentId" ELSE c."clientId" END,
         CASE WHEN n % 2 = 1 THEN 'AGENT' ELSE 'CLIENT' END::"UserType",
         'Message ' || n || ' of a long talk about this house and everything in it.', true, sent.at, sent.at, sent.at
       FROM "PropertyConversation" c, generate_series(1, $3::int) n,
         LATERAL (SELECT ${now} - make_interval(secs => $3::int - n) AS at) sent
       WHERE c."id" = $2
       ORDER BY n`,
      [makePrefix(), conversationId, messages],
    );
    await client.query(
      `UPDATE "PropertyConversation" SET "lastMessageAt" = latest.at
       FROM (SELECT max("createdAt") AS at FROM "Message" WHERE "conversationId" = $1) latest WHERE "id" = $1`,
      [conversationId],
    );
  });
}

/** An agent with so many conversations, ten a client, each with five messages of which the agent has not read two. */
export async function prepareBaselineInbox(
  databaseUrl: string,
  conversations: number,
  jwtSecret: string,
): Promise<{ agentId: string; token: string }> {
  const prefix = await inDatabase(databaseUrl, async (client) => {
    const timelines = Math.ceil(conversations / 10);
    const inserted = await insertPeople(client, { agents: 1, timelines, conversations });
    const fewMessages = `generate_series(1, 5) n, LATERAL (
       SELECT ${now} - make_interval(mins => c.number, secs => 5 - n) AS at, n > 3 AS unread) sent`;
    const mine = `(SELECT *, substring("id" FROM '[0-9]+$')::int AS number
       FROM "PropertyConversation" WHERE "id" LIKE $1 || '-conversation-%') c`;
    await client.query(
      `INSERT INTO "Message"
         ("id", "conversationId", "senderId", "senderType", "content", "isRead", "readAt", "createdAt", "updatedAt")
       SELECT $1 || '-message-' || c.number || '-' || n, c."id", c."clientId", 'CLIENT', 'Question ' || n,
         NOT sent.unread, CASE WHEN NOT sent.unread THEN sent.at END, sent.at, sent.at
       FROM ${mine}, ${fewMessages}`,
      [inserted],
    );
    await client.query(
      `INSERT INTO "Notification"
         ("id", "conversationId", "recipientId", "type", "title", "message", "isRead", "readAt", "createdAt")
       SELECT $1 || '-notification-' || c.number || '-' || n, c."id", c."agentId", 'NEW_MESSAGE',
         'New message for ' || p."address", 'Question ' || n, NOT sent.unread,
         CASE WHEN NOT sent.unread THEN sent.at END, sent.at
       FROM ${mine} JOIN "Property" p ON p."id" = c."propertyId", ${fewMessages}`,
      [inserted],
    );
    await client.query(
      `UPDATE "PropertyConversation" SET "unreadAgentCount" = 2, "lastMessageAt" = latest.at
       FROM (SELECT "conversationId", max("createdAt") AS at FROM "Message" GROUP BY 1) latest
       WHERE "id" = latest."conversationId" AND "id" LIKE $1 || '-conversation-%'`,
      [inserted],
    );
    return inserted;
  });
  const { userId, token } = await person(await importSecret(jwtSecret), agentOf(prefix, 1));
  return { agentId: userId, token };
}

/** As Prisma writes times: UTC, in a column without a time zone. */
const now = `timezone('utc', now())`;

const makePrefix = () => randomBytes(4).toString('hex');

const agentOf = (prefix: string, number: number): Caller => ({
  userId: `${prefix}-agent-${number}`,
  type: 'AGENT',
  name: `Agent ${number}`,
});

async function person(key: CryptoKey, caller: Caller): Promise<Person> {
  return { userId: caller.userId, token: await signToken(key, caller) };
}

/**
 * Agents, and timelines with a client each, dealt out to them in turn; conversations with a property each, dealt out to the timelines in
 * turn. Ids are `<prefix>-<kind>-<number>`, numbers from 1. Answers the prefix.
 */
async function insertPeople(
  client: pg.Client,
  { agents, timelines, conversations }: { agents: number; timelines: number; conversations: number },
): Promise<string> {
  const prefix = makePrefix();
  for (const [kind, type, count] of [
    ['agent', 'AGENT', agents],
    ['client', 'CLIENT', timelines],
  ]) {
    await client.query(
      `INSERT INTO "User" ("id", "type", "name", "updatedAt")
       SELECT $1 || '-' || $2 || '-' || n, $3::"UserType", initcap($2) || ' ' || n, ${now}
       FROM generate_series(1, $4::int) n`,
      [prefix, kind, type, count],
    );
  }
  await client.query(
    `INSERT INTO "Timeline" ("id", "title", "agentId", "clientId", "shareToken", "clientCode", "updatedAt")
     SELECT $1 || '-timeline-' || n, 'Timeline ' || n, $1 || '-agent-' || (n - 1) % $3::int + 1, $1 || '-client-' || n,
       $1 || '-share-' || n, 'CODE' || n, ${now}
     FROM generate_series(1, $2::int) n`,
    [prefix, timelines, agents],
  );
  await client.query(
    `INSERT INTO "Property" ("id", "timelineId", "address", "price", "imageUrl", "updatedAt")
     SELECT $1 || '-property-' || n, $1 || '-timeline-' || (n - 1) % $3::int + 1, n || ' Elm Street',
       300000 + n % 500 * 1000, 'https://images.example.com/' || n || '.jpg', ${now}
     FROM generate_series(1, $2::int) n`,
    [prefix, conversations, timelines],
  );
  await client.query(
    `INSERT INTO "PropertyConversation" ("id", "propertyId", "timelineId", "agentId", "clientId", "updatedAt")
     SELECT $1 || '-conversation-' || n, p."id", t."id", t."agentId", t."clientId", ${now}
     FROM generate_series(1, $2::int) n
       JOIN "Property" p ON p."id" = $1 || '-property-' || n
       JOIN "Timeline" t ON t."id" = p."timelineId"`,
    [prefix, conversations],
  );
  return prefix;
}

/** In a database that has the baseline's tables, or gets them now; with statistics of the new rows afterwards. */
async function inDatabase<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT to_regclass('"PropertyConversation"') IS NOT NULL AS "isThere"`);
    if (!rows[0].isThere) await client.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
    const result = await work(client);
    await client.query('VACUUM ANALYZE');
    return result;
  } finally {
    await client.end();
  }
}
