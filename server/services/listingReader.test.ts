import { describe, expect, it } from 'vitest';
import type { Listing } from './listingReader.ts';
import { readCsv, readRecords } from './listingRows.ts';

/** What the rows of a list are read as; throws where one is bad. */
function listings({ rows }: ReturnType<typeof readCsv>): Listing[] {
  return rows.map((row) => {
    if ('errors' in row) throw new Error(`row ${row.row}: ${row.errors.join(' ')}`);
    return row.listing;
  });
}
const row = (record: Record<string, unknown>) => listings(readRecords([record]))[0]!;
const addresses = (csv: string) => listings(readCsv(csv)).map(({ address }) => address);

describe('a row', () => {
  it('has its address put together from the parts of RESO', () => {
    expect(
      row({
        StreetNumber: '12',
        StreetDirPrefix: 'N',
        StreetName: 'Elm',
        StreetSuffix: 'St',
        UnitNumber: '4',
        City: 'Galt',
      }).address,
    ).toBe('12 N Elm St #4');
    expect(row({ HouseNumber: 12, Street: 'Elm St' }).address).toBe('12 Elm St');
    expect(row({ address: '12 Elm St', unit: 'B' }).address).toBe('12 Elm St #B');
    expect(row({ Straße: 'Hauptstraße', Hausnummer: 12 }).address).toBe('Hauptstraße 12');
  });

  it('keeps its house number, whatever digits the street has', () => {
    expect(
      addresses('House Number,Street,City\n14,1st Ave,Galt\n16,1st Ave,Galt\n18,42nd St,Galt\n20,42nd St,Galt\n'),
    ).toEqual(['14 1st Ave', '16 1st Ave', '18 42nd St', '20 42nd St']);
    expect(addresses('House Number,Address\n16,Route 66\n17.0,Route 66\n18,18 Elm St\n')).toEqual([
      '16 Route 66',
      '17 Route 66',
      '18 Elm St',
    ]);
  });

  it('keeps direction and suffix that stand beside a column called "street"', () => {
    expect(
      addresses(
        'Street #,Street Dir,Street,Street Suffix,City\n12,N,Elm,St,Galt\n12,S,Elm,St,Galt\n12,N,Elm,Ave,Galt\n',
      ),
    ).toEqual(['12 N Elm St', '12 S Elm St', '12 N Elm Ave']);
  });

  it.each([
    ['two names of the address', 'Address,Street Address,Price\n,12 Elm St,1\n13 Elm St,,2\n'],
    ['an address and a street', 'Address,Street,Price\n,12 Elm St,1\n13 Elm St,,2\n'],
    ['one name twice', 'Address,Address,Price\n,12 Elm St,1\n13 Elm St,,2\n'],
    ['two prices', 'Address,Price,List Price\n12 Elm St,1,\n13 Elm St,-,2\n'],
    ['a price and one it sold for', 'Address,Price,Sold Price\n12 Elm St,,1\n13 Elm St,2,9\n'],
  ])('says what it says in whichever of %s it stands', (_name, csv) => {
    expect(listings(readCsv(csv))).toMatchObject([
      { address: '12 Elm St', price: 1 },
      { address: '13 Elm St', price: 2 },
    ]);
  });

  it('has the listing key of whichever column has one', () => {
    const source = readCsv('Address,MLS#,ListingKey\n1 A,M1,\n2 A,M2,K2\n3 A,M3,0\n4 A,TBD,New\n');
    expect(listings(source).map(({ listingKey }) => listingKey)).toEqual(['M1', 'K2', 'M3', null]);
  });

  it('has no price where the list price is withheld, whatever it sold for', () => {
    expect(row({ address: '1 A', ListPrice: 'Withheld', ClosePrice: 5 }).price).toBe(null);
    expect(row({ address: '1 A', ListPrice: 0, ClosePrice: 5 }).price).toBe(5);
  });

  it('counts half bathrooms one half', () => {
    expect(row({ address: '1 A', BathroomsFull: 2, BathroomsHalf: 1, BathroomsTotalInteger: 3 }).bathrooms).toBe(2.5);
    expect(row({ address: '1 A', BathroomsTotalInteger: 3 }).bathrooms).toBe(3);
    expect(row({ address: '1 A', BathroomsTotalDecimal: 3.5, BathroomsFull: 3 }).bathrooms).toBe(3.5);
    expect(row({ address: '1 A', Bathrooms: 3, 'Full Baths': 2, 'Half Baths': 1 }).bathrooms).toBe(2.5);
    expect(row({ address: '1 A', 'Baths Full': 2, 'Baths Half': 1, 'Baths Total': 3 }).bathrooms).toBe(2.5);
    expect(row({ address: '1 A', BathroomsTotalInteger: 3, BathroomsHalf: 1 }).bathrooms).toBe(2.5);
    expect(row({ address: '1 A', Bathrooms: 2.5, 'Full Baths': 2, 'Half Baths': 1 }).bathrooms).toBe(2.5);
  });

  it('without bedrooms but with a bathroom is a studio', () => {
    expect(row({ address: '1 A', beds: 0, baths: 1 })).toMatchObject({ bedrooms: 0, bathrooms: 1 });
    expect(row({ address: '1 A', beds: 0, baths: 0, sqft: 0 })).toMatchObject({ bedrooms: null, bathrooms: null });
  });

  it('that says "Studio" is one, whatever else is known', () => {
    expect(row({ address: '1 A', beds: 'Studio' }).bedrooms).toBe(0);
    expect(row({ address: '1 A', beds: 'Studio', baths: 0, sqft: 0 })).toMatchObject({ bedrooms: 0, bathrooms: null });
  });

  it('has the rooms for bedrooms only where nothing tells the bedrooms', () => {
    expect(row({ Adresse: 'Hauptstraße 1', Zimmer: '3,5' }).bedrooms).toBe(3);
    expect(row({ Adresse: 'Hauptstraße 1', Zimmer: '3,5', Schlafzimmer: 2 }).bedrooms).toBe(2);
  });

  it('has its area converted where the units are square metres', () => {
    expect(row({ address: '1 A', LivingArea: 100, LivingAreaUnits: 'Square Meters' }).livingArea).toBe(1_076);
    expect(row({ address: '1 A', LivingArea: 100, LivingAreaUnits: 'Square Feet' }).livingArea).toBe(100);
    expect(row({ address: '1 A', 'Living Area (sq m)': 100 }).livingArea).toBe(1_076);
    expect(row({ address: '1 A', Wohnfläche: 100 }).livingArea).toBe(1_076);
  });

  it('has the leading zero of its ZIP code again', () => {
    expect(row({ address: '1 A', state: 'MA', zip: 2139 }).postalCode).toBe('02139');
    expect(row({ address: '1 A', state: 'CA', zip: '95838.0' }).postalCode).toBe('95838');
    expect(row({ address: '1 A', state: 'Massachusetts', zip: '2139-1234' }).postalCode).toBe('02139-1234');
  });

  it('without a usable picture is imported without one', () => {
    expect(row({ address: '1 A', imageUrl: 'javascript:alert(1)' }).imageUrl).toBe(null);
    expect(row({ address: '1 A', photo: 'photo1.jpg' }).imageUrl).toBe(null);
    expect(row({ address: '1 A', Photo: 'photo1.jpg', 'Photo URL': 'https://x.test/a.jpg' }).imageUrl).toBe(
      'https://x.test/a.jpg',
    );
  });

  it('at no place (0, 0) has none', () => {
    expect(row({ address: '1 A', lat: 0, lng: 0 })).toMatchObject({ latitude: null, longitude: null });
    expect(row({ address: '1 A', lat: 0, lng: 6.5 })).toMatchObject({ latitude: 0, longitude: 6.5 });
  });

  it.each([
    ['a NUL', { address: '12 Elm\0 St' }],
    ['an unpaired surrogate', { address: '12 Elm St', city: 'Ga\ud800lt' }],
    ['overlong text', { address: 'x'.repeat(301) }],
    ['a number beyond 32 bits', { address: '12 Elm St', price: 3_000_000_000 }],
    ['an address of punctuation', { address: '!?' }],
  ])('with %s is rejected with one sentence', (_name, record) => {
    const [read] = readRecords([record]).rows;
    const sentences = read && 'errors' in read ? read.errors : [];
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(/^[A-Z].*\.$/);
    expect(sentences[0]?.isWellFormed()).toBe(true);
    expect(sentences[0]).not.toContain('\0');
  });
});
