/** Reads prices, areas, bedrooms and degrees as exports spell them. What the readers answer: see `listingText.ts`. */
import { maxNumberLength, readAmount, readCount, wholeNumber, withoutNotes } from './listingNumbers.ts';
import { type Cell, type Reading, readText, Unreadable } from './listingText.ts';

const squareFeetPerSquareMetre = 10.763_910_4;

/** "Call 555-1234" has digits, but no price. */
const asksToCall = /^\s*(?:please )?(?:call|contact|e-?mail|ask (?:for|agent|us))\b/i;
/** Signs and words of currencies, also with letters before the sign (`US$`, `R$`) or a dot behind the word (`Rs.`). */
const currency =
  /(?:US|CA?|AU?|NZ|HK|SG?|R|MX|NT)(?=\$)|\p{Sc}|(?<!\p{L})(?:USD?|EUR|euros?|GBP|CAD|AUD|NZD|CHF|SFr|Fr|AED|Dhs?|SAR|QAR|INR|Rs|PKR|SEK|NOK|DKK|ISK|kr|PLN|zł|CZK|Kč|HUF|Ft|RON|BGN|TRY|TL|RUB|ZAR|R|BRL|MXN|ARS|CLP|COP|JPY|CNY|RMB|HKD|SGD|MYR|RM|THB|PHP|IDR|Rp|VND|KRW|TWD|ILS|NIS|KES|KSh|NGN|EGP|dollars?|pounds?|[CA])\.?(?!\p{L})/giu;
const perTime = /(?:\/|\bper\b)\s*(?:mo|month|wk|week|yr|year)\.?\s*$|\b(?:pcm|pw)\s*$/i;

/**
 * A price in whole currency units, rounded: `$1,250,000`, `1.250.000 €`, `350k`, `1.2M`, `2500/mo`, `From $350,000`; of a range the lower
 * end. Zero means unknown, and so do words without a digit ("on request", "Sold"). A single separator before exactly three digits
 * separates thousands.
 */
export function readPrice(cell: Cell): Reading<number> {
  if (typeof cell === 'string' && (!/\p{N}/u.test(cell) || asksToCall.test(cell))) return null;
  const amount = readAmount(cell, (text) => withoutNotes(text.replace(currency, ' ').replace(perTime, '')));
  if (typeof amount !== 'number') return amount === undefined ? new Unreadable('is not a price') : amount;
  return wholeNumber(Math.round(amount)) || null;
}

const areaUnit = /(?:(?<=\d\s*)m|m2|ft2|sf|qm|sq\.?\s*(?:ft|feet|m)?\w*|square\s*(?:feet|foot|met\w*)|feet|ft)\.?\s*$/i;
const metricUnit = /(?:(?<=\d\s*)m|m2|qm|sq\.?\s*m(?!i)\w*|square\s*met\w*)\.?$/i;

/** An area in whole square feet. Zero means unknown. Square metres are converted, whether the value or the column says so. */
export function readLivingArea(cell: Cell, isMetricColumn: boolean): Reading<number> {
  const isMetric = isMetricColumn || (typeof cell === 'string' && isMetricText(cell));
  const amount = readAmount(cell, (text) => withoutNotes(withoutNotes(text).replace(areaUnit, '')));
  if (typeof amount !== 'number') return amount === undefined ? new Unreadable('is not an area') : amount;
  return wholeNumber(Math.round(isMetric ? amount * squareFeetPerSquareMetre : amount)) || null;
}

function isMetricText(cell: string): boolean {
  const text = readText(cell, maxNumberLength);
  return typeof text === 'string' && metricUnit.test(withoutNotes(text.normalize('NFKD')));
}

const bedroomUnit = /\s*(?:bds?|brs?|bdrms?|beds?|bedrooms?)\.?\s*$/i;

/**
 * A whole number of bedrooms: `3`, `3.0`, `3 bd`, `4+`; `3+1` are 4 (one of them in the basement), `2-4` at least 2. A studio has 0; a
 * number 0 means unknown where `isZeroKnown` does not say otherwise.
 */
export function readBedrooms(cell: Cell, isZeroKnown: boolean): Reading<number> {
  if (typeof cell === 'string' && /^\s*(?:studio|bachelor|efficiency)\b/i.test(cell)) return 0;
  const text = readText(cell, maxNumberLength);
  const two = typeof text === 'string' && /^(\d{1,3})\s*([-–+])\s*(\d{1,3})$/.exec(text.replace(bedroomUnit, ''));
  if (two) {
    const [one, other] = [Number(two[1]), Number(two[3])];
    return two[2] === '+' ? one + other : Math.min(one, other);
  }
  const count = readCount(cell, bedroomUnit);
  if (typeof count !== 'number') return count === undefined ? new Unreadable('is not a number of bedrooms') : count;
  if (!Number.isInteger(count)) return new Unreadable('is not a whole number of bedrooms');
  return count === 0 && !isZeroKnown ? null : wholeNumber(count);
}

/** Rooms of all kinds, where the bedrooms are not told: a half room is none. */
export function readRooms(cell: Cell): Reading<number> {
  const count = readCount(cell, /\s*(?:zi|zimmer|rooms?)\.?\s*$/i);
  if (typeof count !== 'number') return count === undefined ? new Unreadable('is not a number of rooms') : count;
  return wholeNumber(Math.floor(count)) || null;
}

/** Degrees between `-limit` and `limit`: `38.5`, `38,5°`, `38.5 N`; south and west are negative. */
export function readDegrees(cell: Cell, limit: 90 | 180): Reading<number> {
  let degrees: number;
  if (typeof cell === 'number') degrees = cell;
  else {
    const text = readText(cell, maxNumberLength);
    if (typeof text !== 'string') return text;
    const sides = limit === 90 ? 'NS' : 'EW';
    const written = new RegExp(`^([${sides}]?)\\s*([-+−]?\\d+(?:[.,]\\d*)?)\\s*°?\\s*([${sides}]?)$`, 'i').exec(text);
    if (!written || (written[1] && written[3])) return new Unreadable('is not a number of degrees');
    degrees = Number(written[2]?.replace('−', '-').replace(',', '.'));
    if (/[SW]/i.test(`${written[1]}${written[3]}`)) degrees = -Math.abs(degrees);
  }
  if (Number.isNaN(degrees)) return null;
  return Math.abs(degrees) <= limit ? degrees + 0 : new Unreadable(`is not between -${limit} and ${limit}`);
}
