import { describe, expect, it } from 'vitest';
import { type Reading, readCode, readListingKey, readText, Unreadable } from './listingText.ts';

const why = (reading: Reading<unknown>) => (reading instanceof Unreadable ? reading.why : reading);

describe('readText', () => {
  it('leaves one line without outer space', () => {
    expect(readText('  12  Elm\r\nSt ', 50)).toBe('12 Elm St');
    expect(readText('="00123"', 50)).toBe('00123');
    expect(readText(95_838, 50)).toBe('95838');
  });

  it.each(['', ' ', '-', 'N/A', 'n.a.', 'null', '#N/A', '#REF!', '#VALUE!', '#NAME?'])(
    'takes %j for nothing',
    (cell) => {
      expect(readText(cell, 50)).toBe(null);
    },
  );

  it('refuses what cannot be stored and what is too long', () => {
    expect(why(readText('a\0b', 50))).toBe('contains characters that cannot be stored');
    expect(why(readText('a\ud800', 50))).toBe('contains characters that cannot be stored');
    expect(why(readText('x'.repeat(51), 50))).toBe('is longer than 50 characters');
    expect(readText('😀'.repeat(50), 50)).toBe('😀'.repeat(50));
  });
});

it('a code that a spreadsheet has taken for a number is whole again', () => {
  expect(readCode('14.0', 50)).toBe('14');
  expect(readCode('02139', 50)).toBe('02139');
  expect(readCode('12.5', 50)).toBe('12.5');
});

describe('readListingKey', () => {
  it.each(['0', '000', 'TBD', 'tba', 'New', 'none', 'null', 'N/A', 'Off Market', 'Coming soon', '7.29E+07'])(
    'takes the placeholder %j for no key',
    (cell) => {
      expect(readListingKey(cell, 100)).toBe(null);
    },
  );

  it.each([
    ['1', '1'],
    ['A', 'A'],
    ['ML 20-0123', 'ML 20-0123'],
    ['0012', '0012'],
    ['NEW-17', 'NEW-17'],
    ['2E5', '2E5'],
    ['72900001.0', '72900001'],
    [72_900_001, '72900001'],
  ])('takes %j for the key %j', (cell, key) => {
    expect(readListingKey(cell, 100)).toBe(key);
  });
});
