/**
 * From what an agent hands over (CSV text or records) to checked listings: finds the header line and the columns, reads each row, and
 * says of each bad one in words for people what is wrong with it. Nothing here knows the database.
 */
import { AppError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import type { ImportReport } from '../../shared/views.ts';
import { type CsvRecord, csvRecords, plainText } from './csvText.ts';
import { type AddressParts, withUnit } from './listingAddress.ts';
import {
  hasAddressColumn,
  isMetric,
  type ListingColumn,
  type RecognisedColumns,
  recogniseColumns,
} from './listingColumns.ts';
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

/** A data row: a listing, or what is wrong with it. */
export type ListingRow = {
  /** From 1; blank rows do not count. */
  row: number;
  /** The line of the CSV text on which it begins, from 1. */
  line?: number;
} & ({ listing: Listing } | { errors: string[]; address?: string });

export type ListingSource = { columns: ImportReport['columns']; rows: ListingRow[] };

const delimiters = [',', ';', '\t', '|'];
/** A header line is looked for in so many lines: some exports begin with a title. */
const headerWithin = 10;
const sampledRecords = 30;
const maxColumns = 500;
const maxHeaderLength = 200;
const maxLength = {
  listingKey: 100,
  address: 300,
  city: 120,
  stateOrProvince: 80,
  postalCode: 20,
  propertyType: 120,
  status: 80,
  part: 120,
} as const;

/** States whose ZIP codes begin with the zero that spreadsheets drop. */
const zeroZipStates = new Set(['CT', 'MA', 'ME', 'NH', 'NJ', 'PR', 'RI', 'VI', 'VT']);

function invalid(path: 'csv' | 'rows', message: string): AppError {
  return new AppError('VALIDATION_FAILED', { issues: [{ path: [path], message }] });
}

// CSV text

/** Reads CSV text. Throws `VALIDATION_FAILED` when no line names an address column, or when there are too many rows. */
export function readCsv(csv: string): ListingSource {
  let text = plainText(csv);
  if (text.trim() === '') throw invalid('csv', 'The list is empty.');
  // Spreadsheets say their delimiter in a first line of its own.
  const separator = /^sep=(.)\n/i.exec(text);
  if (separator) text = `\n${text.slice(separator[0].length)}`;
  const layout = findLayout(text, separator?.[1] ? [separator[1]] : delimiters);

  const records: CsvRecord[] = [];
  for (const record of dataRecords(text, layout)) {
    if (records.length === limits.importRows) {
      const most = limits.importRows.toLocaleString('en-US');
      throw invalid(
        'csv',
        `The list has more than ${most} rows. Please split it and import the parts one after the other.`,
      );
    }
    records.push(record);
  }

  const columns = recogniseColumns(layout.headers, (index) => records.some(({ cells }) => !isBlank(cells[index])));
  const rows = records.map((record, index): ListingRow => {
    const place = { row: index + 1, line: record.line };
    const problem = recordProblem(record, layout.headers.length);
    if (problem) {
      const address = readText(record.cells[columns.indexOf.get('address') ?? -1] ?? '', maxLength.address);
      return { ...place, errors: [problem], ...(typeof address === 'string' && { address }) };
    }
    return { ...place, ...readRow(columns, layout.headers, (column) => record.cells[column]) };
  });
  return { columns: reported(layout.headers, columns.fields), rows };
}

type Layout = { delimiter: string; headers: string[]; headerLine: number };

/**
 * Finds delimiter and header line together: those under which most columns are recognised; of several, under which fewest rows are
 * too long for the header (a single column of addresses has commas in its rows).
 */
function findLayout(text: string, candidates: readonly string[]): Layout {
  let best: (Layout & { recognised: number; tooLong: number }) | undefined;
  let seen: string[] = [];
  for (const delimiter of candidates) {
    const sample = take(filledRecords(text, delimiter), sampledRecords);
    const first = sample[0]?.cells ?? [];
    if (first.length > seen.length) seen = first;
    for (const [index, { cells, line }] of sample.slice(0, headerWithin).entries()) {
      if (cells.length > maxColumns) continue;
      const headers = cells.map(toHeader);
      const columns = recogniseColumns(headers);
      const recognised = columns.indexOf.size;
      if (!hasAddressColumn(columns) || (index > 0 && recognised < 2)) continue;
      const tooLong = sample.slice(index + 1).filter((record) => record.cells.length > headers.length).length;
      if (!best || recognised > best.recognised || (recognised === best.recognised && tooLong < best.tooLong)) {
        best = { delimiter, headers, headerLine: line, recognised, tooLong };
      }
      break;
    }
  }
  if (best) return best;
  if (seen.length > maxColumns) throw invalid('csv', `The list has more than ${maxColumns} columns.`);
  const found = seen
    .slice(0, 30)
    .map((header) => `"${clip(header.trim())}"`)
    .join(', ');
  throw invalid('csv', `No column was recognised as the address. The columns found are ${found}.`);
}

function* dataRecords(text: string, { delimiter, headerLine }: Layout): Generator<CsvRecord, void> {
  for (const record of filledRecords(text, delimiter)) if (record.line > headerLine) yield record;
}

function* filledRecords(text: string, delimiter: string): Generator<CsvRecord, void> {
  for (const record of csvRecords(text, delimiter)) if (!record.cells.every(isBlank)) yield record;
}

function recordProblem({ cells, isMalformed }: CsvRecord, columnCount: number): string | null {
  if (isMalformed) return 'The quotation marks in this row do not match.';
  if (cells.slice(columnCount).every(isBlank)) return null;
  const columns = columnCount === 1 ? 'is only 1 column' : `are only ${columnCount} columns`;
  return `The row has ${cells.length} cells, but there ${columns}; a cell that contains the separator must be in quotation marks.`;
}

// Records

/** Reads records with values of any type. Records may differ in their keys. */
export function readRecords(records: readonly Record<string, unknown>[]): ListingSource {
  const filled = records.filter((record) => !Object.values(record).every(isBlank));
  const headersWithValues = new Set<string>();
  for (const record of filled) {
    for (const [header, value] of Object.entries(record)) if (!isBlank(value)) headersWithValues.add(header);
  }
  const fields = new Map<string, ListingColumn | null>();
  const shapes = new Map<string, { headers: string[]; columns: RecognisedColumns }>();
  const rows = filled.map((record, index): ListingRow => {
    const keys = Object.keys(record);
    const shapeKey = JSON.stringify(keys);
    let shape = shapes.get(shapeKey);
    if (!shape) {
      const headers = keys.map(toHeader);
      const columns = recogniseColumns(headers, (column) => headersWithValues.has(keys[column] ?? ''));
      shape = { headers, columns };
      shapes.set(shapeKey, shape);
      keys.forEach((key, column) => {
        fields.set(key, fields.get(key) ?? columns.fields[column] ?? null);
      });
      if (fields.size > maxColumns) throw invalid('rows', `The rows have more than ${maxColumns} columns.`);
    }
    const values = Object.values(record);
    return { row: index + 1, ...readRow(shape.columns, shape.headers, (column) => values[column]) };
  });
  return { columns: reported([...fields.keys()].map(toHeader), [...fields.values()]), rows };
}

// One row

/** Reads the cells of one row. All that is wrong with it is said, not only the first. */
function readRow(
  columns: RecognisedColumns,
  headers: readonly string[],
  valueAt: (index: number) => unknown,
): { listing: Listing } | { errors: string[]; address?: string } {
  const errors: string[] = [];

  function read<T>(column: ListingColumn, reader: (cell: Cell, header: string) => Reading<T>): T | null {
    const index = columns.indexOf.get(column);
    if (index === undefined) return null;
    const header = headers[index] ?? '';
    const value = valueAt(index);
    const cell = toCell(value, column);
    const reading = cell instanceof Unreadable ? cell : reader(cell, header);
    if (!(reading instanceof Unreadable)) return reading;
    errors.push(`Column "${clip(header)}": ${shown(value)} ${reading.why}.`);
    return null;
  }
  const text = (column: ListingColumn, length: number) => read(column, (cell) => readText(cell, length));

  const address = readAddress(text);
  const stateOrProvince = text('stateOrProvince', maxLength.stateOrProvince);
  const bathrooms = readAllBathrooms(read);
  const unitIsMetric = isMetric(text('livingAreaUnits', maxLength.part) ?? '');
  const livingArea = read('livingArea', (cell, header) => readLivingArea(cell, unitIsMetric || isMetric(header)));
  const bedrooms = read('bedrooms', readBedrooms);
  const latitude = read('latitude', (cell) => readDegrees(cell, 90));
  const longitude = read('longitude', (cell) => readDegrees(cell, 180));
  const isPlaced = latitude !== 0 || longitude !== 0;
  const listing = {
    listingKey: text('listingKey', maxLength.listingKey),
    city: text('city', maxLength.city),
    stateOrProvince,
    postalCode: fullPostalCode(text('postalCode', maxLength.postalCode), stateOrProvince),
    price: read('price', readPrice),
    // Exports write 0 for what they do not know. Without bedrooms, but with a bathroom or an area, it is a studio.
    bedrooms: bedrooms === 0 && !bathrooms && livingArea === null ? null : bedrooms,
    bathrooms: bathrooms === 0 && !bedrooms && livingArea === null ? null : bathrooms,
    livingArea,
    propertyType: text('propertyType', maxLength.propertyType),
    status: text('status', maxLength.status),
    imageUrl: read('imageUrl', readImageUrl),
    latitude: isPlaced ? latitude : null,
    longitude: isPlaced ? longitude : null,
  };

  if (address === null) {
    // An address that is there but unreadable has been reported already.
    if (errors.length === 0 || isBlankAddress(columns, valueAt)) errors.unshift('The row has no address.');
    return { errors };
  }
  if (!/[\p{L}\p{N}]/u.test(address)) errors.unshift(`The address ${shown(address)} has no letters or digits.`);
  return errors.length > 0 ? { errors, address } : { listing: { ...listing, address } };
}

type ReadText = (column: ListingColumn, maxLength: number) => string | null;

/** The address as the row has it, or put together from its parts, with the unit. */
function readAddress(text: ReadText): string | null {
  const street = [
    text('streetDirPrefix', maxLength.part),
    text('streetName', maxLength.part),
    text('streetSuffix', maxLength.part),
    text('streetDirSuffix', maxLength.part),
  ];
  const number = text('streetNumber', maxLength.part);
  const unit = text('unitNumber', maxLength.part);
  let address = text('address', maxLength.address);
  if (address === null) {
    if (street[1] === null) return null;
    address = [number, ...street].filter((part) => part !== null).join(' ');
  } else if (number !== null && !/\d/.test(address)) {
    // A column called "street" may hold the name alone, with the number in the next one.
    address = `${number} ${address}`;
  }
  return unit === null ? address : withUnit(address, unit);
}

function isBlankAddress(columns: RecognisedColumns, valueAt: (index: number) => unknown): boolean {
  return (['address', 'streetName'] as const).every((column) => {
    const index = columns.indexOf.get(column);
    return index === undefined || isBlank(valueAt(index));
  });
}

/** A total that can say halves; else full and half ones counted together; else a total that counts a half one as a whole. */
function readAllBathrooms(
  read: (column: ListingColumn, reader: (cell: Cell) => Reading<number>) => number | null,
): number | null {
  const total = read('bathrooms', readBathrooms);
  const full = read('bathroomsFull', readBathrooms);
  const threeQuarter = read('bathroomsThreeQuarter', readBathrooms);
  const half = read('bathroomsHalf', readBathrooms);
  const count = read('bathroomsCount', readBathrooms);
  if (total !== null) return total;
  return full === null ? count : full + 0.75 * (threeQuarter ?? 0) + 0.5 * (half ?? 0);
}

/** A postal code that went through a spreadsheet as a number, made whole again. */
function fullPostalCode(postalCode: string | null, stateOrProvince: string | null): string | null {
  const code = postalCode?.replace(/^(\d+)\.0$/, '$1') ?? null;
  const dropsZero = zeroZipStates.has(stateOrProvince?.toUpperCase() ?? '');
  return code !== null && dropsZero && /^\d{3,4}$/.test(code) ? code.padStart(5, '0') : code;
}

// Cells

/** What a value of a record comes down to. RESO's `Media` is a list of objects, of which the first has the main picture's address. */
function toCell(value: unknown, column: ListingColumn): Cell | Unreadable {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (column === 'imageUrl') {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string' || first === undefined) return first ?? '';
    if (typeof first === 'object' && first !== null) {
      const url = Object.entries(first).find(([key]) => /^(?:media|image|photo)?_?url$/i.test(key))?.[1];
      if (typeof url === 'string') return url;
    }
  }
  return new Unreadable('is neither text nor a number');
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function toHeader(name: string): string {
  return name.trim().slice(0, maxHeaderLength).toWellFormed().replaceAll('\0', '\uFFFD');
}

function reported(headers: readonly string[], fields: readonly (ListingColumn | null)[]): ImportReport['columns'] {
  return headers.map((header, index) => ({ header, field: fields[index] ?? null }));
}

/** A value as an error quotes it. */
function shown(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `"${clip(String(value))}"`;
}

function clip(text: string): string {
  const plain = text.replace(/[\p{Cc}\s]+/gu, ' ').toWellFormed();
  return plain.length <= 60 ? plain : `${plain.slice(0, 57).toWellFormed()}…`;
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
