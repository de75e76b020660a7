import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBathrooms } from './listingBathrooms.ts';
import { readImageUrl } from './listingPictures.ts';
import { type Cell, type Reading, readText, Unreadable } from './listingText.ts';
import { readBedrooms, readDegrees, readLivingArea, readPrice, readRooms } from './listingValues.ts';

const why = (reading: Reading<unknown>) => (reading instanceof Unreadable ? reading.why : reading);

describe('readPrice', () => {
  it.each<[Cell, number]>([
    ['59222', 59_222],
    ['$1,250,000', 1_250_000],
    ['1.250.000 €', 1_250_000],
    ["CHF 1'250'000.-", 1_250_000],
    ['350 000', 350_000],
    ['350.000', 350_000],
    ['350,000', 350_000],
    ['1,250,000.50', 1_250_001],
    ['€ 350.000,49', 350_000],
    ['450000.00', 450_000],
    ['350k', 350_000],
    ['1.25M', 1_250_000],
    ['£1.5 million', 1_500_000],
    ['C$450,000', 450_000],
    ['USD 450000', 450_000],
    ['$2,500/mo', 2_500],
    ['$350,000+', 350_000],
    ['3.5E+05', 350_000],
    [350_000.6, 350_001],
    [350.125, 350],
    ['2147483647', 2_147_483_647],
    ['$350,000 - $400,000', 350_000],
    ['$400,000 to $350,000', 350_000],
    ['350-400k', 350_000],
    ['$900,000 – 1.2M', 900_000],
    ['From $350,000', 350_000],
    ['Offers over £350,000', 350_000],
    ['Offers in the region of £350,000', 350_000],
    ['Guide price: £350,000', 350_000],
    ['Sold for $450,000', 450_000],
    ['350,000*', 350_000],
    ['350.000 € VB', 350_000],
    ['350.000,- EUR', 350_000],
    ['$350,000 (reduced)', 350_000],
    ['£350,000 ono', 350_000],
    ['1.2 Mio. €', 1_200_000],
    ['1.2 M€', 1_200_000],
    ['350 k€', 350_000],
    ['350 Tsd. €', 350_000],
    ['kr 3 500 000', 3_500_000],
    ['3 500 000 kr', 3_500_000],
    ['R$ 1.250.000,00', 1_250_000],
    ['AED 1,500,000', 1_500_000],
    ['1,500,000 AED', 1_500_000],
    ['₹1,25,00,000', 12_500_000],
    ['Rs. 85,00,000', 8_500_000],
    ['₹1.25 Cr', 12_500_000],
    ['₹85 Lakh', 8_500_000],
  ])('reads %j as %d', (cell, price) => {
    expect(readPrice(cell)).toBe(price);
  });

  it.each([
    '',
    '  ',
    '0',
    '$0.00',
    'N/A',
    '--',
    'null',
    'TBD',
    'Price on request',
    'Call for price',
    'Contact agent',
    'Call 555-1234 for the price',
    'Call',
    'POA',
    'Sold',
    'Withheld',
    'Not available',
    'n.a.',
    'unpriced',
    'Auf Anfrage',
    'VB',
    'Auction',
    'abc',
    '$',
    'true',
    'Please ask the listing agent for the price, who will be glad to tell you',
    Number.NaN,
  ])('takes %j for an unknown price', (cell) => {
    expect(readPrice(cell)).toBe(null);
  });

  it.each<[Cell, string]>([
    ['12abc', 'is not a price'],
    ['12.50.00', 'is not a price'],
    ['1,2,3', 'is not a price'],
    ['05/2020', 'is not a price'],
    ['2020-05-21', 'is not a price'],
    ['3 bedrooms', 'is not a price'],
    ['-5', 'must not be negative'],
    ['-$5', 'must not be negative'],
    ['(500)', 'must not be negative'],
    [-1, 'must not be negative'],
    ['-5 - 10', 'must not be negative'],
    ['2147483648', 'is too large'],
    ['3,000 Mio. €', 'is too large'],
    ['1e300', 'is too large'],
    [Number.POSITIVE_INFINITY, 'is too large'],
    ['1'.repeat(100), 'is longer than 60 characters'],
  ])('says of %j that it %s', (cell, message) => {
    expect(why(readPrice(cell))).toBe(message);
  });

  it('reads every whole amount in every way it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), (price) => {
        expect(readPrice(String(price))).toBe(price);
        for (const locale of ['en-US', 'de-DE', 'de-CH', 'fr-FR']) {
          const format = new Intl.NumberFormat(locale, {
            style: 'currency',
            currency: 'EUR',
            minimumFractionDigits: 0,
          });
          expect(readPrice(format.format(price)), `${locale} ${format.format(price)}`).toBe(price);
        }
      }),
    );
  });
});

describe('readBedrooms', () => {
  it.each<[Cell, number | null]>([
    ['3', 3],
    ['3.0', 3],
    ['3 bd', 3],
    ['4 Bedrooms', 4],
    ['4+', 4],
    ['4+ beds', 4],
    ['3+1', 4],
    ['3 + 1 bd', 4],
    ['2-4', 2],
    ['Studio', 0],
    ['studio apartment', 0],
    ['0', null],
    [0, null],
    [2, 2],
    ['', null],
    ['N/A', null],
    ['unknown', null],
  ])('reads %j as %j bedrooms', (cell, bedrooms) => {
    expect(readBedrooms(cell, false)).toBe(bedrooms);
  });

  it('takes a number of 0 for a studio where the home is known otherwise', () => {
    expect(readBedrooms('0', true)).toBe(0);
    expect(readBedrooms(0, true)).toBe(0);
  });

  it.each([
    ['-1', 'must not be negative'],
    ['2.5', 'is not a whole number of bedrooms'],
    ['2-1/2', 'is not a whole number of bedrooms'],
    ['many', 'is not a number of bedrooms'],
    ['3-4-2020', 'is not a number of bedrooms'],
    ['99999999999', 'is too large'],
  ])('says of %j that it %s', (cell, message) => {
    expect(why(readBedrooms(cell, false))).toBe(message);
  });
});

it('readRooms counts no half room', () => {
  expect(readRooms('2,5 Zimmer')).toBe(2);
  expect(readRooms(3)).toBe(3);
  expect(readRooms('0')).toBe(null);
  expect(why(readRooms('viele'))).toBe('is not a number of rooms');
});

describe('readLivingArea', () => {
  it.each<[Cell, number | null]>([
    ['1,167', 1_167],
    ['1.167', 1_167],
    ['836.0', 836],
    ['1200 sq ft', 1_200],
    ['1,200 ft²', 1_200],
    ['100 m²', 1_076],
    ['100 sqm', 1_076],
    ['100 qm', 1_076],
    ['100 m', 1_076],
    ['ca. 100 m²', 1_076],
    ['100 m² (approx.)', 1_076],
    ['100 - 120 m²', 1_076],
    ['1850+', 1_850],
    ['1,850+ sq ft', 1_850],
    ['~1850', 1_850],
    ['approx. 1,850 sq. ft.', 1_850],
    ['1,850 - 2,000', 1_850],
    ['1,850 sq ft - 2,000 sq ft', 1_850],
    ['not available', null],
    ['0', null],
    [1_234.4, 1_234],
  ])('reads %j as %j square feet', (cell, area) => {
    expect(readLivingArea(cell, false)).toBe(area);
  });

  it('converts a column of square metres', () => {
    expect(readLivingArea('100', true)).toBe(1_076);
  });

  it('refuses what is no area', () => {
    expect(why(readLivingArea('large', false))).toBe('is not an area');
    expect(why(readLivingArea('0.25 acres', false))).toBe('is not an area');
    expect(why(readLivingArea('-5', false))).toBe('must not be negative');
  });
});

describe('readDegrees', () => {
  it.each<[Cell, 90 | 180, number | null]>([
    ['38.631913', 90, 38.631913],
    ['-121,434879', 180, -121.434879],
    [90, 90, 90],
    ['38.5°', 90, 38.5],
    ['38.5 N', 90, 38.5],
    ['N 38.5°', 90, 38.5],
    ['38.5° S', 90, -38.5],
    ['121.43 W', 180, -121.43],
    ['-121.43° W', 180, -121.43],
    ['6.5E', 180, 6.5],
    ['', 90, null],
  ])('reads %j within %d', (cell, limit, degrees) => {
    expect(readDegrees(cell, limit)).toBe(degrees);
  });

  it.each<[string, 90 | 180, string]>([
    ['200', 90, 'is not between -90 and 90'],
    ['-180.1', 180, 'is not between -180 and 180'],
    ['north', 90, 'is not a number of degrees'],
    ['38.5 W', 90, 'is not a number of degrees'],
    ['N 38.5 N', 90, 'is not a number of degrees'],
  ])('says of %j within %d that it %s', (cell, limit, message) => {
    expect(why(readDegrees(cell, limit))).toBe(message);
  });
});

it('no reader throws, whatever it is given', () => {
  const piece = fc.constantFrom(
    ...[
      '1',
      '25',
      ',000',
      '.5',
      ' ',
      '-',
      '+',
      '/',
      '(',
      ')',
      '$',
      'kr',
      'k',
      'M',
      ' to ',
      'From ',
      'sq',
      'm',
      'half',
      '½',
      '°',
      'N',
    ],
  );
  const phrase = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), phrase);
  fc.assert(
    fc.property(cell, (value) => {
      for (const reading of [
        readPrice(value),
        readBathrooms(value),
        readBedrooms(value, true),
        readRooms(value),
        readLivingArea(value, true),
      ]) {
        if (typeof reading === 'number') expect(reading).toBeGreaterThanOrEqual(0);
        else expect(reading === null || reading instanceof Unreadable).toBe(true);
      }
      readDegrees(value, 90);
      readImageUrl(value);
      readText(value, 100);
    }),
  );
});
