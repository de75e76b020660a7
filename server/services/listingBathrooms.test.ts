import { describe, expect, it } from 'vitest';
import { type BathroomCounts, bathroomsOf, readBathrooms } from './listingBathrooms.ts';
import { type Cell, Unreadable } from './listingText.ts';

describe('readBathrooms', () => {
  it.each<[Cell, number | null]>([
    ['2.5', 2.5],
    ['2,5', 2.5],
    ['2½', 2.5],
    ['2 1/2', 2.5],
    ['2-1/2', 2.5],
    ['½', 0.5],
    ['2 full, 1 half', 2.5],
    ['2 full and 1 half baths', 2.5],
    ['2f 1h', 2.5],
    ['2F1H', 2.5],
    ['2/1', 2.5],
    ['1/2', 2],
    ['2/0', 2],
    ['2 (1 half)', 2.5],
    ['2 (1)', 2.5],
    ['2.5 ba', 2.5],
    ['2+', 2],
    ['3.5+ baths', 3.5],
    [1.75, 1.75],
    ['0', 0],
    ['-', null],
    ['unknown', null],
  ])('reads %j as %j bathrooms', (cell, bathrooms) => {
    expect(readBathrooms(cell)).toBe(bathrooms);
  });

  it.each([
    ['two', 'is not a number of bathrooms'],
    ['2/1/2020', 'is not a number of bathrooms'],
    ['-1', 'must not be negative'],
    ['1001', 'is too large'],
  ])('says of %j that it %s', (cell, why) => {
    expect(readBathrooms(cell)).toEqual(new Unreadable(why));
  });
});

describe('bathroomsOf', () => {
  const nothing = { decimal: null, total: null, plain: null, full: null, threeQuarter: null, half: null };
  it.each<[string, Partial<BathroomCounts>, number | null]>([
    ['nothing', {}, null],
    ['a total alone', { total: 3 }, 3],
    ['a total of rooms, full and half ones', { total: 3, full: 2, half: 1 }, 2.5],
    ['"Bathrooms" that counts rooms, full and half ones', { plain: 3, full: 2, half: 1 }, 2.5],
    ['a total of the full ones', { total: 2, full: 2, half: 1 }, 2.5],
    ['a total of rooms and half ones', { total: 3, half: 1 }, 2.5],
    ['"Bathrooms" and half ones, with no word of full ones', { plain: 2, half: 1 }, 2.5],
    ['three-quarter ones', { total: 4, full: 2, threeQuarter: 1, half: 1 }, 3.25],
    ['a total that counts others, too', { total: 4, full: 2, half: 1 }, 3.5],
    ['a total with decimals', { total: 2.5, full: 2, half: 1 }, 2.5],
    ['a total with decimals beside one of rooms', { total: 3, plain: 2.5 }, 2.5],
    ['a decimal total that is whole', { decimal: 3, full: 2, half: 2 }, 3],
    ['a decimal total that is whole, and half ones', { decimal: 3, half: 2 }, 3],
    ['full and half ones', { full: 2, half: 1 }, 2.5],
    ['full ones', { full: 2 }, 2],
    ['zeros', { total: 0, full: 0, half: 0 }, 0],
    ['a total of 0 beside full ones', { total: 0, full: 2, half: 1 }, 2.5],
    ['full ones of 0 beside a total', { total: 2, full: 0, half: 0 }, 2],
    ['more half ones than the total', { total: 1, half: 2 }, 1],
  ])('puts %s together', (_name, counts, bathrooms) => {
    expect(bathroomsOf({ ...nothing, ...counts })).toBe(bathrooms);
  });
});
