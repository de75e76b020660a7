/**
 * What makes two spellings one address. Upper and lower case, accents, punctuation and the usual abbreviations of streets, directions,
 * states and units do not count, and neither does whether city, state and postal code stand in columns of their own or at the end of
 * the street line.
 */
import { createHash } from 'node:crypto';

export type AddressParts = {
  address: string;
  city: string | null;
  stateOrProvince: string | null;
  postalCode: string | null;
};

/**
 * In each entry the form that is kept, then the words that mean the same. A word is replaced wherever it stands, in a city's name as
 * well as in a street's: what counts is that both spellings become the same, not that the result reads well.
 */
const words = `
  ALY ALLEY|AVE AV AVENUE AVEN|BLVD BOULEVARD BLV|BND BEND|CIR CIRCLE CIRC|CT COURT CRT CONNECTICUT|CTR CENTER CENTRE|CV COVE|CYN CANYON|
  CRES CRESCENT|CRK CREEK|DR DRIVE DRV|EXPY EXPRESSWAY|FWY FREEWAY|GDNS GARDENS|GLN GLEN|GRV GROVE|HTS HEIGHTS|HL HILL|HLS HILLS|
  HOLW HOLLOW|HWY HIGHWAY|IS ISLAND|JCT JUNCTION|KNL KNOLL|LK LAKE|LN LANE|LNDG LANDING|MDW MEADOW|MDWS MEADOWS|MNR MANOR|MT MOUNT MONTANA|
  MTN MOUNTAIN|PARK PK|PKWY PARKWAY PKY|PL PLACE|PLZ PLAZA|PT POINT|RD ROAD|RDG RIDGE|RTE ROUTE|SQ SQUARE|SPGS SPRINGS|ST STREET STR SAINT|
  STA STATION|TER TERRACE TERR|TPKE TURNPIKE|TRCE TRACE|TRL TRAIL|VIS VISTA|VLG VILLAGE|VLY VALLEY|VW VIEW|XING CROSSING|WALK WLK|WAY WY|
  FT FORT|
  N NORTH|S SOUTH|E EAST|W WEST|NE NORTHEAST NEBRASKA|NW NORTHWEST|SE SOUTHEAST|SW SOUTHWEST|
  1ST FIRST|2ND SECOND|3RD THIRD|4TH FOURTH|5TH FIFTH|6TH SIXTH|7TH SEVENTH|8TH EIGHTH|9TH NINTH|10TH TENTH|
  AL ALABAMA|AK ALASKA|AZ ARIZONA|AR ARKANSAS|CA CALIFORNIA|CO COLORADO|DE DELAWARE|FL FLORIDA|GA GEORGIA|HI HAWAII|ID IDAHO|
  IL ILLINOIS|IN INDIANA|IA IOWA|KS KANSAS|KY KENTUCKY|LA LOUISIANA|ME MAINE|MD MARYLAND|MA MASSACHUSETTS|MI MICHIGAN|MN MINNESOTA|
  MS MISSISSIPPI|MO MISSOURI|NV NEVADA|OH OHIO|OK OKLAHOMA|OR OREGON|PA PENNSYLVANIA|TN TENNESSEE|TX TEXAS|UT UTAH|VT VERMONT|
  VA VIRGINIA|WA WASHINGTON|WI WISCONSIN|WY WYOMING|ON ONTARIO|QC QUEBEC|AB ALBERTA|MB MANITOBA|SK SASKATCHEWAN`;

/** The same for names of several words. */
const phrases = `NH NEW HAMPSHIRE|NJ NEW JERSEY|NM NEW MEXICO|NY NEW YORK|NC NORTH CAROLINA|ND NORTH DAKOTA|RI RHODE ISLAND|
  SC SOUTH CAROLINA|SD SOUTH DAKOTA|WV WEST VIRGINIA|DC DISTRICT OF COLUMBIA|BC BRITISH COLUMBIA|NS NOVA SCOTIA|NB NEW BRUNSWICK|
  PR PUERTO RICO|VI US VIRGIN ISLANDS|VI VIRGIN ISLANDS`;

/** "Apt 4", "Unit 4" and "# 4" are 4: which word introduces a unit tells nothing apart. */
const unitWords = new Set(['UNIT', 'APT', 'APARTMENT', 'SUITE', 'STE']);

const entriesOf = (table: string) => table.split('|').map((entry) => entry.trim());

const keptWord: ReadonlyMap<string, string> = new Map(
  entriesOf(words).flatMap((entry) => {
    const [kept = '', ...others] = entry.split(' ');
    return others.map((other) => [other, kept] as const);
  }),
);
const keptPhrase: ReadonlyMap<string, string> = new Map(
  entriesOf(phrases).map((entry) => {
    const [kept = '', ...name] = entry.split(' ');
    return [name.join(' '), kept] as const;
  }),
);
/** Where ZIP codes begin with zeros, which spreadsheets drop: 2139 is 02139 in Massachusetts, 501 is 00501 in New York. */
const zeroZipStates = new Set(['AE', 'CT', 'MA', 'ME', 'NH', 'NJ', 'NY', 'PR', 'RI', 'VI', 'VT']);
const anyPhrase = new RegExp(`\\b(?:${[...keptPhrase.keys()].join('|')})\\b`, 'g');

/** A longer key is replaced by its digest: an index entry must stay small. */
const maxKeyBytes = 500;

/** The words of an address, or of a piece of one, in the form that is kept. */
export function addressWords(text: string): string[] {
  let plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toUpperCase()
    .replace(/['’`.]/g, '')
    .replace(/&/g, ' AND ')
    // The four digits that refine a ZIP code come and go between exports.
    .replace(/\b(\d{5})-\d{4}\s*$/, '$1')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
  plain = plain.replace(anyPhrase, (phrase) => keptPhrase.get(phrase) ?? phrase);
  // Canadian and British postal codes are written with and without their space.
  plain = plain.replace(/\b([A-Z]{1,2}\d[A-Z\d]?) (\d[A-Z](?:[A-Z]|\d))$/, '$1$2');
  const all = plain.split(' ').filter((word) => word !== '');
  const telling = all.filter((word) => !unitWords.has(word));
  return (telling.length > 0 ? telling : all).map((word) => keptWord.get(word) ?? word);
}

function endsWith(list: readonly string[], end: readonly string[]): boolean {
  return (
    end.length > 0 && end.length < list.length && end.every((word, i) => word === list[list.length - end.length + i])
  );
}

/** The normalised full address: equal for two spellings of one address. An address without letters and digits has none. */
export function addressKey(parts: AddressParts): string {
  const country = /[\s,]+(?:U\.?S\.?A?\.?|United States(?: of America)?|Canada)[\s.]*$/i;
  let street = addressWords(parts.address.replace(country, ''));
  if (street.length === 0) street = addressWords(parts.address);
  const city = addressWords(parts.city ?? '');
  const state = addressWords(parts.stateOrProvince ?? '');
  const postalCode = addressWords(wholePostalCode(parts.postalCode ?? '', parts.stateOrProvince));
  for (const end of [postalCode, state, city]) {
    if (endsWith(street, end)) street = street.slice(0, -end.length);
  }
  const key = [...street, ...city, ...state, ...postalCode].join(' ');
  return Buffer.byteLength(key) <= maxKeyBytes ? key : `sha256 ${createHash('sha256').update(key).digest('hex')}`;
}

/** A postal code with the zeros that a spreadsheet took from its beginning. */
export function wholePostalCode(postalCode: string, stateOrProvince: string | null): string {
  const [, zip, refined = ''] = /^(\d{3,4})(-\d{4})?$/.exec(postalCode) ?? [];
  if (zip === undefined || !zeroZipStates.has(addressWords(stateOrProvince ?? '').join(' '))) return postalCode;
  return `${zip.padStart(5, '0')}${refined}`;
}

/** What two spellings of one listing key have in common. */
export function listingKeyMark(listingKey: string): string {
  return listingKey.replace(/\s+/g, '').toUpperCase();
}

/** Puts a unit in its place, behind the street and before the city, unless the address names it already. */
export function withUnit(address: string, unit: string): string {
  const unitName = addressWords(unit);
  if (unitName.length === 0 || endsWith(addressWords(address), unitName)) return address;
  if (endsWith(addressWords(address.split(',')[0] ?? ''), unitName)) return address;
  return behindStreet(address, /^[\p{L}#]/u.test(unit) && /[\s#]/.test(unit) ? unit : `#${unit}`);
}

/** Puts `piece` behind the street of an address, before its city. */
export function behindStreet(address: string, piece: string): string {
  const [street = address, ...rest] = address.split(',');
  return [`${street.trimEnd()} ${piece}`, ...rest].join(',');
}
