/**
 * Reads numbers as people write them: counts, and amounts with separators of thousands, scales, ranges and words around them. `undefined`
 * says that there is no number.
 */
import { type Cell, type Reading, readText, Unreadable } from './listingText.ts';

/** What is longer is no number. Also keeps the patterns below from working on long text. */
export const maxNumberLength = 60;
const maxInteger = 2_147_483_647;

const unknownNumber = /^(?:tb[ad]|unknown|varies|undisclosed|not (?:available|disclosed|known|provided|specified))$/i;

/** Words and signs in front of an amount that do not change it: "From $350,000", "Offers over £350,000", "ca. 120 m²". */
const leading =
  /^(?:(?:from|starting|between|offers?|over|above|around|about|in|the|region|excess|of|guide|price|priced|auction|asking|list|listed|sale|sold|reduced|now|only|at|for|to|approximately|circa|ab|von|nur|zwischen|oieo|oiro)\b[\s:]*|(?:approx|apx|ca|c)\b\.?[\s:]*|[~≈<>±*\s])+/i;
/** And behind it: "350,000*", "350.000 € VB", "1850+", "$350,000 (reduced)", "350.000,-". */
const trailing =
  /(?:(?<=\d.*)\([^()]*\)|[*†+±\s]|\+\/-|[.,][-–—]+|\b(?:vb|vhb|fp|obo|ono|neg|negotiable|firm|fixed|net|approx|(?:or )?(?:best|nearest) offer)\b\.?|\bo\.\s?[nb]\.\s?o\.?)+$/i;

/** An amount without what only surrounds it. */
export function withoutNotes(text: string): string {
  return text.replace(trailing, '').replace(leading, '');
}

/** A number that is not negative; `null`: unknown; `undefined`: not a number at all. `2+` is at least 2, `2-1/2` is two and a half. */
export function readCount(cell: Cell, unit: RegExp): Reading<number> | undefined {
  if (typeof cell === 'number') return checkedNumber(cell);
  const text = readText(cell, maxNumberLength);
  if (typeof text !== 'string') return text;
  if (unknownNumber.test(text)) return null;
  const bare = text.replace(unit, '').replace(/(\d)\s*\+$/, '$1');
  const fraction = /^(\d{1,6})?(?:\s*([¼½¾])|(?:\s+|\s*[-–&]\s*)([13])\/([24]))$/.exec(bare);
  if (fraction) {
    const parts: Record<string, number> = { '¼': 0.25, '½': 0.5, '¾': 0.75 };
    const part = fraction[2] ? parts[fraction[2]] : Number(fraction[3]) / Number(fraction[4]);
    return Number(fraction[1] ?? 0) + (part ?? 0);
  }
  return /^[-+]?\d+(?:[.,]\d*)?$/.test(bare) ? checkedNumber(Number(bare.replace(',', '.'))) : undefined;
}

/** The same for amounts, after `strip` has taken currency or unit away. Of a range the lower end. */
export function readAmount(cell: Cell, strip: (text: string) => string): Reading<number> | undefined {
  if (typeof cell === 'number') return checkedNumber(cell);
  const text = readText(cell, maxNumberLength);
  if (typeof text !== 'string') return text;
  if (unknownNumber.test(text)) return null;
  const normal = text.normalize('NFKC').replace(/−/g, '-');
  const amount = amountOf(strip(normal)) ?? lowerEnd(normal, strip);
  return amount === undefined ? undefined : checkedNumber(amount.digits * (amount.scale ?? 1));
}

type Amount = { digits: number; scale: number | undefined };

function lowerEnd(text: string, strip: (text: string) => string): Amount | undefined {
  const ends = /^(.*?\d.*?)(?:\s*[-–—]\s*|\s+(?:to|and|bis|und)\s+)(.*\d.*)$/i.exec(text);
  const one = amountOf(strip(ends?.[1] ?? ''));
  const other = amountOf(strip(ends?.[2] ?? ''));
  if (!one || !other) return undefined;
  // "350-400k" are thousands at both ends.
  if (one.scale === undefined && one.digits <= other.digits) return { ...one, scale: other.scale };
  return one.digits * (one.scale ?? 1) <= other.digits * (other.scale ?? 1) ? one : other;
}

/** By the first letters of the word: thousands, millions, and India's lakh and crore. */
const scales: [RegExp, number][] = [
  [/^[kt]/i, 1_000],
  [/^m/i, 1_000_000],
  [/^l/i, 100_000],
  [/^c/i, 10_000_000],
];

function amountOf(text: string): Amount | undefined {
  const bare = text.replace(/[\s'’_]+/g, '');
  const sign = /^-|^\(.*\)$/.test(bare) ? -1 : 1;
  const unsigned = bare.replace(/^[-+]|^\((.*)\)$/g, '$1');
  const written =
    /^([\d.,]+)(k|tsd|thousand|m|mm|mn|mio|mill?|millions?|millionen|lakhs?|lacs?|l|crores?|cr)?\.?$/i.exec(unsigned);
  const scale = scales.find(([word]) => word.test(written?.[2] ?? ''))?.[1];
  const digits = written?.[1]
    ? decimal(written[1], scale !== undefined)
    : /^\d+(?:\.\d+)?e\+?\d{1,3}$/i.test(unsigned)
      ? Number(unsigned)
      : Number.NaN;
  return Number.isNaN(digits) ? undefined : { digits: sign * digits, scale };
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

/** Whether separators stand between thousands, or, as India groups them, between hundreds above the last three digits. */
function isGrouped(digits: string, separator: string): boolean {
  if (separator === ',' && /^[1-9]\d?(?:,\d\d)+,\d{3}$/.test(digits)) return true;
  const [first = '', ...groups] = digits.split(separator);
  if (groups.length === 0) return /^\d+$/.test(first);
  return /^[1-9]\d{0,2}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group));
}

function checkedNumber(value: number): Reading<number> {
  if (Number.isNaN(value)) return null;
  if (value < 0) return new Unreadable('must not be negative');
  return Number.isFinite(value) ? value + 0 : new Unreadable('is too large');
}

/** What the database can hold as an integer. */
export function wholeNumber(value: number): number | Unreadable {
  return value <= maxInteger ? value : new Unreadable('is too large');
}
