/** Finds the address of a home's picture. A home without a picture is better than no home, so what is no address counts as none. */
import { readText } from './listingText.ts';

const maxUrlLength = 2_000;
/** The place of what has none. */
const last = Number.MAX_VALUE;

/**
 * `https://…`, `http://…`, or a path on this server; the first usable one of a list, of RESO's `Media` (objects, by their `Order`), or of
 * the same as JSON text. `null` for everything else: counts of pictures, names of files, other schemes.
 */
export function readImageUrl(value: unknown): string | null {
  for (const text of addressesIn(value)) {
    const url = usableUrl(text);
    if (url !== null) return url;
  }
  return null;
}

function addressesIn(value: unknown): string[] {
  if (typeof value !== 'string') return inOrder(Array.isArray(value) ? value : [value]);
  const text = value.trim();
  if (!/^[[{]/.test(text)) return [firstOfList(text)];
  try {
    const parsed: unknown = JSON.parse(text);
    return inOrder(Array.isArray(parsed) ? parsed : [parsed]);
  } catch {
    return [];
  }
}

/** The addresses of media, each a text or an object. One level only: whatever is nested deeper is no list of pictures. */
function inOrder(media: readonly unknown[]): string[] {
  const found = media.flatMap((one) => {
    if (typeof one === 'string') return [{ address: firstOfList(one), order: last }];
    if (typeof one !== 'object' || one === null) return [];
    const fields = Object.entries(one);
    const address: unknown = fields.find(([key]) => /^(?:media|image|photo)?_?ur[li]$/i.test(key))?.[1];
    const place: unknown = fields.find(([key]) => /^(?:media|sort)?_?order$/i.test(key))?.[1];
    const order = typeof place === 'number' || typeof place === 'string' ? Number(place) : last;
    return typeof address === 'string' ? [{ address, order: Number.isNaN(order) ? last : order }] : [];
  });
  return found.sort((one, other) => one.order - other.order).map(({ address }) => address);
}

function usableUrl(address: string): string | null {
  const text = readText(address, maxUrlLength);
  if (typeof text !== 'string') return null;
  const url = text.replace(/^(?:\/\/|(?=www\.[^\s/]+\.))/i, 'https://');
  const isWeb = /^https?:\/\//i.test(url) && URL.canParse(url);
  const isPath = /^\/(?![/\\])/.test(url);
  return (isWeb || isPath) && !/[\s\\<>"]/.test(url) ? url : null;
}

/** The part of a list of web addresses before the second one, without separators at its end. */
function firstOfList(text: string): string {
  const trimmed = text.trim();
  const next = trimmed.search(/[\s|;,](?:https?:\/\/|www\.)/i);
  if (next < 0) return trimmed;
  let end = next;
  while (end > 0 && ' |;,\t\n'.includes(trimmed.charAt(end - 1))) end -= 1;
  return trimmed.slice(0, end);
}
