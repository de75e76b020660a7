/**
 * The rules hold in the database itself, against a mistake in a service: every constraint is tried to be broken by plain SQL. The list is
 * compared with the catalogue, so that a new constraint without an attempt fails.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testDatabase.ts';

type Value = string | number | boolean | null | { sql: string };
type Values = Record<string, Value>;

const now = { sql: 'now()' };
/** A valid row of each table; what is not named has a default. */
const rows = {
  User: { id: 'new', type: 'CLIENT', name: 'New', updatedAt: now },
  UserFeed: { userId: 'ann' },
  Session: { id: 'new', userId: 'ann', tokenHash: 'hash', expiresAt: now, updatedAt: now },
  Timeline: { id: 'new', title: 'New', agentId: 'ann', clientId: 'free', shareToken: 'new', updatedAt: now },
  Property: { id: 'new', timelineId: 'homes', address: '9 Oak', addressKey: '9 oak', updatedAt: now },
  PropertyFeedback: { id: 'new', propertyId: 'elm2', verdict: 'LOVE', updatedAt: now },
  PropertyConversation: {
    id: 'new',
    propertyId: 'bare',
    timelineId: 'homes',
    agentId: 'ann',
    clientId: 'carl',
    updatedAt: now,
  },
  Message: {
    id: 'new',
    conversationId: 'talk',
    sequence: 3,
    revision: 4,
    clientMessageId: 'new',
    senderId: 'carl',
    senderType: 'CLIENT',
    content: 'hello',
    updatedAt: now,
  },
  ReadReceipt: { conversationId: 'talk', revision: 4, readerType: 'AGENT', readSequence: 2 },
  Notification: {
    id: 'new',
    recipientId: 'carl',
    type: 'NEW_MESSAGE',
    level: 'PROPERTY',
    timelineId: 'homes',
    conversationId: 'talk',
    title: 'New',
    message: 'hello',
    revision: 9,
  },
} satisfies Record<string, Values>;
type Table = keyof typeof rows;

const literal = (value: Value) =>
  value === null ? 'NULL' : typeof value === 'object' ? value.sql : typeof value === 'string' ? `'${value}'` : value;
function insert(table: Table, changes: Values = {}): string {
  const row: Values = { ...rows[table], ...changes };
  const columns = Object.keys(row).map((column) => `"${column}"`);
  return `INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${Object.values(row).map(literal).join(', ')})`;
}
function update(table: Table, id: string, changes: Values): string {
  const set = Object.entries(changes).map(([column, value]) => `"${column}" = ${literal(value)}`);
  return `UPDATE "${table}" SET ${set.join(', ')} WHERE id = '${id}'`;
}
const agent = { type: 'AGENT', passwordHash: 'hash' };
const talk = (changes: Values) => update('PropertyConversation', 'talk', changes);

/** What every attempt starts from: a timeline with a conversation of two messages, and another one beside it. */
const start = [
  insert('User', { ...agent, id: 'ann', email: 'ann@example.com' }),
  insert('User', { ...agent, id: 'abe', email: 'abe@example.com' }),
  insert('User', { id: 'carl' }),
  insert('User', { id: 'cleo' }),
  insert('User', { id: 'free' }),
  insert('Session', { id: 'session' }),
  insert('Timeline', { id: 'homes', clientId: 'carl', shareToken: 'homes' }),
  insert('Timeline', { id: 'others', clientId: 'cleo', shareToken: 'others' }),
  insert('Property', { id: 'elm', address: '1 Elm', addressKey: '1 elm', listingKey: 'K1' }),
  insert('Property', { id: 'elm2', address: '2 Elm', addressKey: '2 elm' }),
  insert('Property', { id: 'bare', address: '3 Elm', addressKey: '3 elm' }),
  insert('Property', { id: 'far', timelineId: 'others', address: '1 Far', addressKey: '1 far' }),
  insert('PropertyFeedback', { id: 'feedback', propertyId: 'elm' }),
  insert('PropertyConversation', { id: 'talk', propertyId: 'elm', revision: 3, lastSequence: 2 }),
  insert('PropertyConversation', { id: 'quiet', propertyId: 'elm2' }),
  insert('PropertyConversation', {
    id: 'far',
    propertyId: 'far',
    timelineId: 'others',
    clientId: 'cleo',
    revision: 1,
    lastSequence: 1,
  }),
  insert('Message', { id: 'first', sequence: 1, revision: 1, clientMessageId: 'first' }),
  insert('Message', { id: 'second', sequence: 2, revision: 2, clientMessageId: 'second' }),
  insert('Message', { id: 'far', conversationId: 'far', senderId: 'cleo', sequence: 1, revision: 1 }),
  insert('ReadReceipt', { revision: 3, readSequence: 1 }),
  insert('Notification', { id: 'notification', recipientId: 'ann', revision: 1 }),
];

/** Statements that must fail by this constraint. */
const attempts: Record<string, string[]> = {
  // One of a kind.
  User_pkey: [insert('User', { id: 'carl' })],
  User_agent_email_key: [insert('User', { ...agent, email: 'ANN@example.com' })],
  UserFeed_pkey: [insert('UserFeed')],
  Session_pkey: [insert('Session', { id: 'session' })],
  Timeline_pkey: [insert('Timeline', { id: 'homes' })],
  Timeline_clientId_key: [insert('Timeline', { clientId: 'carl' })],
  Timeline_shareToken_key: [insert('Timeline', { shareToken: 'homes' })],
  Property_pkey: [insert('Property', { id: 'elm' })],
  Property_timelineId_listingKey_key: [insert('Property', { listingKey: 'K1' })],
  Property_timelineId_addressKey_key: [insert('Property', { addressKey: '2 elm' })],
  PropertyFeedback_pkey: [insert('PropertyFeedback', { id: 'feedback' })],
  PropertyFeedback_propertyId_key: [insert('PropertyFeedback', { propertyId: 'elm' })],
  PropertyConversation_pkey: [insert('PropertyConversation', { id: 'talk' })],
  PropertyConversation_propertyId_key: [insert('PropertyConversation', { propertyId: 'elm' })],
  Message_pkey: [insert('Message', { id: 'first' })],
  Message_conversationId_sequence_key: [insert('Message', { sequence: 2 })],
  Message_conversationId_revision_key: [update('Message', 'first', { revision: 2 })],
  Message_conversationId_senderId_clientMessageId_key: [insert('Message', { clientMessageId: 'first' })],
  ReadReceipt_pkey: [insert('ReadReceipt', { revision: 3 })],
  ReadReceipt_conversationId_readerType_readSequence_key: [insert('ReadReceipt', { readSequence: 1 })],
  Notification_pkey: [insert('Notification', { id: 'notification' })],
  Notification_recipientId_revision_key: [
    insert('Notification', { recipientId: 'ann', revision: 1, type: 'PROPERTY_VIEWED' }),
  ],
  Notification_unread_message_key: [insert('Notification', { recipientId: 'ann' })],

  // Whose it is, and that nothing leaves its timeline or conversation.
  UserFeed_userId_fkey: [`UPDATE "UserFeed" SET "userId" = 'nobody' WHERE "userId" = 'ann'`],
  Session_userId_fkey: [insert('Session', { userId: 'nobody' })],
  Timeline_people_check: [
    insert('Timeline', { agentId: 'free', clientId: 'carl' }),
    insert('Timeline', { clientId: 'abe' }),
    update('Timeline', 'homes', { agentId: 'cleo' }),
  ],
  // The trigger looks at the people first, so only their disappearance is left for these two.
  Timeline_agentId_fkey: [`DELETE FROM "User" WHERE id = 'ann'`],
  Timeline_clientId_fkey: [`DELETE FROM "User" WHERE id = 'carl'`],
  Property_timelineId_fkey: [insert('Property', { timelineId: 'nowhere' })],
  PropertyFeedback_propertyId_fkey: [insert('PropertyFeedback', { propertyId: 'none' })],
  PropertyConversation_propertyId_timelineId_fkey: [
    insert('PropertyConversation', { propertyId: 'none' }),
    insert('PropertyConversation', { timelineId: 'others', clientId: 'cleo' }),
  ],
  PropertyConversation_timelineId_agentId_clientId_fkey: [
    insert('PropertyConversation', { agentId: 'abe' }),
    insert('PropertyConversation', { clientId: 'cleo' }),
  ],
  Message_conversationId_fkey: [insert('Message', { conversationId: 'nowhere' })],
  Message_senderId_senderType_fkey: [
    insert('Message', { senderType: 'AGENT' }),
    insert('Message', { senderId: 'nobody' }),
  ],
  Message_conversationId_replyToId_fkey: [
    insert('Message', { replyToId: 'far' }),
    insert('Message', { replyToId: 'none' }),
  ],
  ReadReceipt_conversationId_fkey: [insert('ReadReceipt', { conversationId: 'nowhere' })],
  Notification_recipientId_fkey: [insert('Notification', { recipientId: 'nobody' })],
  Notification_timelineId_fkey: [
    insert('Notification', { timelineId: 'nowhere', conversationId: null, level: 'TIMELINE' }),
  ],
  Notification_conversationId_timelineId_fkey: [
    insert('Notification', { conversationId: 'far' }),
    insert('Notification', { conversationId: 'none' }),
  ],

  // What a row may say.
  User_type_check: [
    insert('User', { type: 'AGENT', passwordHash: 'hash' }),
    insert('User', { type: 'AGENT', email: 'new@example.com' }),
    insert('User', { passwordHash: 'hash' }),
  ],
  UserFeed_revision_check: [`UPDATE "UserFeed" SET revision = -1`],
  Property_address_check: [insert('Property', { address: '  ' }), insert('Property', { addressKey: '' })],
  Property_price_check: [insert('Property', { price: -1 })],
  Property_bedrooms_check: [insert('Property', { bedrooms: -1 })],
  Property_bathrooms_check: [
    insert('Property', { bathrooms: -0.5 }),
    insert('Property', { bathrooms: 'NaN' }),
    insert('Property', { bathrooms: 'Infinity' }),
  ],
  Property_livingArea_check: [insert('Property', { livingArea: -1 })],
  Property_latitude_check: [insert('Property', { latitude: 90.1 }), insert('Property', { latitude: 'NaN' })],
  Property_longitude_check: [insert('Property', { longitude: -180.1 }), insert('Property', { longitude: 'NaN' })],
  PropertyConversation_revision_check: [talk({ revision: 1 })],
  PropertyConversation_statusRevision_check: [talk({ statusRevision: 4 }), talk({ statusRevision: -1 })],
  PropertyConversation_agentReadSequence_check: [talk({ agentReadSequence: 3 }), talk({ agentReadSequence: -1 })],
  PropertyConversation_clientReadSequence_check: [talk({ clientReadSequence: 3 }), talk({ clientReadSequence: -1 })],
  PropertyConversation_unreadAgentCount_check: [
    talk({ unreadAgentCount: 3 }),
    talk({ unreadAgentCount: -1 }),
    talk({ unreadAgentCount: 2, agentReadSequence: 1 }),
  ],
  PropertyConversation_unreadClientCount_check: [talk({ unreadClientCount: 3 }), talk({ unreadClientCount: -1 })],
  PropertyConversation_feedRevisions_check: [talk({ agentFeedRevision: -1 }), talk({ clientFeedRevision: -1 })],
  PropertyConversation_lastMessageSequence_check: [
    update('PropertyConversation', 'quiet', { lastMessageSequence: 1 }),
    talk({ lastMessageSequence: 0 }),
    talk({ lastMessageSequence: 3 }),
  ],
  Message_sequence_check: [insert('Message', { sequence: 0 })],
  Message_revision_check: [insert('Message', { sequence: 5 })],
  Message_content_check: [insert('Message', { content: '🏡'.repeat(4_001) })],
  Message_deletedAt_check: [update('Message', 'first', { deletedAt: now })],
  ReadReceipt_readSequence_check: [
    insert('ReadReceipt', { readSequence: 0 }),
    insert('ReadReceipt', { readSequence: 5 }),
  ],
  Notification_level_check: [
    insert('Notification', { level: 'TIMELINE' }),
    insert('Notification', { conversationId: null }),
  ],
  Notification_count_check: [insert('Notification', { count: -1 })],
  Notification_readAt_check: [insert('Notification', { isRead: true }), insert('Notification', { readAt: now })],
  Notification_revision_check: [insert('Notification', { revision: 0 })],
};

/** Triggers that refuse nothing: what they do is tested below. */
const makers = ['User_feed'];

/** Another constraint, which says more, always speaks first; these are there for foreign keys to refer to (or to be doubly sure). */
const implied: Record<string, string> = {
  User_id_type_key: 'User_pkey',
  Timeline_id_agentId_clientId_key: 'Timeline_pkey',
  Property_id_timelineId_key: 'Property_pkey',
  PropertyConversation_id_timelineId_key: 'PropertyConversation_pkey',
  PropertyConversation_propertyId_timelineId_key: 'PropertyConversation_propertyId_key',
  PropertyConversation_agentId_fkey: 'PropertyConversation_timelineId_agentId_clientId_fkey',
  PropertyConversation_clientId_fkey: 'PropertyConversation_timelineId_agentId_clientId_fkey',
  PropertyConversation_people_check: 'Timeline_people_check',
  Message_conversationId_id_key: 'Message_pkey',
};

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
  for (const statement of start) await store.sql(statement);
});
afterAll(() => store.close());

/** Which constraint refuses this; the statement leaves nothing behind. */
async function refusedBy(statement: string): Promise<string> {
  // One statement alone is a transaction of its own, deferred checks included.
  const run = statement.startsWith('BEGIN;')
    ? `DO $$ BEGIN ${statement.slice(6, -7)} SET CONSTRAINTS ALL IMMEDIATE; END $$`
    : statement;
  const error = await store.sql(run).then(
    () => ({ constraint: `nothing: ${statement}` }),
    // The driver's error says which constraint it was.
    (thrown: { constraint?: string; message: string }) => ({ constraint: thrown.constraint ?? thrown.message }),
  );
  return error.constraint;
}

test('every constraint, unique index and trigger of the database has an attempt', async () => {
  const catalogue = await store.sql(`
    SELECT conname AS name FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c', 'x') AND conrelid::regclass::text <> '_prisma_migrations'
    UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND i.indrelid::regclass::text <> '_prisma_migrations'
    UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal`);
  expect([...Object.keys(attempts), ...Object.keys(implied), ...makers].sort()).toEqual(
    catalogue.map(({ name }) => String(name)).sort(),
  );
});

test('the rows that the attempts differ from are good ones', async () => {
  // A feed cannot be added: it is there with its user.
  const addable = (Object.keys(rows) as Table[]).filter((table) => table !== 'UserFeed');
  for (const table of addable) {
    await store
      .sql(
        `DO $$ BEGIN ${insert(table)}; SET CONSTRAINTS ALL IMMEDIATE; RAISE EXCEPTION USING ERRCODE = 'PS000'; END $$`,
      )
      .catch((error: { code?: string; message: string }) =>
        expect({ table, ...error }).toMatchObject({ code: 'PS000' }),
      );
  }
});

test.each(Object.entries(attempts).flatMap(([name, statements]) => statements.map((statement) => [name, statement])))(
  '%s refuses %s',
  async (name, statement) => expect(await refusedBy(statement!)).toBe(name),
);

describe('where another constraint says more', () => {
  test.each(Object.entries(implied))('%s is covered by %s', async (_name, covering) => {
    for (const statement of attempts[covering]!) expect(await refusedBy(statement)).toBe(covering);
  });
});

test('every user has a feed from the beginning', async () => {
  expect(
    await store.sql(`SELECT revision FROM "User" LEFT JOIN "UserFeed" ON "userId" = id WHERE id = 'carl'`),
  ).toEqual([{ revision: 0 }]);
});

test('a property takes everything of its own with it, and nothing else', async () => {
  await store.sql(talk({ lastMessageSequence: 2 }));
  await store.sql(`DELETE FROM "Property" WHERE id = 'elm'`);
  const left = await store.sql(`
    SELECT (SELECT string_agg(id, ',' ORDER BY id) FROM "PropertyConversation") AS conversations,
      (SELECT string_agg(id, ',') FROM "Message") AS messages, (SELECT count(*)::int FROM "ReadReceipt") AS receipts,
      (SELECT count(*)::int FROM "Notification") AS notifications, (SELECT count(*)::int FROM "PropertyFeedback") AS feedback`);
  expect(left).toEqual([{ conversations: 'far,quiet', messages: 'far', receipts: 0, notifications: 0, feedback: 0 }]);
});
