/**
 * From what an agent hands over (CSV text or records) to checked listings: finds the header line and the columns, and has each row read.
 * Nothing here knows the database.
 */
import { AppError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import type { ImportReport } from '../../shared/views.ts';
import { byteOrderMark, type CsvRecord, csvRecords, plainText } from './csvText.ts';
import { fieldsOf, hasAddressColumn, recogniseColumns } from './listingColumns.ts';
import { clip, isBlank, type ListingColumns, type ReadRow, readRow } from './listingReader.ts';

/** A data row: a listing, or what is wrong with it. */
export type ListingRow = {
  /** From 1; in a text, blank rows do not count; of records, it is the place among those given. */
  row: number;
  /** The line of the CSV text on which it begins, from 1. */
  line?: number;
} & ReadRow;

export type ListingSource = { columns: ImportReport['columns']; rows: ListingRow[] };

const delimiters = [',', ';', '\t', '|'];
/** A header line is looked for in so many lines: some exports begin with a title. */
const headerWithin = 10;
const sampledRecords = 30;
const maxColumns = 500;
const maxHeaderLength = 200;

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

  const columns = columnsOf(layout.headers);
  const rows = records.map((record, index): ListingRow => {
    const place = { row: index + 1, line: record.line };
    const read = readRow(columns, (column) => record.cells[column]);
    const problem = recordProblem(record, layout.headers.length);
    if (!problem) return { ...place, ...read };
    const address = 'listing' in read ? read.listing.address : read.address;
    return { ...place, errors: [problem], ...(address !== undefined && { address }) };
  });
  return { columns: reported(columns), rows };
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
      const recognised = columns.size;
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

/** Reads records with values of any type. Records may differ in their keys. Blank ones are passed over, but keep their number. */
export function readRecords(records: readonly Record<string, unknown>[]): ListingSource {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (keys.length > maxColumns) throw invalid('rows', `The rows have more than ${maxColumns} columns.`);
  const columns = columnsOf(keys.map(toHeader));
  const rows = records.flatMap((record, index): ListingRow[] => {
    if (Object.values(record).every(isBlank)) return [];
    return [{ row: index + 1, ...readRow(columns, (column) => record[keys[column] ?? '']) }];
  });
  return { columns: reported(columns), rows };
}

// Columns

function columnsOf(headers: readonly string[]): ListingColumns {
  return { headers, recognised: recogniseColumns(headers), used: new Set() };
}

function toHeader(name: string): string {
  const plain = name.replace(byteOrderMark, '').trim();
  return plain.slice(0, maxHeaderLength).toWellFormed().replaceAll('\0', '\uFFFD');
}

function reported({ headers, recognised, used }: ListingColumns): ImportReport['columns'] {
  const fields = fieldsOf(recognised, headers.length, used);
  return headers.map((header, index) => ({ header, field: fields[index] ?? null }));
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
