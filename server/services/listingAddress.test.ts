import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, listingKeyMark, wholePostalCode, withUnit } from './listingAddress.ts';

const key = (
  address: string,
  city: string | null = null,
  stateOrProvince: string | null = null,
  postalCode: string | null = null,
) => addressKey({ address, city, stateOrProvince, postalCode });

describe('addressKey', () => {
  it.each([
    ['letter case', '12 ELM ST', '12 Elm St'],
    ['punctuation', '12 Elm St.', '12, Elm St'],
    ['street suffixes', '12 Elm Street', '12 Elm St'],
    ['avenues', '4 Oak Avenue', '4 Oak Ave'],
    ['directions', '4 North Oak Ave NW', '4 N. Oak Ave Northwest'],
    ['unit designators', '12 Elm St Apt 4', '12 Elm St #4'],
    ['more unit designators', '12 Elm St Unit 4', '12 Elm St, Apartment 4'],
    ['suites', '12 Elm St Suite 4', '12 Elm St Ste. 4'],
    ['white space', ' 12  Elm\u00a0St', '12 Elm St'],
    ['accents', '12 Rue de la Paix, Montréal', '12 Rue de la Paix Montreal'],
    ['ordinals', '12 Fourth St', '12 4th Street'],
    ['apostrophes', "5 O'Neil Ct", '5 O’Neil Court'],
    ['saints', '5 Saint James Pl', '5 St. James Place'],
  ])('does not count %s', (_name, one, other) => {
    expect(key(one)).toBe(key(other));
  });

  it('is the same whether the city stands in its column or behind the street', () => {
    const inColumns = key('12 Elm Street', 'Sacramento', 'CA', '95838');
    expect(key('12 Elm St, Sacramento, CA 95838')).toBe(inColumns);
    expect(key('12 Elm St, Sacramento, California 95838-1234, USA')).toBe(inColumns);
    expect(key('12 Elm St, Sacramento, CA 95838', 'SACRAMENTO', 'California', '95838-1234')).toBe(inColumns);
    expect(key('12 Elm St, Sacramento', 'Sacramento', 'CA', '95838')).toBe(inColumns);
  });

  it('is the same with and without the space of a postal code', () => {
    expect(key('1 King St', 'Ottawa', 'ON', 'K1A 0B1')).toBe(key('1 King Street', 'Ottawa', 'Ontario', 'k1a0b1'));
  });

  it('is the same with and without the zeros that a spreadsheet takes from a ZIP code', () => {
    expect(key('1 A St', 'Cambridge', 'Massachusetts', '2139')).toBe(key('1 A St', 'Cambridge', 'MA', '02139'));
    expect(key('1 A St, Cambridge, MA 02139', 'Cambridge', 'MA', '2139-1234')).toBe(key('1 A St, Cambridge, MA 02139'));
  });

  it.each([
    ['numbers', '12 Elm St', '14 Elm St'],
    ['units', '12 Elm St #4', '12 Elm St #5'],
    ['kinds of street', '100 Crystalwood Cir', '100 Crystalwood Way'],
    ['numbers and units', '1 21st St', '12 1st St'],
  ])('tells %s apart', (_name, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  it('tells towns apart', () => {
    expect(key('12 Main St', 'Springfield', 'IL')).not.toBe(key('12 Main St', 'Springfield', 'MA'));
    expect(key('12 Main St', 'Galt')).not.toBe(key('12 Main St', 'Lincoln'));
  });

  it('keeps the letters of every script', () => {
    expect(key('東京都千代田区1-1')).not.toBe(key('大阪府北区1-1'));
    expect(key('12 ул. Ленина')).toBe(key('12 УЛ ЛЕНИНА'));
  });

  it('is empty for what has neither letters nor digits', () => {
    expect(key(' -!? ')).toBe('');
    expect(key('Unit')).not.toBe('');
    expect(key(', USA')).not.toBe('');
  });

  it('stays short enough for an index, and never changes when it is taken again in another case', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 120 }),
        (address, city) => {
          expect(Buffer.byteLength(key(address, city))).toBeLessThanOrEqual(500);
          expect(key(address, city)).toBe(key(`  ${address} `, city));
        },
      ),
    );
  });
});

it.each<[string, string | null, string]>([
  ['2139', 'MA', '02139'],
  ['2139', 'Massachusetts', '02139'],
  ['7030', 'new jersey', '07030'],
  ['2139-1234', 'MA', '02139-1234'],
  ['501', 'NY', '00501'],
  ['901', 'Puerto Rico', '00901'],
  ['802', 'U.S. Virgin Islands', '00802'],
  ['02139', 'MA', '02139'],
  ['9583', 'CA', '9583'],
  ['1010', null, '1010'],
])('the postal code %s in %s is %s', (written, state, postalCode) => {
  expect(wholePostalCode(written, state)).toBe(postalCode);
});

it('a listing key is the same in any case and spacing', () => {
  expect(listingKeyMark(' ml 20-0123 ')).toBe(listingKeyMark('ML20-0123'));
  expect(listingKeyMark('1')).not.toBe(listingKeyMark('2'));
});

describe('withUnit', () => {
  it('puts the unit behind the street', () => {
    expect(withUnit('12 Elm St', '4')).toBe('12 Elm St #4');
    expect(withUnit('12 Elm St', 'Apt 4')).toBe('12 Elm St Apt 4');
    expect(withUnit('12 Elm St, Sacramento, CA', '4B')).toBe('12 Elm St #4B, Sacramento, CA');
  });

  it('leaves an address that names it already', () => {
    expect(withUnit('12 Elm St #4', '4')).toBe('12 Elm St #4');
    expect(withUnit('12 Elm St Apt 4, Sacramento', '#4')).toBe('12 Elm St Apt 4, Sacramento');
  });
});
