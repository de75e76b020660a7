import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { byKeySettings } from '../server/database/client.ts';
import { insertMessagesStatement } from '../server/database/messageStatement.ts';
import { migratePostgresql } from '../server/database/migrate.ts';
import { type Postgres, startPostgres } from './postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
  await migratePostgresql(postgres.url);
});
afterAll(() => postgres.stop());

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'TID Cond'?: string;
  Plans?: Node[];
};
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/**
 * The plan is made once a connection, perhaps while there are no messages, where all ways to them look equal to PostgreSQL. One that looks through a table,
 * or through a whole conversation, would cost more with every message.
 */
test('sending looks every row up by its key, in a young database too', async () => {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(byKeySettings);
  // People and homes, and not a word yet.
  await client.query(`
    INSERT INTO "User" (id, type, name, email, "passwordHash", "updatedAt") VALUES ('ann', 'AGENT', 'Ann', 'ann@example.com', 'hash', now());
    INSERT INTO "User" (id, type, name, "updatedAt") SELECT 'client-' || n, 'CLIENT', 'Client', now() FROM generate_series(1, 200) n;
    INSERT INTO "Timeline" (id, title, "agentId", "clientId", "shareToken", "updatedAt")
      SELECT 'timeline-' || n, 'Homes', 'ann', 'client-' || n, 'share-' || n, now() FROM generate_series(1, 200) n;
    INSERT INTO "Property" (id, "timelineId", address, "addressKey", "updatedAt")
      SELECT 'property-' || n, 'timeline-' || n, 'Elm Street', 'elm street', now() FROM generate_series(1, 200) n;
    INSERT INTO "PropertyConversation" (id, "propertyId", "timelineId", "agentId", "clientId", "updatedAt")
      SELECT 'conversation-' || n, 'property-' || n, 'timeline-' || n, 'ann', 'client-' || n, now() FROM generate_series(1, 200) n;
    ANALYZE`);
  await client.query(`PREPARE send(json) AS ${insertMessagesStatement}`);
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(`EXPLAIN (FORMAT JSON) EXECUTE send('[]')`);
  await client.end();

  const reads = nodesOf(rows[0]!['QUERY PLAN'][0].Plan).filter(
    (node) => 'Relation Name' in node && /Scan/.test(node['Node Type']),
  );
  expect(new Set(reads.map((node) => node['Relation Name']))).toEqual(
    new Set(['PropertyConversation', 'Message', 'Property', 'UserFeed', 'User']),
  );
  for (const node of reads) expect(node['Index Cond'] ?? node['TID Cond']).toEqual(expect.any(String));
  const repeats = reads.filter((node) => node['Index Name'] === 'Message_conversationId_senderId_clientMessageId_key');
  expect(repeats).toHaveLength(1);
  expect(repeats[0]!['Index Cond']).toMatch(/conversationId.*senderId.*clientMessageId/);
});
