/**
 * Recognises the columns of agents' exports. Names are compared by their letters and digits alone, so that `LIST PRICE`, `ListPrice`
 * and `list_price` are one.
 */
import { columnNames, fieldOfPart, type ListingColumn } from './listingColumnNames.ts';

type Claim = { column: ListingColumn; rank: number };
const claims: ReadonlyMap<string, Claim> = new Map(
  Object.entries(columnNames).flatMap(([column, list]) =>
    // `Object.entries` forgets that the keys are those of `columnNames`.
    list.split(/\s+/).map((name, rank) => [name, { column: column as ListingColumn, rank }] as const),
  ),
);

/** Letters and digits in lower case; `#` says "number", and a price by area is kept apart from a price and from an area. */
function normalise(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[$€£]\s*(\/|per\b)/g, ' price per ')
    .replace(/#/g, ' number ')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** "Price (USD)", "URL (SEE https://…)": what stands in brackets explains, unless the name is only known with it. "List $" is a price. */
function claimOf(header: string): Claim | undefined {
  const spellings = [header, header.replace(/\s[$€£]\s*$/, ' price'), header.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')];
  for (const spelling of spellings) {
    const claim = claims.get(normalise(spelling));
    if (claim) return claim;
  }
  return undefined;
}

/** Whether a column's own header says that its areas are square metres. */
export function isMetric(header: string): boolean {
  return /sq\.?\s*m(?!i)|m2|square\s*met|wohnfl/i.test(header.normalize('NFKD'));
}

/** Where to find each column: indexes into the headers, in the order in which a row is read from them. */
export type RecognisedColumns = ReadonlyMap<ListingColumn, readonly number[]>;

/** Recognises a header line. Of several columns for one field the preferred name comes first, then the one further left. */
export function recogniseColumns(headers: readonly string[]): RecognisedColumns {
  const found = headers.flatMap((header, index) => {
    const claim = claimOf(header);
    return claim ? [{ ...claim, index }] : [];
  });
  const columns = new Map<ListingColumn, number[]>();
  for (const { column, index } of found.sort((one, other) => one.rank - other.rank)) {
    const others = columns.get(column);
    if (others) others.push(index);
    else columns.set(column, [index]);
  }
  return columns;
}

/** Whether rows with these columns can have an address at all. */
export function hasAddressColumn(columns: RecognisedColumns): boolean {
  return columns.has('address') || columns.has('streetName');
}

/**
 * For each of `count` headers the property field it feeds, or `null`: the columns that rows have been read from (`used`); of a field that
 * no row says anything of, those that are looked at first.
 */
export function fieldsOf(
  columns: RecognisedColumns,
  count: number,
  used: ReadonlySet<number>,
): (ListingColumn | null)[] {
  const fields = Array.from({ length: count }, (): ListingColumn | null => null);
  const fieldOf = (column: ListingColumn) => fieldOfPart[column] ?? column;
  for (const [column, indexes] of columns) {
    for (const index of indexes) if (used.has(index)) fields[index] = fieldOf(column);
  }
  const told = new Set(fields);
  for (const [column, [first]] of columns) {
    if (first !== undefined && !told.has(fieldOf(column))) fields[first] = fieldOf(column);
  }
  return fields;
}
