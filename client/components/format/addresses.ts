const directions = new Set(['NE', 'NW', 'SE', 'SW']);
const initials = new Set(['PO', 'US', 'II', 'III', 'IV']);
const joining = new Set(['OF', 'THE', 'AND', 'AT']);

/**
 * Listing systems SHOUT; a page need not: `3526 HIGH ST, SACRAMENTO, CA 95838` reads `3526 High St, Sacramento, CA 95838`. For
 * showing only. Whatever somebody has typed with a small letter in it is left as it is.
 */
export function displayAddress(text: string): string {
  if (/\p{Ll}/u.test(text)) return text;
  return text.replace(/[\p{L}\p{N}'’]+/gu, (word, at: number) => {
    const after = text.slice(at + word.length);
    if (/\d/.test(word)) return /^\d+(ST|ND|RD|TH)$/.test(word) ? word.toLowerCase() : word;
    if (directions.has(word) || initials.has(word)) return word;
    // `CA` at the end or before a ZIP code is a state, `CT` before a comma a court.
    if (word.length === 2 && /,\s*$/.test(text.slice(0, at)) && /^\s*(\d{5}|$)/.test(after)) return word;
    if (at > 0 && joining.has(word)) return word.toLowerCase();
    return capitalised(word);
  });
}

/** `O'Brien`, `Peter's`, `McKinley`. */
function capitalised(word: string): string {
  return word
    .toLowerCase()
    .replace(/^\p{L}|(?<=^\p{L}['’])\p{L}|(?<=^mc)\p{L}(?=\p{L})/gu, (letter) => letter.toUpperCase());
}
