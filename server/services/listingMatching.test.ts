import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey } from './listingAddress.ts';
import { type KnownProperty, type MatchedRow, matchListings } from './listingMatching.ts';
import type { Listing } from './listingReader.ts';

const listing = (fields: Partial<Listing>): Listing => ({
  listingKey: null,
  address: '12 Elm St',
  city: null,
  stateOrProvince: null,
  postalCode: null,
  price: null,
  bedrooms: null,
  bathrooms: null,
  livingArea: null,
  propertyType: null,
  status: null,
  imageUrl: null,
  latitude: null,
  longitude: null,
  ...fields,
});
const known = (id: string, fields: Partial<Listing>): KnownProperty => ({
  ...listing(fields),
  addressKey: addressKey(listing(fields)),
  id,
  conversationId: `conversation of ${id}`,
});
const told = (rows: readonly MatchedRow[]) => rows.map((row) => [row.property.known?.id ?? 'new', row.status]);

/** The timeline after an import, as the database would have it. */
function imported(before: readonly KnownProperty[], rows: readonly MatchedRow[]): KnownProperty[] {
  const touched = new Map(
    rows.flatMap(({ property }) => (property.known ? [[property.known.id, property] as const] : [])),
  );
  const created = [...new Set(rows.map(({ property }) => property))].filter((property) => !property.known);
  return [
    ...before.map((property) => {
      const now = touched.get(property.id);
      return now ? { ...property, ...now.listing, addressKey: now.addressKey } : property;
    }),
    ...created.map((property, index) => ({
      ...property.listing,
      addressKey: property.addressKey,
      id: `${before.length + index}`,
      conversationId: '',
    })),
  ];
}

describe('matchListings', () => {
  it('finds a property by its listing key, in any case and spacing, wherever it has moved', () => {
    const rows = matchListings(
      [known('p', { listingKey: 'ML 1' })],
      [listing({ listingKey: 'ml1', address: '9 Oak Ave' })],
    );
    expect(told(rows)).toEqual([['p', 'updated']]);
    expect(rows[0]?.property).toMatchObject({
      listing: { listingKey: 'ML 1', address: '9 Oak Ave' },
      addressKey: '9 OAK AVE',
    });
  });

  it('finds a property without a key by its address', () => {
    const before = [known('p', { address: '12 Elm Street', price: 5 })];
    expect(told(matchListings(before, [listing({ address: '12 Elm Street', price: 5 })]))).toEqual([
      ['p', 'unchanged'],
    ]);
    expect(told(matchListings(before, [listing({ address: '12 ELM ST.', price: 6 })]))).toEqual([['p', 'updated']]);
  });

  it('finds a property with a key by its address when the row has none, and keeps the key', () => {
    const rows = matchListings([known('p', { listingKey: 'K', price: 1 })], [listing({ price: 2 })]);
    expect(told(rows)).toEqual([['p', 'updated']]);
    expect(rows[0]?.property.listing.listingKey).toBe('K');
  });

  it('takes a new key at a known address for that property listed again', () => {
    const rows = matchListings([known('p', { listingKey: 'OLD' })], [listing({ listingKey: 'NEW' })]);
    expect(told(rows)).toEqual([['p', 'updated']]);
    expect(rows[0]?.property.listing.listingKey).toBe('NEW');
  });

  it('goes by the key before the address', () => {
    const before = [known('p', { listingKey: 'A' }), known('q', { listingKey: 'B', address: '9 Oak Ave' })];
    expect(told(matchListings(before, [listing({ listingKey: 'B', address: '12 Elm St' })]))).toEqual([
      ['q', 'updated'],
    ]);
  });

  it('takes a repeated row for the property of the first', () => {
    const rows = matchListings([], [listing({ price: 1 }), listing({ price: 2 }), listing({ price: 2 })]);
    expect(told(rows)).toEqual([
      ['new', 'created'],
      ['new', 'updated'],
      ['new', 'unchanged'],
    ]);
    expect(new Set(rows.map(({ property }) => property)).size).toBe(1);
  });

  it('keeps what a row does not say', () => {
    const rows = matchListings(
      [known('p', { price: 5, bedrooms: 3, city: 'Galt' })],
      [listing({ city: 'Galt', price: 6 })],
    );
    expect(rows[0]?.property.listing).toMatchObject({ price: 6, bedrooms: 3, city: 'Galt' });
  });

  it('finds a property by a key that another has replaced in the same import', () => {
    const rows = [
      listing({ listingKey: 'K3', address: '1 A St' }),
      listing({ listingKey: 'K1', address: '1 A St' }),
      listing({ listingKey: 'K3', address: '2 B Ave' }),
    ];
    const matched = matchListings([], rows);
    expect(told(matched).map(([, status]) => status)).toEqual(['created', 'updated', 'updated']);
    expect(new Set(matched.map(({ property }) => property)).size).toBe(1);
    expect(told(matchListings(imported([], matched), rows)).filter(([id]) => id === 'new')).toEqual([]);
  });

  it('finds a property by its address whether its ZIP code has lost its zero or not', () => {
    const before = [known('p', { city: 'Cambridge', stateOrProvince: 'Massachusetts', postalCode: '02139' })];
    const rows = [listing({ city: 'Cambridge', stateOrProvince: 'MA', postalCode: '2139' })];
    expect(told(matchListings(before, rows))).toEqual([['p', 'updated']]);
  });

  it('tells apart one address in two towns', () => {
    expect(told(matchListings([known('p', { city: 'Galt' })], [listing({ city: 'Lincoln' })]))).toEqual([
      ['new', 'created'],
    ]);
  });

  it('finds a property by its whole address after a row that said only a part of it', () => {
    const whole = { city: 'Galt', stateOrProvince: 'CA' };
    const before = [known('p', { listingKey: 'K', ...whole })];
    const after = imported(before, matchListings(before, [listing({ listingKey: 'K', price: 5 })]));
    expect(told(matchListings(after, [listing({ price: 5, ...whole })]))).toEqual([['p', 'unchanged']]);
  });

  it('finds nothing changed by rows that together leave a property as it was', () => {
    const before = [known('p', { price: 2 })];
    expect(told(matchListings(before, [listing({ price: 1 }), listing({ price: 2 })]))).toEqual([
      ['p', 'unchanged'],
      ['p', 'unchanged'],
    ]);
  });

  const some = fc.record({
    listingKey: fc.option(fc.constantFrom('A', 'a ', 'B', 'C')),
    address: fc.constantFrom('12 Elm St', '12 ELM STREET', '9 Oak Ave', '9 Oak Ave #2'),
    city: fc.option(fc.constantFrom('Galt', 'Lincoln')),
    stateOrProvince: fc.option(fc.constantFrom('MA', 'Massachusetts')),
    postalCode: fc.option(fc.constantFrom('2139', '02139', '2139-1234')),
    price: fc.option(fc.integer({ min: 1, max: 3 })),
  });
  const files = fc.array(fc.array(some.map(listing), { maxLength: 8 }), { minLength: 1, maxLength: 4 });

  it('lets two properties change their places', () => {
    const before = [known('p', { listingKey: 'A' }), known('q', { listingKey: 'B', address: '9 Oak Ave' })];
    const swapped = [
      listing({ listingKey: 'B', address: '12 Elm St' }),
      listing({ listingKey: 'A', address: '9 Oak Ave' }),
    ];
    expect(told(matchListings(before, swapped))).toEqual([
      ['q', 'updated'],
      ['p', 'updated'],
    ]);
  });

  it('takes a new key at an address that its property leaves in the same file for a new property', () => {
    const before = [known('p', { listingKey: 'A' })];
    const rows = [listing({ listingKey: 'B' }), listing({ listingKey: 'A', address: '9 Oak Ave' })];
    expect(told(matchListings(before, rows))).toEqual([
      ['new', 'created'],
      ['p', 'updated'],
    ]);
  });

  it('creates nothing new when the last file comes again, and never breaks what the database keeps unique', () => {
    fc.assert(
      fc.property(files, (imports) => {
        let timeline: KnownProperty[] = [];
        for (const listings of imports) timeline = imported(timeline, matchListings(timeline, listings));
        const keys = timeline.flatMap(({ listingKey }) => listingKey ?? []);
        expect(new Set(keys).size).toBe(keys.length);
        const addresses = timeline.filter(({ listingKey }) => listingKey === null).map(({ addressKey }) => addressKey);
        expect(new Set(addresses).size).toBe(addresses.length);

        const again = matchListings(timeline, imports.at(-1) ?? []);
        expect(again.filter(({ status }) => status === 'created')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
