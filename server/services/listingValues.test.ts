import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cell,
  type Reading,
  readBathrooms,
  readBedrooms,
  readDegrees,
  readImageUrl,
  readLivingArea,
  readPrice,
  readText,
  Unreadable,
} from './listingValues.ts';

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
    Number.NaN,
  ])('takes %j for an unknown price', (cell) => {
    expect(readPrice(cell)).toBe(null);
  });

  it.each<[Cell, string]>([
    ['abc', 'is not a price'],
    ['12abc', 'is not a price'],
    ['$', 'is not a price'],
    ['12.50.00', 'is not a price'],
    ['1,2,3', 'is not a price'],
    ['$350,000 - $400,000', 'is not a price'],
    ['true', 'is not a price'],
    ['-5', 'must not be negative'],
    ['-$5', 'must not be negative'],
    ['(500)', 'must not be negative'],
    [-1, 'must not be negative'],
    ['2147483648', 'is too large'],
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

describe('readBedrooms and readBathrooms', () => {
  it.each<[Cell, number | null]>([
    ['3', 3],
    ['3.0', 3],
    ['3 bd', 3],
    ['4 Bedrooms', 4],
    ['Studio', 0],
    ['0', 0],
    [2, 2],
    ['', null],
    ['N/A', null],
  ])('reads %j as %j bedrooms', (cell, bedrooms) => {
    expect(readBedrooms(cell)).toBe(bedrooms);
  });

  it.each<[Cell, number | null]>([
    ['2.5', 2.5],
    ['2,5', 2.5],
    ['2½', 2.5],
    ['2 1/2', 2.5],
    ['½', 0.5],
    ['2 full, 1 half', 2.5],
    ['2f 1h', 2.5],
    ['2.5 ba', 2.5],
    [1.75, 1.75],
    ['-', null],
  ])('reads %j as %j bathrooms', (cell, bathrooms) => {
    expect(readBathrooms(cell)).toBe(bathrooms);
  });

  it('refuses what is no count', () => {
    expect(why(readBedrooms('-1'))).toBe('must not be negative');
    expect(why(readBedrooms('2.5'))).toBe('is not a whole number of bedrooms');
    expect(why(readBedrooms('many'))).toBe('is not a number of bedrooms');
    expect(why(readBedrooms('99999999999'))).toBe('is too large');
    expect(why(readBathrooms('two'))).toBe('is not a number of bathrooms');
  });
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
  });
});

describe('readDegrees', () => {
  it('reads degrees within their limits', () => {
    expect(readDegrees('38.631913', 90)).toBe(38.631913);
    expect(readDegrees('-121,434879', 180)).toBe(-121.434879);
    expect(readDegrees(90, 90)).toBe(90);
    expect(why(readDegrees('200', 90))).toBe('is not between -90 and 90');
    expect(why(readDegrees('-180.1', 180))).toBe('is not between -180 and 180');
    expect(why(readDegrees('north', 90))).toBe('is not a number of degrees');
  });
});

describe('readImageUrl', () => {
  it('takes web addresses and paths on this server', () => {
    expect(readImageUrl('https://example.com/a.jpg?x=1')).toBe('https://example.com/a.jpg?x=1');
    expect(readImageUrl('/homes/a.svg')).toBe('/homes/a.svg');
    expect(readImageUrl('//cdn.example.com/a.jpg')).toBe('https://cdn.example.com/a.jpg');
  });

  it('takes the first of several', () => {
    expect(readImageUrl('https://example.com/a,b.jpg, https://example.com/2.jpg')).toBe('https://example.com/a,b.jpg');
    expect(readImageUrl('https://example.com/1.jpg|https://example.com/2.jpg')).toBe('https://example.com/1.jpg');
  });

  it('takes a count of pictures, or whether there are any, for none', () => {
    expect(readImageUrl('25')).toBe(null);
    expect(readImageUrl('Y')).toBe(null);
    expect(readImageUrl('')).toBe(null);
  });

  it.each([
    'javascript:alert(1)',
    'data:image/png;base64,xx',
    'photo.jpg',
    'http://',
    '/\\evil.example',
    'https://a b',
    'ftp://x/y',
  ])('refuses %j', (url) => {
    expect(readImageUrl(url)).toBeInstanceOf(Unreadable);
  });

  it('reads a long run of separators in a moment', () => {
    const started = performance.now();
    readImageUrl(`https://example.com/${' '.repeat(1_000_000)}x`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('readText', () => {
  it('leaves one line without outer space', () => {
    expect(readText('  12  Elm\r\nSt ', 50)).toBe('12 Elm St');
    expect(readText('="00123"', 50)).toBe('00123');
    expect(readText(95_838, 50)).toBe('95838');
  });

  it('refuses what cannot be stored and what is too long', () => {
    expect(why(readText('a\0b', 50))).toBe('contains characters that cannot be stored');
    expect(why(readText('a\ud800', 50))).toBe('contains characters that cannot be stored');
    expect(why(readText('x'.repeat(51), 50))).toBe('is longer than 50 characters');
    expect(readText('😀'.repeat(50), 50)).toBe('😀'.repeat(50));
  });
});

it('no reader throws, whatever it is given', () => {
  const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.double());
  fc.assert(
    fc.property(cell, (value) => {
      for (const reading of [
        readPrice(value),
        readBathrooms(value),
        readBedrooms(value),
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
