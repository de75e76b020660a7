/** Importing properties, against the real database: what is written, told and reported. */
import fc from 'fast-check';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedChange } from '../shared/events.ts';
import type { ImportReport } from '../shared/views.ts';
import { sampleFiles } from './listingSample.ts';
import { type Agent, type Client, openWorld, type World } from './world.ts';

let world: World;
let agent: Agent;
beforeAll(async () => {
  world = await openWorld();
  agent = await world.agent('Ann Agent');
});
afterAll(() => world[Symbol.asyncDispose]());

type Source = { csv: string } | { rows: Record<string, unknown>[] };
const importInto = (client: Client, source: Source, dryRun = false) =>
  world.caller(agent).property.import({ timelineId: client.timelineId, dryRun, ...source });
const properties = (client: Client) => world.caller(agent).property.list({ timelineId: client.timelineId });
const counts = ({ created, updated, unchanged, rejected }: ImportReport) => [created, updated, unchanged, rejected];
const statuses = ({ rows }: ImportReport) => rows.map(({ status }) => status);
const notifications = async (client: Client) => (await world.caller(client).notification.list({})).items;

/** What the bus carries to a user while `action` runs. */
async function told(userId: string, action: () => Promise<unknown>) {
  const changes: { revision: number; change?: FeedChange }[] = [];
  const stop = world.app.bus.subscribe(`user:${userId}`, (message) => changes.push(message));
  await action();
  stop.unsubscribe();
  return changes;
}

describe('property.import', () => {
  it('gives every new property its conversation', async () => {
    const client = await world.client(agent);
    const report = await importInto(client, { csv: 'Address,City,Price\n12 Elm St,Galt,350k\n14 Elm St,Galt,\n' });
    expect(counts(report)).toEqual([2, 0, 0, 0]);
    const cards = await properties(client);
    expect(cards.map(({ id, conversation }) => [id, conversation.id])).toEqual(
      report.rows.map(({ propertyId, conversationId }) => [propertyId, conversationId]),
    );
    expect(cards[0]).toMatchObject({ address: '12 Elm St', city: 'Galt', price: 350_000, feedback: null });
    expect(cards[1]).toMatchObject({ address: '14 Elm St', price: null });
    const { revision, lastSequence, messages } = await world
      .caller(client)
      .conversation.forProperty({ propertyId: cards[0]!.id });
    expect({ revision, lastSequence, messages }).toEqual({ revision: 0, lastSequence: 0, messages: [] });
  });

  it.each(sampleFiles)('takes the 985 %s listings in less than 5 s, and again without a change', async (_name, csv) => {
    const client = await world.client(agent);
    const dry = await importInto(client, { csv }, true);
    const started = performance.now();
    const report = await importInto(client, { csv });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(counts(report)).toEqual([981, 1, 3, 0]);
    expect(counts(dry)).toEqual(counts(report));
    expect(statuses(dry)).toEqual(statuses(report));

    const again = await importInto(client, { csv });
    expect(counts(again)).toEqual([0, 0, 985, 0]);
    const ids = ({ rows }: ImportReport) => rows.map(({ propertyId, conversationId }) => [propertyId, conversationId]);
    expect(ids(again)).toEqual(ids(report));
    // Of one import the order of the file is kept.
    const cards = await properties(client);
    expect(cards.map(({ id }) => id)).toEqual([...new Set(report.rows.map(({ propertyId }) => propertyId))]);
  });

  it('reports a bad row with its errors and imports the others', async () => {
    const client = await world.client(agent);
    const report = await importInto(client, { csv: 'address,price\n12 Elm St,12abc\n14 Elm St,5\n,7\n' });
    expect(counts(report)).toEqual([1, 0, 0, 2]);
    expect(report.rows).toMatchObject([
      {
        row: 1,
        line: 2,
        status: 'rejected',
        address: '12 Elm St',
        errors: ['Column "price": "12abc" is not a price.'],
      },
      { row: 2, line: 3, status: 'created', address: '14 Elm St' },
      { row: 3, line: 4, status: 'rejected', errors: ['The row has no address.'] },
    ]);
    expect(await properties(client)).toHaveLength(1);
  });

  it('as a dry run reports the same, writes nothing and tells nobody', async () => {
    const client = await world.client(agent);
    await importInto(client, { rows: [{ address: '12 Elm St', price: 1 }] });
    const source = { rows: [{ address: '12 Elm St', price: 2 }, { address: '14 Elm St' }, { address: '', price: 1 }] };
    const before = await properties(client);
    let dry: ImportReport | undefined;
    const changes = await told(client.userId, async () => {
      dry = await importInto(client, source, true);
    });
    expect(changes).toEqual([]);
    expect(await properties(client)).toEqual(before);
    expect(dry).toMatchObject({ dryRun: true, created: 1, updated: 1, unchanged: 0, rejected: 1 });
    expect(dry?.rows[0]).toMatchObject({ status: 'updated', propertyId: before[0]?.id });
    expect(dry?.rows[1]).toEqual({ row: 2, status: 'created', address: '14 Elm St' });
    expect(statuses(await importInto(client, source))).toEqual(statuses(dry!));
  });

  it('updates the property with the listing key, and takes a new key at its address for the same property', async () => {
    const client = await world.client(agent);
    const [first] = (
      await importInto(client, { rows: [{ ListingKey: 'A1', address: '12 Elm St', price: 1, beds: 3 }] })
    ).rows;
    const report = await importInto(client, { rows: [{ 'MLS#': 'a1', address: '12 Elm Street', price: 2 }] });
    expect(report.rows[0]).toMatchObject({ status: 'updated', propertyId: first?.propertyId });
    const relisted = await importInto(client, { rows: [{ 'MLS#': 'B2', address: '12 ELM ST.' }] });
    expect(relisted.rows[0]).toMatchObject({ status: 'updated', propertyId: first?.propertyId });
    expect(await properties(client)).toMatchObject([
      { listingKey: 'B2', address: '12 ELM ST.', price: 2, bedrooms: 3 },
    ]);
  });

  it('lets listing keys and addresses change hands in one file', async () => {
    const client = await world.client(agent);
    await importInto(client, { csv: 'MLS#,address\nA,1 Elm St\nB,2 Elm St\n,3 Elm St\n' });
    const swapped = await importInto(client, { csv: 'MLS#,address\nB,1 Elm St\nA,2 Elm St\nC,3 Elm St\nD,4 Elm St\n' });
    expect(statuses(swapped)).toEqual(['updated', 'updated', 'updated', 'created']);
    const cards = await properties(client);
    expect(cards.map(({ listingKey, address }) => `${listingKey} ${address}`).sort()).toEqual([
      'A 2 Elm St',
      'B 1 Elm St',
      'C 3 Elm St',
      'D 4 Elm St',
    ]);
  });

  it('keeps the same property of two timelines apart', async () => {
    const [one, other] = [await world.client(agent), await world.client(agent)];
    const rows = [{ listingKey: 'K', address: '12 Elm St' }];
    expect(counts(await importInto(one, { rows }))).toEqual([1, 0, 0, 0]);
    expect(counts(await importInto(other, { rows }))).toEqual([1, 0, 0, 0]);
  });

  it('notifies the client once per import, and only of what is new', async () => {
    const client = await world.client(agent);
    const csv = 'address\n1 Elm St\n2 Elm St\n3 Elm St\n';
    await importInto(client, { csv });
    await importInto(client, { csv });
    await importInto(client, { csv: 'address,price\n1 Elm St,5\n' });
    expect(await notifications(client)).toMatchObject([
      {
        type: 'PROPERTIES_ADDED',
        level: 'TIMELINE',
        timelineId: client.timelineId,
        conversationId: null,
        title: '3 new properties',
        message: 'Ann Agent added 1 Elm St, 2 Elm St and 1 more to Homes for Carl Client.',
        count: 3,
        isRead: false,
      },
    ]);
    await importInto(client, { rows: [{ address: '4 Elm St' }] });
    expect((await notifications(client))[0]).toMatchObject({ title: '1 new property', count: 1 });
  });

  it('tells both feeds of new cards and of those that look otherwise, and of no others', async () => {
    const client = await world.client(agent);
    const kinds = (changes: { change?: FeedChange }[]) => changes.map(({ change }) => change?.kind);
    const csv = 'address,price,beds\n1 Elm St,1,1\n2 Elm St,1,1\n';
    const toClient = await told(client.userId, () => importInto(client, { csv }));
    expect(kinds(toClient)).toEqual(['conversation', 'conversation', 'notification']);
    expect(toClient.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    const toAgent = await told(agent.userId, () =>
      importInto(client, { csv: 'address,price,beds\n1 Elm St,2,1\n2 Elm St,1,2\n' }),
    );
    expect(toAgent).toMatchObject([{ change: { kind: 'conversation', conversation: { property: { price: 2 } } } }]);
  });

  it('counts a row new once, however many imports come at the same time', async () => {
    const client = await world.client(agent);
    const csv = 'MLS#,address\nA,1 Elm St\n,2 Elm St\n';
    const reports = await Promise.all(Array.from({ length: 5 }, () => importInto(client, { csv })));
    expect(reports.map(counts).sort()).toEqual([...Array(4).fill([0, 0, 2, 0]), [2, 0, 0, 0]]);
    expect(await properties(client)).toHaveLength(2);
  });

  it('takes the biggest import in a moment', async () => {
    const client = await world.client(agent);
    const rows = Array.from({ length: 2_000 }, (_, i) => ({
      ListingKey: `K${i}`,
      address: `${i} Elm St`,
      ListPrice: i,
    }));
    const started = performance.now();
    expect(counts(await importInto(client, { rows }))).toEqual([2_000, 0, 0, 0]);
    expect(counts(await importInto(client, { rows: rows.map((row) => ({ ...row, ListPrice: 7 })) }))[1]).toBe(1_999);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it.each<[string, Source, RegExp]>([
    ['text without an address column', { csv: 'a,b\n1,2\n' }, /columns found are "a", "b"/],
    ['empty text', { csv: '' }, /is empty/],
    ['more than 2,000 rows of text', { csv: `address\n${'12 Elm St\n'.repeat(2_001)}` }, /2,000 rows/],
    ['more than 2,000 records', { rows: Array(2_001).fill({ address: '12 Elm St' }) }, /2000/],
  ])('refuses %s', async (_name, source, message) => {
    const client = await world.client(agent);
    await expect(importInto(client, source)).rejects.toThrow(message);
  });

  it('refuses more bytes than 5 MiB, also of few characters', async () => {
    const client = await world.client(agent);
    const csv = `address\n${'€'.repeat(2 * 1024 * 1024)}`;
    await expect(importInto(client, { csv })).rejects.toThrow(/too large/);
  });

  it('never takes two homes for one because of what stands in place of a listing key', async () => {
    const client = await world.client(agent);
    const keys = ['0', 'TBD', 'New', 'none', 'null', '7.29E+07'];
    const csv = `MLS#,Address\n${keys.map((key, i) => `${key},${i} Elm St\n${key},${i} Oak Ave\n`).join('')}`;
    expect(counts(await importInto(client, { csv }))).toEqual([12, 0, 0, 0]);
    expect((await properties(client)).map(({ listingKey }) => listingKey)).toEqual(Array(12).fill(null));
  });

  it('finds a home whose ZIP code a spreadsheet has shortened', async () => {
    const client = await world.client(agent);
    const home = { address: '1 A St', city: 'Cambridge', state: 'Massachusetts' };
    await importInto(client, { rows: [{ ...home, zip: '02139' }] });
    expect(counts(await importInto(client, { rows: [{ ...home, zip: 2139 }] }))).toEqual([0, 0, 1, 0]);
  });

  it('numbers the rows of records by their places, so that blank ones do not shift the others', async () => {
    const client = await world.client(agent);
    const report = await importInto(client, { rows: [{}, { address: '1 Elm St' }, { address: '' }, { price: 1 }] });
    expect(report.rows).toMatchObject([
      { row: 2, status: 'created' },
      { row: 4, status: 'rejected' },
    ]);
  });

  it('imports a home without a price or a picture rather than not at all', async () => {
    const client = await world.client(agent);
    const csv = 'Address,Price,Photo\n1 Elm St,Sold,photo1.jpg\n2 Elm St,Auf Anfrage,25\n';
    expect(counts(await importInto(client, { csv }))).toEqual([2, 0, 0, 0]);
    expect(await properties(client)).toMatchObject([
      { price: null, imageUrl: null },
      { price: null, imageUrl: null },
    ]);
  });

  it('writes whatever it is given without ever failing halfway, as its dry run said, and the same again creates nothing', async () => {
    const client = await world.client(agent);
    const known = [
      ...[
        'A',
        'B',
        'TBD',
        '12 Elm St',
        '12 ELM STREET',
        '12 Elm St, Galt',
        'Elm',
        '1st Ave',
        'N',
        'St',
        'Galt',
        'MA',
        '2139',
        '',
      ],
      ...[
        '2/1',
        '3+1',
        '1,850 - 2,000',
        'Studio',
        'Sold',
        '["https://x.test/a.jpg"]',
        '38.5 N',
        'abc',
        null,
        0,
        5,
        -1,
        2.5,
      ],
    ];
    const cell = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<unknown>(...known) },
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.double(),
    );
    const columns = [
      ...[
        'MLS#',
        'ListingKey',
        'address',
        'Address',
        'Street #',
        'Street Dir',
        'Street',
        'Street Suffix',
        'Unit',
        'city',
        'state',
      ],
      ...[
        'zip',
        'price',
        'Sold Price',
        'beds',
        'Zimmer',
        'baths',
        'Full Baths',
        'Half Baths',
        'sqft',
        'photo',
        'Media',
        'lat',
      ],
    ];
    const record = fc.record(Object.fromEntries(columns.map((column) => [column, cell])), {
      requiredKeys: ['address'],
    });
    const lists = fc.array(record, { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lists, fc.boolean(), async (rows, isText) => {
        const csv = Papa.unparse({ fields: columns, data: rows.map((row) => columns.map((column) => row[column])) });
        const source = isText ? { csv } : { rows };
        const dry = await importInto(client, source, true);
        const report = await importInto(client, source);
        expect([counts(dry), statuses(dry)]).toEqual([counts(report), statuses(report)]);
        expect(report.created + report.updated + report.unchanged + report.rejected).toBe(report.rows.length);
        expect((await importInto(client, source)).created).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
