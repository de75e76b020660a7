import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/testDatabase.ts';
import { verifySecret } from '../services/secrets.ts';
import { demoRows } from './demoRows.ts';
import { parseDialogue } from './dialogue.ts';
import { elmStreet } from './dialogues/elmStreet.ts';
import { type DemoAccess, seedDemo } from './seedDemo.ts';
import { timelines } from './story.ts';

let demo: TestDatabase;
let access: DemoAccess;

beforeAll(async () => {
  demo = await createTestDatabase();
  const seeded = await seedDemo({ database: demo.database });
  if (!seeded) throw new Error('nothing was seeded');
  access = seeded;
}, 60_000);
afterAll(() => demo?.close());

/** Rows that break a rule; every query below should find none. */
const breaking = (sql: string) => demo.sql(sql);

describe('the demo', () => {
  test('opens with what is printed', async () => {
    const agent = await demo.database.user.findFirstOrThrow({ where: { email: access.agent.email, type: 'AGENT' } });
    expect(await verifySecret(agent.passwordHash, access.agent.password)).toBe(true);
    expect(access.clients.map(({ name }) => name)).toEqual(
      expect.arrayContaining(timelines.map(({ client }) => client.name)),
    );
    for (const { shareToken, clientCode } of access.clients) {
      const timeline = await demo.database.timeline.findUniqueOrThrow({ where: { shareToken } });
      expect(await verifySecret(timeline.clientCodeHash, clientCode)).toBe(true);
    }
  });

  test('has a long history, unread on both sides, every status, every verdict and every kind of notification', async () => {
    const conversations = await demo.database.propertyConversation.findMany();
    expect(conversations.length).toBeGreaterThanOrEqual(20);
    expect(Math.max(...conversations.map(({ lastSequence }) => lastSequence))).toBeGreaterThanOrEqual(300);
    expect(conversations.some(({ unreadAgentCount }) => unreadAgentCount > 0)).toBe(true);
    expect(conversations.some(({ unreadClientCount }) => unreadClientCount > 0)).toBe(true);
    expect(conversations.some(({ lastSequence }) => lastSequence === 0)).toBe(true);
    expect(new Set(conversations.map(({ status }) => status)).size).toBe(3);
    expect(new Set((await demo.database.propertyFeedback.findMany()).map(({ verdict }) => verdict)).size).toBe(3);
    expect(new Set((await demo.database.notification.findMany()).map(({ type }) => type)).size).toBe(5);
  });

  test('shows every home with a picture that exists', async () => {
    const properties = await demo.database.property.findMany();
    for (const { imageUrl } of properties) {
      expect(existsSync(new URL(`../../client/public${imageUrl}`, import.meta.url)), String(imageUrl)).toBe(true);
    }
  });
});

describe('its counters equal a recount', () => {
  test('sequences are 1, 2, 3 … and lastSequence the last', async () => {
    expect(
      await breaking(`
        SELECT c.id FROM "PropertyConversation" c LEFT JOIN "Message" m ON m."conversationId" = c.id
        GROUP BY c.id HAVING count(m.id) <> c."lastSequence" OR coalesce(max(m.sequence), 0) <> c."lastSequence"
          OR count(DISTINCT m.sequence) <> count(m.id)`),
    ).toEqual([]);
  });

  test('revisions of messages, receipts and status have no gaps', async () => {
    const changes = await breaking(`
      SELECT c.id, c.revision, array_agg(r.revision ORDER BY r.revision) AS all FROM "PropertyConversation" c
      JOIN (
        SELECT "conversationId" AS id, revision FROM "Message"
        UNION ALL SELECT "conversationId", revision FROM "ReadReceipt"
        UNION ALL SELECT id, "statusRevision" FROM "PropertyConversation" WHERE "statusRevision" > 0
      ) r ON r.id = c.id GROUP BY c.id`);
    expect(changes.length).toBeGreaterThan(10);
    for (const { revision, all } of changes) {
      expect(all).toEqual(Array.from({ length: Number(revision) }, (_, index) => index + 1));
    }
  });

  test('what is unread is what the other side wrote beyond the read sequence', async () => {
    expect(
      await breaking(`
        SELECT c.id FROM "PropertyConversation" c LEFT JOIN "Message" m ON m."conversationId" = c.id AND m."deletedAt" IS NULL
        GROUP BY c.id HAVING
          count(*) FILTER (WHERE m."senderType" = 'CLIENT' AND m.sequence > c."agentReadSequence") <> c."unreadAgentCount"
          OR count(*) FILTER (WHERE m."senderType" = 'AGENT' AND m.sequence > c."clientReadSequence") <> c."unreadClientCount"`),
    ).toEqual([]);
  });

  test('the read sequences are those of the last receipts', async () => {
    expect(
      await breaking(`
        SELECT c.id FROM "PropertyConversation" c LEFT JOIN "ReadReceipt" r ON r."conversationId" = c.id
        GROUP BY c.id HAVING coalesce(max(r."readSequence") FILTER (WHERE r."readerType" = 'AGENT'), 0) <> c."agentReadSequence"
          OR coalesce(max(r."readSequence") FILTER (WHERE r."readerType" = 'CLIENT'), 0) <> c."clientReadSequence"`),
    ).toEqual([]);
  });

  test('the preview is the newest message', async () => {
    expect(
      await breaking(`
        SELECT c.id FROM "PropertyConversation" c
        LEFT JOIN "Message" m ON m."conversationId" = c.id AND m.sequence = c."lastSequence"
        WHERE m.sequence IS DISTINCT FROM c."lastMessageSequence" OR m."createdAt" IS DISTINCT FROM c."lastMessageAt"`),
    ).toEqual([]);
  });

  test('feed revisions are each used once, and none beyond the feed', async () => {
    expect(
      await breaking(`
        SELECT u."userId", f.revision FROM "UserFeed" u JOIN (
          SELECT "agentId" AS id, "agentFeedRevision" AS revision FROM "PropertyConversation"
          UNION ALL SELECT "clientId", "clientFeedRevision" FROM "PropertyConversation"
          UNION ALL SELECT "recipientId", revision FROM "Notification"
        ) f ON f.id = u."userId" GROUP BY u."userId", f.revision, u.revision HAVING count(*) > 1 OR f.revision NOT BETWEEN 1 AND u.revision`),
    ).toEqual([]);
    expect(
      await breaking(`
        SELECT u."userId" FROM "UserFeed" u WHERE u.revision <> greatest(
          (SELECT max(revision) FROM "Notification" WHERE "recipientId" = u."userId"),
          (SELECT max(greatest(CASE WHEN "agentId" = u."userId" THEN "agentFeedRevision" END, CASE WHEN "clientId" = u."userId" THEN "clientFeedRevision" END))
            FROM "PropertyConversation"))`),
    ).toEqual([]);
  });

  test('an unread notification of new messages counts and previews what is unread', async () => {
    const wrong = await breaking(`
      SELECT n.title, n.count, n.message, u.unread FROM (
        SELECT c.id, c."agentId" AS "recipientId", c."unreadAgentCount" AS unread, p.address, 'CLIENT' AS sender
        FROM "PropertyConversation" c JOIN "Property" p ON p.id = c."propertyId"
        UNION ALL
        SELECT c.id, c."clientId", c."unreadClientCount", p.address, 'AGENT'
        FROM "PropertyConversation" c JOIN "Property" p ON p.id = c."propertyId"
      ) u
      LEFT JOIN "Notification" n ON n."conversationId" = u.id AND n."recipientId" = u."recipientId"
        AND n.type = 'NEW_MESSAGE' AND NOT n."isRead"
      LEFT JOIN LATERAL (
        SELECT id, content, "createdAt" FROM "Message"
        WHERE "conversationId" = u.id AND "senderType"::text = u.sender ORDER BY sequence DESC LIMIT 1
      ) m ON true
      WHERE coalesce(n.count, 0) <> u.unread OR (n.id IS NOT NULL AND (
        n."messageId" <> m.id OR n."updatedAt" <> m."createdAt"
        OR n.message <> CASE WHEN length(m.content) > 200 THEN left(m.content, 199) || '…' ELSE m.content END
        OR n.title <> CASE WHEN n.count = 1 THEN 'New message for ' ELSE n.count || ' new messages for ' END || u.address))`);
    expect(wrong).toEqual([]);
  });
});

describe('its times', () => {
  test('only go forward, and end before now', async () => {
    expect(
      await breaking(`
        SELECT id FROM (
          SELECT id, "createdAt", lag("createdAt") OVER (PARTITION BY "conversationId" ORDER BY sequence) AS before FROM "Message"
        ) m WHERE "createdAt" <= before OR "createdAt" > timezone('UTC', now())`),
    ).toEqual([]);
    expect(
      await breaking(`
        SELECT r.revision FROM "ReadReceipt" r JOIN "Message" m ON m."conversationId" = r."conversationId" AND m.sequence = r."readSequence"
        WHERE r."readAt" < m."createdAt" OR r."readAt" > timezone('UTC', now())`),
    ).toEqual([]);
    expect(
      await breaking(`SELECT id FROM "Notification" WHERE "updatedAt" < "createdAt" OR "readAt" < "createdAt"`),
    ).toEqual([]);
  });

  test.each(['2026-01-01T00:00:30', '2026-03-30T02:10:00', '2026-07-15T23:59:50', '2026-11-02T01:30:00'])(
    'hold at %s as well',
    (local) => {
      const now = new Date(local);
      const secrets = {
        passwordHash: 'x',
        timelines: timelines.map((_, index) => ({ shareToken: `${index}`, clientCodeHash: 'x' })),
      };
      const rows = demoRows(now, secrets);
      const latest = Math.max(
        ...rows.messages.map(({ createdAt }) => createdAt.getTime()),
        ...rows.receipts.map(({ readAt }) => readAt.getTime()),
      );
      expect(latest).toBeLessThanOrEqual(now.getTime());
      const unread = rows.conversations.map((row) => row.unreadAgentCount + row.unreadClientCount);
      const told = rows.conversations.map(({ id }) =>
        rows.notifications
          .filter((row) => row.conversationId === id && row.type === 'NEW_MESSAGE' && !row.isRead)
          .reduce((sum, { count }) => sum + count, 0),
      );
      expect(told).toEqual(unread);
    },
  );
});

describe('seeding', () => {
  test('again changes nothing and answers the same', async () => {
    const before = await demo.sql('SELECT count(*), max("updatedAt") FROM "Message"');
    expect(await seedDemo({ database: demo.database })).toEqual(access);
    expect(await demo.database.user.count()).toBe(1 + timelines.length);
    expect(await demo.sql('SELECT count(*), max("updatedAt") FROM "Message"')).toEqual(before);
  });

  test('leaves out a code that works no more', async () => {
    const { shareToken } = access.clients[0]!;
    await demo.database.timeline.update({ where: { shareToken }, data: { clientCodeHash: null } });
    const again = await seedDemo({ database: demo.database });
    expect(again?.clients).toEqual(access.clients.slice(1));
  });

  test('leaves a database alone that has anybody in it', async () => {
    const other = await createTestDatabase();
    await other.database.user.create({
      data: { type: 'AGENT', name: 'Somebody', email: 'a@example.org', passwordHash: 'x' },
    });
    expect(await seedDemo({ database: other.database })).toBeNull();
    expect(await other.database.user.count()).toBe(1);
    expect(await other.database.timeline.count()).toBe(0);
    await other.close();
  });
});

describe('a dialogue', () => {
  test('has lines by both sides, in order', () => {
    const lines = parseDialogue(elmStreet, new Date());
    expect(lines.length).toBeGreaterThanOrEqual(300);
    expect(new Set(lines.map(({ text }) => text)).size).toBeGreaterThan(lines.length * 0.98);
  });

  test('that goes back in time or cannot be read is refused', () => {
    expect(() => parseDialogue('@ 3h\nA: Hi\n@ 4h\nA: Ho', new Date())).toThrow('back in time');
    expect(() => parseDialogue('@ 3h\nHello', new Date())).toThrow('cannot be read');
  });
});
