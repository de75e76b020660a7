/** What several connections do at the same time: the embedded database has but one, so this needs PostgreSQL. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Postgres, startPostgres } from './postgres.ts';
import { createPostgresqlTestDatabase, type TestDatabase } from './testDatabase.ts';
import { openWorld, type World } from './world.ts';

let server: Postgres;
let store: TestDatabase;
let world: World;
beforeAll(async () => {
  server = await startPostgres();
  store = await createPostgresqlTestDatabase(server.url);
  world = await openWorld({ store });
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await store?.close();
  await server?.stop();
});

const rows = (count: number, price: number) =>
  Array.from({ length: count }, (_, i) => ({ address: `${i} Elm St`, city: 'Galt', price: price + i }));

it('imports of one list at the same time create each property once, in the order of the list', async () => {
  const agent = await world.agent();
  const client = await world.client(agent);
  const reports = await Promise.all(
    [1, 2, 3, 4].map(() => world.caller(agent).property.import({ timelineId: client.timelineId, rows: rows(200, 1) })),
  );
  expect(reports.map(({ created }) => created).sort((one, other) => one - other)).toEqual([0, 0, 0, 200]);
  const cards = await world.caller(client).property.list({ timelineId: client.timelineId });
  expect(cards.map(({ address }) => address)).toEqual(rows(200, 1).map(({ address }) => address));
});

it('imports, messages, views and feedback at the same time do not wait for each other in a circle', async () => {
  const { agent, client, home } = await world.couple('0 Elm St');
  const { timelineId, propertyId } = home;
  await Promise.all(
    Array.from({ length: 10 }, (_, i) => [
      world.caller(agent).property.import({ timelineId, rows: rows(30, 1_000 * i) }),
      world.caller(client).property.recordView({ propertyId }),
      world.caller(client).property.giveFeedback({ propertyId, verdict: i % 2 ? 'LOVE' : 'PASS' }),
      world.send(i % 2 ? agent : client, home, `Message ${i}`),
      world.caller(agent).message.markAllRead(home),
    ]).flat(),
  );
  const { items } = await world.caller(agent).notification.list({ type: 'PROPERTY_VIEWED' });
  expect(items).toHaveLength(1);
});
