import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { addressKey } from './listingAddress.ts';
import { type Listing, type ListingSource, readCsv, readRecords } from './listingRows.ts';

/** Real listings, given beside the project: CR line ends, repeated addresses, zeros for what is unknown. */
const realFile = new URL('../../../shared/data/sacramento-listings.csv', import.meta.url);

function listings(source: ListingSource): Listing[] {
  return source.rows.map((row) => {
    if ('errors' in row) throw new Error(`row ${row.row}: ${row.errors.join(' ')}`);
    return row.listing;
  });
}
const errors = (source: ListingSource) => source.rows.map((row) => ('errors' in row ? row.errors : []));
const only = (source: ListingSource) => listings(source)[0]!;

function failure(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('expected an AppError');
}

describe('readCsv', () => {
  it.each([',', ';', '\t', '|'])('finds the delimiter %j', (delimiter) => {
    const text = [
      ['ADDRESS', 'CITY', 'PRICE'],
      ['12 Elm St', 'Galt', '350k'],
    ]
      .map((cells) => cells.join(delimiter))
      .join('\r\n');
    expect(only(readCsv(text))).toMatchObject({ address: '12 Elm St', city: 'Galt', price: 350_000 });
  });

  it('takes commas for text where the rows of a single column have them', () => {
    expect(only(readCsv('Address\n12 Elm St, Galt, CA 95632\n')).address).toBe('12 Elm St, Galt, CA 95632');
  });

  it('reads prices with decimal commas between semicolons', () => {
    expect(only(readCsv('address;price;baths\n12 Elm St;350.000,00 €;2,5\n'))).toMatchObject({
      price: 350_000,
      bathrooms: 2.5,
    });
  });

  it('heeds the delimiter that a spreadsheet names in the first line', () => {
    const source = readCsv('sep=;\r\naddress;price\r\n12 Elm St;1\r\n');
    expect(only(source)).toMatchObject({ address: '12 Elm St', price: 1 });
    expect(source.rows[0]?.line).toBe(3);
  });

  it('passes over a title above the header line', () => {
    const source = readCsv('Search results of today\n\nMLS#,Address,List Price\nM1,12 Elm St,5\n');
    expect(only(source)).toMatchObject({ listingKey: 'M1', address: '12 Elm St', price: 5 });
    expect(source.rows).toMatchObject([{ row: 1, line: 4 }]);
  });

  it('skips blank rows and does not count them', () => {
    const source = readCsv('address,price\n\n12 Elm St,1\n , \n,,\n14 Elm St,2\n\n');
    expect(source.rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 3],
      [2, 6],
    ]);
  });

  it('says in words what is wrong with a row, all of it, and reads the others', () => {
    const source = readCsv('Address,LIST PRICE,Beds,Latitude\n12 Elm St,abc,-1,200\n14 Elm St,1,2,3\n,5,,\n');
    expect(errors(source)).toEqual([
      [
        'Column "Beds": "-1" must not be negative.',
        'Column "Latitude": "200" is not between -90 and 90.',
        'Column "LIST PRICE": "abc" is not a price.',
      ].sort((one, other) => errors(source)[0]!.indexOf(one) - errors(source)[0]!.indexOf(other)),
      [],
      ['The row has no address.'],
    ]);
    expect(source.rows[0]).toMatchObject({ row: 1, address: '12 Elm St' });
  });

  it('rejects a row with more cells than columns, and one with broken quotes, and no other', () => {
    const source = readCsv('address,city,price\n12 Elm St, Galt, CA,1\n"14 Elm St,Galt,2\n16 Elm St,Galt,3,,\n');
    expect(errors(source)).toEqual([
      [expect.stringContaining('4 cells, but there are only 3 columns')],
      ['The quotation marks in this row do not match.'],
      [],
    ]);
  });

  it('refuses text without an address column, naming the columns found', () => {
    const error = failure(() => readCsv('Price,City\n1,Galt\n'));
    expect(error.code).toBe('VALIDATION_FAILED');
    expect(error.issues).toEqual([
      {
        path: ['csv'],
        message: 'No column was recognised as the address. The columns found are "Price", "City".',
      },
    ]);
    expect(failure(() => readCsv(' \n\n')).issues?.[0]?.message).toBe('The list is empty.');
  });

  it('takes 2,000 rows and refuses more', () => {
    const rows = (count: number) => `address\n${Array.from({ length: count }, (_, i) => `${i} Elm St`).join('\n')}\n`;
    expect(readCsv(rows(2_000)).rows).toHaveLength(2_000);
    expect(failure(() => readCsv(rows(2_001))).code).toBe('VALIDATION_FAILED');
  });

  it('reports the columns with the field each feeds', () => {
    expect(readCsv('sale_date,Street,ClosePrice,List Price\nx,12 Elm St,1,2\n').columns).toEqual([
      { header: 'sale_date', field: null },
      { header: 'Street', field: 'address' },
      { header: 'ClosePrice', field: null },
      { header: 'List Price', field: 'price' },
    ]);
  });

  it('answers a header without rows with no rows', () => {
    expect(readCsv('address,price\n').rows).toEqual([]);
  });

  it.skipIf(!existsSync(realFile))('reads the 985 real listings', () => {
    const source = readCsv(readFileSync(realFile, 'utf8'));
    const read = listings(source);
    expect(read).toHaveLength(985);
    expect(new Set(read.map(addressKey)).size).toBe(981);
    expect(read[0]).toEqual({
      listingKey: null,
      address: '3526 HIGH ST',
      city: 'SACRAMENTO',
      stateOrProvince: 'CA',
      postalCode: '95838',
      price: 59_222,
      bedrooms: 2,
      bathrooms: 1,
      livingArea: 836,
      propertyType: 'Residential',
      status: null,
      imageUrl: null,
      latitude: 38.631913,
      longitude: -121.434879,
    });
    // Zeros for bedrooms, bathrooms and area say that nothing is known.
    expect(read.find(({ address }) => address === '17 SERASPI CT')).toMatchObject({
      bedrooms: null,
      bathrooms: null,
      livingArea: null,
      price: 206_000,
    });
  });
});

describe('readRecords', () => {
  it('takes the names of the contract and of RESO alike, with values of any type', () => {
    const [one, other] = listings(
      readRecords([
        {
          listingKey: 7,
          address: '12 Elm St',
          price: 350_000.4,
          bathrooms: 2.5,
          bedrooms: null,
          imageUrl: '/homes/1.svg',
        },
        {
          ListingKey: 'K8',
          UnparsedAddress: '14 Elm St',
          ListPrice: '350k',
          Media: [{ MediaURL: 'https://example.com/1.jpg' }],
        },
      ]),
    );
    expect(one).toMatchObject({
      listingKey: '7',
      price: 350_000,
      bathrooms: 2.5,
      bedrooms: null,
      imageUrl: '/homes/1.svg',
    });
    expect(other).toMatchObject({
      listingKey: 'K8',
      address: '14 Elm St',
      price: 350_000,
      imageUrl: 'https://example.com/1.jpg',
    });
  });

  it('rejects values that are neither text nor a number, and rows without an address', () => {
    const source = readRecords([
      { address: '12 Elm St', price: { amount: 1 } },
      { price: 1 },
      { address: ['12 Elm St'] },
    ]);
    expect(errors(source)).toEqual([
      ['Column "price": an object is neither text nor a number.'],
      ['The row has no address.'],
      ['Column "address": a list is neither text nor a number.'],
    ]);
  });

  it('skips blank records and does not count them', () => {
    const source = readRecords([{}, { address: ' ', price: null }, { address: '12 Elm St' }]);
    expect(source.rows.map(({ row }) => row)).toEqual([1]);
  });

  it('reports the columns of all records once', () => {
    expect(
      readRecords([
        { address: '1 A', price: 1 },
        { ListPrice: 2, address: '2 A', note: 'x' },
      ]).columns,
    ).toEqual([
      { header: 'address', field: 'address' },
      { header: 'price', field: 'price' },
      { header: 'ListPrice', field: 'price' },
      { header: 'note', field: null },
    ]);
  });
});

describe('a row', () => {
  const row = (record: Record<string, unknown>) => only(readRecords([record]));

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
  });

  it('counts half bathrooms one half', () => {
    expect(row({ address: '1 A', BathroomsFull: 2, BathroomsHalf: 1, BathroomsTotalInteger: 3 }).bathrooms).toBe(2.5);
    expect(row({ address: '1 A', BathroomsTotalInteger: 3 }).bathrooms).toBe(3);
    expect(row({ address: '1 A', BathroomsTotalDecimal: 3.5, BathroomsFull: 3 }).bathrooms).toBe(3.5);
  });

  it('without bedrooms but with a bathroom is a studio', () => {
    expect(row({ address: '1 A', beds: 0, baths: 1 })).toMatchObject({ bedrooms: 0, bathrooms: 1 });
    expect(row({ address: '1 A', beds: 0, baths: 0, sqft: 0 })).toMatchObject({ bedrooms: null, bathrooms: null });
  });

  it('has its area converted where the units are square metres', () => {
    expect(row({ address: '1 A', LivingArea: 100, LivingAreaUnits: 'Square Meters' }).livingArea).toBe(1_076);
    expect(row({ address: '1 A', LivingArea: 100, LivingAreaUnits: 'Square Feet' }).livingArea).toBe(100);
    expect(row({ address: '1 A', 'Living Area (sq m)': 100 }).livingArea).toBe(1_076);
  });

  it('has the leading zero of its ZIP code again', () => {
    expect(row({ address: '1 A', state: 'MA', zip: 2139 }).postalCode).toBe('02139');
    expect(row({ address: '1 A', state: 'CA', zip: '95838.0' }).postalCode).toBe('95838');
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
    ['a dangerous picture', { address: '12 Elm St', imageUrl: 'javascript:alert(1)' }],
  ])('with %s is rejected with one sentence', (_name, record) => {
    const [sentences] = errors(readRecords([record]));
    expect(sentences).toHaveLength(1);
    expect(sentences?.[0]).toMatch(/^[A-Z].*\.$/);
    expect(sentences?.[0]?.isWellFormed()).toBe(true);
    expect(sentences?.[0]).not.toContain('\0');
  });
});
