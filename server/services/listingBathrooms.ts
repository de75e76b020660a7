/** Bathrooms: a half one counts one half, however a list spells or splits them. */
import { maxNumberLength, readCount } from './listingNumbers.ts';
import { type Cell, type Reading, readText, Unreadable } from './listingText.ts';

/** "2F1H", "2 full, 1 half", "2/1", "2 (1 half)": full ones, then half ones. */
const fullAndHalf = [
  /^(\d{1,3})\s*f(?:ull)?(?![a-z])[\s,/&+]*(?:and\s*)?(?:(\d{1,3})\s*h(?:alf)?(?![a-z]))?\s*(?:ba\w*)?$/i,
  /^(\d{1,3})\s*\/\s*(\d{1,3})\s*(?:ba\w*)?$/i,
  /^(\d{1,3})\s*\(\s*(\d{1,3})\s*(?:h(?:alf)?)?\s*(?:ba\w*)?\)$/i,
];

/** A number of bathrooms: `2.5`, `2,5`, `2½`, `2 1/2`, `2-1/2`, `2+`, or full and half ones: `2/1` are 2.5, and `1/2` alone 2. */
export function readBathrooms(cell: Cell): Reading<number> {
  const text = readText(cell, maxNumberLength);
  if (typeof text === 'string') {
    const parts = fullAndHalf.map((form) => form.exec(text)).find((found) => found !== null);
    if (parts) return Number(parts[1]) + Number(parts[2] ?? 0) / 2;
  }
  const count = readCount(cell, /\s*(?:ba|bth?s?|baths?|bathrooms?)\.?\s*$/i);
  if (typeof count !== 'number') return count === undefined ? new Unreadable('is not a number of bathrooms') : count;
  return count > 1_000 ? new Unreadable('is too large') : count;
}

/** What the columns of a list say of the bathrooms. */
export type BathroomCounts = {
  /** RESO's `BathroomsTotalDecimal`: counts a half one as one half. */
  decimal: number | null;
  /** A total, which counts every bathroom as one unless it has decimals. */
  total: number | null;
  /** "Baths" alone: the total, or, where the half ones have a column but the full ones have none, the full ones. */
  plain: number | null;
  full: number | null;
  threeQuarter: number | null;
  half: number | null;
};

/** Puts the columns together. What has decimals already stays; a total of rooms gives up one half for each half one. */
export function bathroomsOf({ decimal, total, plain, full, ...others }: BathroomCounts): number | null {
  const threeQuarter = others.threeQuarter ?? 0;
  const half = others.half ?? 0;
  const parts = full === null ? null : full + 0.75 * threeQuarter + 0.5 * half;
  // A total of 0 beside full ones says that nobody filled it in.
  const totals = [decimal, total, plain].filter((count) => count !== null).filter((count) => count > 0);
  const given = totals.find((count) => !Number.isInteger(count)) ?? totals[0];
  if (given === undefined) return parts ?? decimal ?? total ?? plain;
  if (!Number.isInteger(given)) return given;
  if (full !== null && [parts, full, full + threeQuarter + half].includes(given)) return parts;
  if (decimal !== null || given < threeQuarter + half) return given;
  const areFullOnes = total === null && full === null;
  return areFullOnes ? given + 0.75 * threeQuarter + 0.5 * half : given - 0.25 * threeQuarter - 0.5 * half;
}
