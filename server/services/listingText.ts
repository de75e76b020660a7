/**
 * Reads single cells as text. Like every reader of a value, these answer the value, `null` when nothing is known (empty cells, "N/A"), or
 * an `Unreadable` that says in words what is wrong.
 */

/** Why a value cannot be used: the end of a sentence that began with the value. */
export class Unreadable {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** What a cell of any source comes down to. */
export type Cell = string | number;
export type Reading<T> = T | null | Unreadable;

/** The errors of a spreadsheet's formulas (`#REF!`) say as little as an empty cell. */
const unknown =
  /^(?:[-–—.?*]+|n\/?a|n\.\s?a\.?|#(?:n\/a|ref!|value!|name\?|null!|num!|div\/0!)|null|none|nil|nan|undefined)$/i;

/** What stands where a listing key should, for many homes alike; also a long key that a spreadsheet took for a number: `7.29E+07`. */
const placeholderKey =
  /^(?:0+|tb[ad]|new|unknown|unassigned|pending|private|exclusive|fsbo|(?:coming|to come) soon|(?:off|pre)[- ]?market|(?:not|un)[- ]?listed|\d+(?:[.,]\d+)?e\+\d+)$/i;

/** One line of text without outer white space, or `null` when it says nothing. Text that cannot be stored is unreadable. */
export function readText(cell: Cell, maxLength: number): Reading<string> {
  const raw = String(cell);
  if (raw.includes('\0') || !raw.isWellFormed()) return new Unreadable('contains characters that cannot be stored');
  // Spreadsheets protect leading zeros by writing a formula: ="01234".
  const text = raw
    .replace(/^\s*="(.*)"\s*$/s, '$1')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (text === '' || unknown.test(text)) return null;
  if ([...text].length > maxLength) return new Unreadable(`is longer than ${maxLength} characters`);
  return text;
}

/** The same for what is a number only to look at (a key, a house number, a postal code): a spreadsheet makes 12 of it, or `12.0`. */
export function readCode(cell: Cell, maxLength: number): Reading<string> {
  const text = readText(cell, maxLength);
  return typeof text === 'string' ? text.replace(/^(\d+)\.0+$/, '$1') : text;
}

/** A listing key; `null` also for what only holds its place ("TBD", 0): homes that share it are not one home. */
export function readListingKey(cell: Cell, maxLength: number): Reading<string> {
  const key = readCode(cell, maxLength);
  return typeof key === 'string' && placeholderKey.test(key) ? null : key;
}
