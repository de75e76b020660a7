import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { sampleFiles } from '../../tests/listingSample.ts';
import { addressKey } from './listingAddress.ts';
import type { Listing } from './listingReader.ts';
import { type ListingSource, readCsv, readRecords } from './listingRows.ts';

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
    const source = readCsv('Address,LIST PRICE,Beds,Latitude\n12 Elm St,12abc,-1,200\n14 Elm St,1,2,3\n,5,,\n');
    expect(errors(source).map((sentences) => sentences.toSorted())).toEqual([
      [
        'Column "Beds": "-1" must not be negative.',
        'Column "LIST PRICE": "12abc" is not a price.',
        'Column "Latitude": "200" is not between -90 and 90.',
      ],
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

  it('reports of several columns for one field each that rows were read from', () => {
    expect(readCsv('Address,Street Address,Address,Price\n,12 Elm St,,1\n13 Elm St,,,2\n').columns).toEqual([
      { header: 'Address', field: 'address' },
      { header: 'Street Address', field: 'address' },
      { header: 'Address', field: null },
      { header: 'Price', field: 'price' },
    ]);
  });

  it.each(['\uFEFF', '\u00EF\u00BB\u00BF'])('reads a text that begins with the byte order mark %j', (mark) => {
    expect(only(readCsv(`${mark}"Address",Price\n12 Elm St,1\n`))).toMatchObject({ address: '12 Elm St', price: 1 });
  });

  it('reads a quoted cell as long as RESO media are', () => {
    const media = JSON.stringify(
      Array.from({ length: 300 }, (_, i) => ({ Order: i, MediaURL: `https://x.test/${'a'.repeat(100)}/${i}.jpg` })),
    );
    const source = readCsv(`Address,Media\n12 Elm St,"${media.replaceAll('"', '""')}"\n14 Elm St,\n`);
    expect(listings(source)).toMatchObject([
      { address: '12 Elm St', imageUrl: `https://x.test/${'a'.repeat(100)}/0.jpg` },
      { address: '14 Elm St', imageUrl: null },
    ]);
  });

  it('answers a header without rows with no rows', () => {
    expect(readCsv('address,price\n').rows).toEqual([]);
  });

  it.each(sampleFiles)('reads the 985 %s listings', (_name, csv) => {
    const read = listings(readCsv(csv));
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

  it('skips blank records, and numbers the others by their places', () => {
    const source = readRecords([{}, { address: '12 Elm St' }, { address: ' ', price: null }, { price: 1 }]);
    expect(source.rows.map(({ row }) => row)).toEqual([2, 4]);
  });

  it('reads records that spell their keys differently', () => {
    const read = listings(
      readRecords([{ address: '3 A' }, { Address: '4 A' }, { street: '5 A' }, { '\uFEFFaddress': '6 A' }]),
    );
    expect(read.map(({ address }) => address)).toEqual(['3 A', '4 A', '5 A', '6 A']);
  });

  it('reads the biggest import in a moment, also where every column claims to be the price', () => {
    const columns = Array.from({ length: 499 }, (_, i) => [`Price${' '.repeat(i)}`, ''] as const);
    const record = { address: '12 Elm St', ...Object.fromEntries(columns) };
    const started = performance.now();
    expect(readRecords(Array.from({ length: 2_000 }, () => record)).rows).toHaveLength(2_000);
    expect(performance.now() - started).toBeLessThan(5_000);
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
