/**
 * Puts a home's address together from the columns that hold it. Lists have it whole, or as a street beside a house number, or in RESO's
 * pieces; and often a street comes with some pieces in it and with others beside it. Nothing may be lost on the way: without its number,
 * its direction or its suffix one home becomes another.
 */
import { addressWords, behindStreet, withUnit } from './listingAddress.ts';
import type { ListingColumn } from './listingColumnNames.ts';

/** The text of a row in a column; `null`: it says nothing. */
export type ReadText = (column: ListingColumn) => string | null;

/** `12`, `12A`, `12-14`, `12/3`, `12 1/2` and what follows it; `1st` and `42nd` are no house numbers. */
const houseNumber = /^(\d+[a-z]?(?:\s*[-–/]\s*\d+[a-z]?)*(?:\s\d\/\d)?)(?=[\s,]|$)[\s,]*(.*)$/i;

/** The address, or `null` where the row has none. A whole address that begins with a house number is taken as it is. */
export function readAddress(text: ReadText): string | null {
  const whole = text('address');
  const line = whole ?? text('streetName');
  if (line === null) return null;
  const address = whole !== null && houseNumber.test(whole) ? whole : withNumber(line, text);
  const unit = text('unitNumber');
  return unit === null ? address : withUnit(address, unit);
}

function withNumber(line: string, text: ReadText): string {
  const [, itsNumber = '', street = line] = houseNumber.exec(line) ?? [];
  const named = `${itsNumber} ${withPieces(street, text)}`.trim();
  const number = text('streetNumber');
  if (number !== null) return isPartOf(number, itsNumber) ? named : `${number} ${named}`;
  const behind = text('streetNumberBehind');
  if (behind === null || isPartOf(behind, itsNumber) || areIn(behind, addressWords(street))) return named;
  return behindStreet(named, behind);
}

/** Whether a line that begins with `itsNumber` has `number` already: 12 is in 12A and 12-14, but not in "7 Mile Rd". */
function isPartOf(number: string, itsNumber: string): boolean {
  const digits = /\d+/.exec(number)?.[0];
  return digits === undefined ? itsNumber !== '' : itsNumber.split(/\D+/).includes(digits);
}

/** The street with its direction and suffix, as far as it does not have them itself. */
function withPieces(street: string, text: ReadText): string {
  const [first = '', ...others] = addressWords(street.split(',')[0] ?? '');
  const before = text('streetDirPrefix');
  // "N Elm" has its direction; a street that is called nothing but N has not.
  const hasDirection = before === null || (others.length > 0 && areIn(before, [first]));
  let whole = hasDirection ? street : `${before} ${street}`;
  for (const piece of [text('streetSuffix'), text('streetDirSuffix')]) {
    if (piece !== null && !areIn(piece, others)) whole = behindStreet(whole, piece);
  }
  return whole.trim();
}

function areIn(piece: string, words: readonly string[]): boolean {
  return addressWords(piece).every((word) => words.includes(word));
}
