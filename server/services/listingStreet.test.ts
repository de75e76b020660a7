import { describe, expect, it } from 'vitest';
import type { ListingColumn } from './listingColumnNames.ts';
import { readAddress } from './listingStreet.ts';

type Pieces = Partial<Record<ListingColumn, string>>;
const address = (pieces: Pieces) => readAddress((column) => pieces[column] ?? null);

describe('readAddress', () => {
  it('needs an address or a street', () => {
    expect(address({})).toBe(null);
    expect(address({ streetNumber: '12', streetSuffix: 'St', unitNumber: '4' })).toBe(null);
  });

  it.each([
    ['14', '1st Ave', '14 1st Ave'],
    ['18', '42nd St', '18 42nd St'],
    ['16', 'Route 66', '16 Route 66'],
    ['12', 'Elm St', '12 Elm St'],
    ['12', 'Elm St, Galt', '12 Elm St, Galt'],
    ['12', '12 Elm St', '12 Elm St'],
    ['12', '12A Elm St', '12A Elm St'],
    ['12', '12-14 Elm St', '12-14 Elm St'],
    ['12', '12 1/2 Elm St', '12 1/2 Elm St'],
  ])('puts the number %s before "%s" unless it is there', (streetNumber, line, expected) => {
    expect(address({ streetNumber, address: line })).toBe(expected);
    expect(address({ streetNumber, streetName: line })).toBe(expected);
  });

  it('takes a number at the beginning of a street for its name where the house has another', () => {
    expect(address({ streetNumber: '14500', streetName: '7 Mile Rd' })).toBe('14500 7 Mile Rd');
    expect(address({ streetNumber: '12', streetName: '5', streetSuffix: 'Ave' })).toBe('12 5 Ave');
  });

  it('leaves a whole address with its number as it is, whatever else the row says', () => {
    expect(address({ address: '12 Elm, Galt', streetNumber: '14', streetName: 'Oak', streetDirPrefix: 'N' })).toBe(
      '12 Elm, Galt',
    );
  });

  it.each<[Pieces, string]>([
    [{ streetNumber: '12', streetDirPrefix: 'N', streetName: 'Elm', streetSuffix: 'St' }, '12 N Elm St'],
    [{ streetNumber: '12', streetDirPrefix: 'S', streetName: 'Elm', streetSuffix: 'St' }, '12 S Elm St'],
    [{ streetNumber: '12', streetDirPrefix: 'N', streetName: 'Elm', streetSuffix: 'Ave' }, '12 N Elm Ave'],
    [{ streetNumber: '12', streetName: 'Elm', streetSuffix: 'St', streetDirSuffix: 'NW' }, '12 Elm St NW'],
    [{ streetNumber: '12', streetDirPrefix: 'N', address: 'Elm', streetSuffix: 'St' }, '12 N Elm St'],
    [{ streetNumber: '12', streetName: 'St James', streetSuffix: 'St' }, '12 St James St'],
    [{ streetNumber: '12', streetDirPrefix: 'N', streetName: 'N', streetSuffix: 'St' }, '12 N N St'],
    [{ streetDirPrefix: 'N', streetName: '12 Elm, Galt', streetSuffix: 'Ave' }, '12 N Elm Ave, Galt'],
  ])('adds the pieces that a street lacks: %j', (pieces, expected) => {
    expect(address(pieces)).toBe(expected);
  });

  it('repeats no piece that the street has, however it is spelled', () => {
    const pieces = { streetDirPrefix: 'N', streetSuffix: 'St', streetDirSuffix: 'NW' };
    expect(address({ ...pieces, streetNumber: '12', streetName: 'North Elm Street Northwest' })).toBe(
      '12 North Elm Street Northwest',
    );
    expect(address({ ...pieces, streetName: '12 N Elm St NW Apt 4' })).toBe('12 N Elm St NW Apt 4');
  });

  it('puts the number behind the street where German columns have it', () => {
    expect(address({ streetName: 'Hauptstraße', streetNumberBehind: '12' })).toBe('Hauptstraße 12');
    expect(address({ address: 'Hauptstraße, Köln', streetNumberBehind: '12a' })).toBe('Hauptstraße 12a, Köln');
    expect(address({ address: 'Hauptstraße 12, Köln', streetNumberBehind: '12' })).toBe('Hauptstraße 12, Köln');
  });

  it('adds the unit', () => {
    expect(address({ streetNumber: '12', streetName: 'Elm St', unitNumber: '4' })).toBe('12 Elm St #4');
    expect(address({ address: '12 Elm St', unitNumber: 'B' })).toBe('12 Elm St #B');
  });
});
