/** Rows for our own server, by set-based SQL: people with a session each, and conversations between them. */
import { SignJWT } from 'jose';
import type { Pair } from '../load/protocols.ts';

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

/** `pairs` agents with one client, one property and one conversation each, and a session for everybody. */
export async function preparePairs(sql: Sql, pairs: number): Promise<Pair[]> {
  const numbers = 'generate_series(1, $1::int) AS n';
  await sql(
    `INSERT INTO "User" (id, type, name, email, "passwordHash", "updatedAt")
     SELECT 'agent-' || n, 'AGENT', 'Agent ' || n, 'agent' || n || '@example.com', 'none', now() FROM ${numbers}`,
    [pairs],
  );
  await sql(
    `INSERT INTO "User" (id, type, name, "updatedAt") SELECT 'client-' || n, 'CLIENT', 'Client ' || n, now() FROM ${numbers}`,
    [pairs],
  );
  await sql(
    `INSERT INTO "Timeline" (id, title, "agentId", "clientId", "shareToken", "clientCodeHash", "updatedAt")
     SELECT 'timeline-' || n, 'Homes', 'agent-' || n, 'client-' || n, 'share-' || n, 'none', now() FROM ${numbers}`,
    [pairs],
  );
  await sql(
    `INSERT INTO "Property" (id, "timelineId", address, "addressKey", "updatedAt")
     SELECT 'property-' || n, 'timeline-' || n, n || ' Elm Street', n || ' elm street', now() FROM ${numbers}`,
    [pairs],
  );
  await sql(
    `INSERT INTO "PropertyConversation" (id, "propertyId", "timelineId", "agentId", "clientId", "updatedAt")
     SELECT 'conversation-' || n, 'property-' || n, 'timeline-' || n, 'agent-' || n, 'client-' || n, now() FROM ${numbers}`,
    [pairs],
  );
  await sql(
    `INSERT INTO "Session" (id, "userId", "tokenHash", "expiresAt", "updatedAt")
     SELECT 'session-' || id, id, 'none', now() + interval '1 day', now() FROM "User" WHERE $1::int > 0
     ON CONFLICT (id) DO NOTHING`,
    [pairs],
  );
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
