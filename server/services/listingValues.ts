/**
 * Reads single values as exports spell them. Each reader answers the value, `null` when nothing is known (empty cells, "N/A", a price
 * "on request"), or an `Unreadable` that says in words what is wrong.
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

const maxInteger = 2_147_483_647;
/** What is longer is no number. Also keeps the patterns below from working on long text. */
const maxNumberLength = 60;
const squareFeetPerSquareMetre = 10.763_910_4;

const unknown = /^(?:[-–—.?*]+|n\/?a|#n\/a|null|none|nil|nan|undefined)$/i;
const unknownPrice =
  /^(?:poa|tbd|tba|unknown|undisclosed|not disclosed|auction|(?:price )?(?:on|upon) (?:request|application)|(?:call|contact|ask)\b.*)$/i;

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

/**
 * A price in whole currency units, rounded: `$1,250,000`, `1.250.000 €`, `350k`, `1.2M`, `2500/mo`. Zero means unknown, as do "call" and
 * "on request". A single separator before exactly three digits separates thousands.
 */
export function readPrice(cell: Cell): Reading<number> {
  const amount = readAmount(cell, unknownPrice, (text) =>
    text
      .replace(/\p{Sc}|\b(?:USD|US|EUR|GBP|CAD|AUD|NZD|CHF|C|CA|A|AU|NZ)(?=[\s\p{Sc}\d]|$)/giu, ' ')
      .replace(/(?:\/|\bper\b)\s*(?:mo|month|wk|week|yr|year)\.?\s*$|\b(?:pcm|pw)\s*$/i, '')
      .replace(/\+\s*$|[.,]-+\s*$/, ''),
  );
  if (typeof amount !== 'number') return amount === undefined ? new Unreadable('is not a price') : amount;
  return wholeNumber(Math.round(amount)) || null;
}

/** An area in whole square feet. Zero means unknown. Square metres are converted, whether the value or the column says so. */
export function readLivingArea(cell: Cell, isMetricColumn: boolean): Reading<number> {
  const text = typeof cell === 'string' ? readText(cell, maxNumberLength) : null;
  const isMetric = typeof text === 'string' && /(?:m2|sq\.?\s*m\w*|square\s*met\w*)\.?$/i.test(text.normalize('NFKD'));
  const amount = readAmount(cell, undefined, (unit) =>
    unit.replace(/(?:m2|ft2|sf|sq\.?\s*(?:ft|feet|m)?\w*|square\s*(?:feet|foot|met\w*)|feet|ft)\.?\s*$/i, ''),
  );
  if (typeof amount !== 'number') return amount === undefined ? new Unreadable('is not an area') : amount;
  const squareFeet = isMetric || isMetricColumn ? amount * squareFeetPerSquareMetre : amount;
  return wholeNumber(Math.round(squareFeet)) || null;
}

/** A whole number of bedrooms: `3`, `3.0`, `3 bd`, `Studio` (0). */
export function readBedrooms(cell: Cell): Reading<number> {
  if (typeof cell === 'string' && /^\s*studio\s*$/i.test(cell)) return 0;
  const count = readCount(cell, /\s*(?:bds?|brs?|bdrms?|beds?|bedrooms?)\.?\s*$/i);
  if (typeof count !== 'number') return count === undefined ? new Unreadable('is not a number of bedrooms') : count;
  return Number.isInteger(count) ? wholeNumber(count) : new Unreadable('is not a whole number of bedrooms');
}

/** A number of bathrooms; a half bathroom counts one half: `2.5`, `2,5`, `2½`, `2 1/2`, `2 full, 1 half`. */
export function readBathrooms(cell: Cell): Reading<number> {
  const text = readText(cell, maxNumberLength);
  if (typeof text === 'string') {
    const parts = /^(\d{1,3})\s*f(?:ull)?\b[\s,/&+]*(?:and\s*)?(?:(\d{1,3})\s*h(?:alf)?\b)?\s*(?:ba\w*)?$/i.exec(text);
    if (parts) return Number(parts[1]) + Number(parts[2] ?? 0) / 2;
  }
  const count = readCount(cell, /\s*(?:ba|bth?s?|baths?|bathrooms?)\.?\s*$/i);
  if (typeof count !== 'number') return count === undefined ? new Unreadable('is not a number of bathrooms') : count;
  return count > 1_000 ? new Unreadable('is too large') : count;
}

/** Degrees between `-limit` and `limit`. */
export function readDegrees(cell: Cell, limit: 90 | 180): Reading<number> {
  let degrees: number;
  if (typeof cell === 'number') degrees = cell;
  else {
    const text = readText(cell, maxNumberLength);
    if (typeof text !== 'string') return text;
    if (!/^[-+−]?\d+(?:[.,]\d*)?$/.test(text)) return new Unreadable('is not a number of degrees');
    degrees = Number(text.replace('−', '-').replace(',', '.'));
  }
  if (Number.isNaN(degrees)) return null;
  return Math.abs(degrees) <= limit ? degrees + 0 : new Unreadable(`is not between -${limit} and ${limit}`);
}

/** The address of a picture: `https://…`, `http://…` or a path on this server. Of a list, the first. A count of pictures is none. */
export function readImageUrl(cell: Cell): Reading<string> {
  const text = readText(firstOfList(String(cell)), 2_000);
  if (typeof text !== 'string') return text;
  if (/^(?:\d+|y|n|yes|no|true|false)$/i.test(text)) return null;
  const url = text.startsWith('//') ? `https:${text}` : text;
  const isWeb = /^https?:\/\//i.test(url) && URL.canParse(url);
  const isPath = /^\/(?![/\\])/.test(url);
  if (!(isWeb || isPath) || /[\s\\<>"]/.test(url)) return new Unreadable('is not a web address (https://…)');
  return url;
}

/** The part of a list of web addresses before the second one, without separators at its end. */
function firstOfList(text: string): string {
  const trimmed = text.trim();
  const next = trimmed.search(/[\s|;,]https?:\/\//i);
  if (next < 0) return trimmed;
  let end = next;
  while (end > 0 && ' |;,\t\n'.includes(trimmed.charAt(end - 1))) end -= 1;
  return trimmed.slice(0, end);
}

function wholeNumber(value: number): number | Unreadable {
  return value <= maxInteger ? value : new Unreadable('is too large');
}

/** A number that is not negative; `null`: unknown; `undefined`: not a number at all. */
function readCount(cell: Cell, unit: RegExp): Reading<number> | undefined {
  if (typeof cell === 'number') return checkedNumber(cell);
  const text = readText(cell, maxNumberLength);
  if (typeof text !== 'string') return text;
  const bare = text.replace(unit, '');
  const fraction = /^(\d{1,6})?(?:\s*([¼½¾])|\s+([13])\/([24]))$/.exec(bare);
  if (fraction) {
    const parts: Record<string, number> = { '¼': 0.25, '½': 0.5, '¾': 0.75 };
    const part = fraction[2] ? parts[fraction[2]] : Number(fraction[3]) / Number(fraction[4]);
    return Number(fraction[1] ?? 0) + (part ?? 0);
  }
  return /^[-+]?\d+(?:[.,]\d*)?$/.test(bare) ? checkedNumber(Number(bare.replace(',', '.'))) : undefined;
}

/** The same for amounts with thousands separators, after `strip` has taken currency or unit away. */
function readAmount(
  cell: Cell,
  isUnknown: RegExp | undefined,
  strip: (text: string) => string,
): Reading<number> | undefined {
  if (typeof cell === 'number') return checkedNumber(cell);
  const text = readText(cell, maxNumberLength);
  if (typeof text !== 'string') return text;
  if (isUnknown?.test(text)) return null;
  const bare = strip(text.normalize('NFKC'))
    .replace(/[\s'’_]+/g, '')
    .replace(/−/g, '-');
  const negative = /^-|^\(.*\)$/.test(bare);
  const unsigned = bare.replace(/^[-+]|^\((.*)\)$/g, '$1');
  const scaled = /^([\d.,]+)(k|thousand|m|mm|mio|mil|million)?$/i.exec(unsigned);
  const digits = scaled?.[1];
  const amount = digits
    ? decimal(digits, Boolean(scaled[2])) * (scaled[2] ? (/^[kt]/i.test(scaled[2]) ? 1_000 : 1_000_000) : 1)
    : /^\d+(?:\.\d+)?e\+?\d{1,3}$/i.test(unsigned)
      ? Number(unsigned)
      : Number.NaN;
  return Number.isNaN(amount) ? undefined : checkedNumber(negative ? -amount : amount);
}

/** Reads digits with separators: the last of two kinds is the decimal one; a single kind separates thousands where it can. */
function decimal(digits: string, isScaled: boolean): number {
  const lastComma = digits.lastIndexOf(',');
  const lastDot = digits.lastIndexOf('.');
  if (lastComma >= 0 && lastDot >= 0) {
    const [thousands, point] = lastComma > lastDot ? ['.', ','] : [',', '.'];
    const [whole = '', ...rest] = digits.split(point);
    if (rest.length !== 1 || !isGrouped(whole, thousands)) return Number.NaN;
    return Number(`${whole.replaceAll(thousands, '')}.${rest[0]}`);
  }
  const separator = lastComma >= 0 ? ',' : '.';
  // "1.250k" is one and a quarter thousand, but "1,250k" can only mean thousands.
  if (isGrouped(digits, separator) && digits.includes(separator) && !(isScaled && separator === '.')) {
    return Number(digits.replaceAll(separator, ''));
  }
  return /^(?:\d+[.,]?\d*|[.,]\d+)$/.test(digits) ? Number(digits.replace(',', '.')) : Number.NaN;
}

function isGrouped(digits: string, separator: string): boolean {
  const [first = '', ...groups] = digits.split(separator);
  if (groups.length === 0) return /^\d+$/.test(first);
  return /^[1-9]\d{0,2}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group));
}

function checkedNumber(value: number): Reading<number> {
  if (Number.isNaN(value)) return null;
  if (value < 0) return new Unreadable('must not be negative');
  return Number.isFinite(value) ? value + 0 : new Unreadable('is too large');
}
