/** Reads one row of a list into a listing, or says in words for people all that is wrong with it. */
import { type AddressParts, wholePostalCode } from './listingAddress.ts';
import { bathroomsOf, readBathrooms } from './listingBathrooms.ts';
import type { ListingColumn } from './listingColumnNames.ts';
import { isMetric, type RecognisedColumns } from './listingColumns.ts';
import { readImageUrl } from './listingPictures.ts';
import { readAddress } from './listingStreet.ts';
import { type Cell, type Reading, readCode, readListingKey, readText, Unreadable } from './listingText.ts';
import { readBedrooms, readDegrees, readLivingArea, readPrice, readRooms } from './listingValues.ts';

/** What a row says about a property; `null`: nothing. Units as in `Property`. */
export type Listing = AddressParts & {
  listingKey: string | null;
  price: number | null;
  bedrooms: number | null;
  bathrooms: number | null;
  livingArea: number | null;
  propertyType: string | null;
  status: string | null;
  imageUrl: string | null;
  latitude: number | null;
  longitude: number | null;
};

/** The columns of a list, and those of them (as indexes) that its rows have been read from so far. */
export type ListingColumns = { headers: readonly string[]; recognised: RecognisedColumns; used: Set<number> };

export type ReadRow = { listing: Listing } | { errors: string[]; address?: string };

const maxLength: Partial<Record<ListingColumn, number>> = {
  listingKey: 100,
  address: 300,
  streetName: 300,
  stateOrProvince: 80,
  postalCode: 20,
  status: 80,
};
const maxOtherLength = 120;

/** Reads the cells of one row. All that is wrong with it is said, not only the first. */
export function readRow(columns: ListingColumns, valueAt: (index: number) => unknown): ReadRow {
  const cells = readCells(columns, valueAt);
  const { errors, text, cell } = cells;
  const address = readAddress((column) => text(column, readCode));
  if (address === null && errors.length === 0) errors.push('The row has no address.');
  if (address !== null && !/[\p{L}\p{N}]/u.test(address)) {
    errors.push(`The address ${shown(address)} has no letters or digits.`);
  }
  const stateOrProvince = text('stateOrProvince');
  const postalCode = text('postalCode', readCode);
  const latitude = cell('latitude', (value) => readDegrees(value, 90));
  const longitude = cell('longitude', (value) => readDegrees(value, 180));
  const isPlaced = latitude !== 0 || longitude !== 0;
  const listing = {
    listingKey: text('listingKey', readListingKey),
    city: text('city'),
    stateOrProvince,
    postalCode: postalCode === null ? null : wholePostalCode(postalCode, stateOrProvince),
    price: readPrices(cells),
    ...readSize(cells),
    propertyType: text('propertyType'),
    status: text('status'),
    imageUrl: cells.read('imageUrl', readImageUrl),
    latitude: isPlaced ? latitude : null,
    longitude: isPlaced ? longitude : null,
  };
  if (address === null) return { errors };
  return errors.length > 0 ? { errors, address } : { listing: { ...listing, address } };
}

/** The list price. "Withheld" is an answer, too: what the home sold for does not stand in for that, only for what is missing. */
function readPrices({ cell, values }: Cells): number | null {
  const price = cell('price', readPrice);
  const isWithheld = values('price').some((value) => {
    const words = typeof value === 'string' ? readText(value, Number.POSITIVE_INFINITY) : null;
    return typeof words === 'string' && /\p{L}/u.test(words);
  });
  return price === null && !isWithheld ? cell('otherPrice', readPrice) : price;
}

function readSize({ cell, text }: Cells): Pick<Listing, 'bedrooms' | 'bathrooms' | 'livingArea'> {
  const unitIsMetric = isMetric(text('livingAreaUnits') ?? '');
  const livingArea = cell('livingArea', (value, header) => readLivingArea(value, unitIsMetric || isMetric(header)));
  const bathrooms = bathroomsOf({
    decimal: cell('bathroomsDecimal', readBathrooms),
    total: cell('bathroomsTotal', readBathrooms),
    plain: cell('bathrooms', readBathrooms),
    full: cell('bathroomsFull', readBathrooms),
    threeQuarter: cell('bathroomsThreeQuarter', readBathrooms),
    half: cell('bathroomsHalf', readBathrooms),
  });
  // Exports write 0 for what they do not know. Without bedrooms, but with a bathroom or an area, it is a studio.
  const isKnown = Boolean(bathrooms) || livingArea !== null;
  const bedrooms = cell('bedrooms', (value) => readBedrooms(value, isKnown)) ?? cell('rooms', readRooms);
  return { bedrooms, bathrooms: bathrooms === 0 && !bedrooms && livingArea === null ? null : bathrooms, livingArea };
}

type Cells = ReturnType<typeof readCells>;

/** How the cells of one row are read: what is wrong with them is collected in `errors`, and the columns read from are noted as used. */
function readCells({ headers, recognised, used }: ListingColumns, valueAt: (index: number) => unknown) {
  const errors: string[] = [];

  /** Of several columns the first that says something. */
  function read<T>(column: ListingColumn, reader: (value: unknown, header: string) => Reading<T>): T | null {
    for (const index of recognised.get(column) ?? []) {
      const header = headers[index] ?? '';
      const value = valueAt(index);
      const reading = reader(value, header);
      if (reading === null) continue;
      used.add(index);
      if (!(reading instanceof Unreadable)) return reading;
      errors.push(`Column "${clip(header)}": ${shown(value)} ${reading.why}.`);
      return null;
    }
    return null;
  }
  function cell<T>(column: ListingColumn, reader: (cell: Cell, header: string) => Reading<T>): T | null {
    return read(column, (value, header) => {
      const plain = toCell(value);
      return plain instanceof Unreadable ? plain : reader(plain, header);
    });
  }
  const text = (column: ListingColumn, reader: (cell: Cell, maxLength: number) => Reading<string> = readText) =>
    cell(column, (value) => reader(value, maxLength[column] ?? maxOtherLength));
  const values = (column: ListingColumn) => (recognised.get(column) ?? []).map(valueAt);
  return { errors, read, cell, text, values };
}

/** Whether a cell says nothing at all. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** What a value of a record comes down to. */
function toCell(value: unknown): Cell | Unreadable {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return new Unreadable('is neither text nor a number');
}

/** A value as an error quotes it. */
function shown(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `"${clip(String(value))}"`;
}

/** A piece of the agent's text, short enough for a sentence. */
export function clip(text: string): string {
  const plain = text.replace(/[\p{Cc}\s]+/gu, ' ').toWellFormed();
  return plain.length <= 60 ? plain : `${plain.slice(0, 57).toWellFormed()}…`;
}
