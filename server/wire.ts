/**
 * superjson's format at a tenth of its price, for what this server says: plain values and dates. JSON writes a date as superjson does, so
 * nothing has to be copied, and what is left to do is to name the places of the dates. Whatever else comes superjson does itself. Equal
 * parts are not said to be one and the same object: nobody asks for that.
 */
import superjson, { type SuperJSONResult } from 'superjson';

type DatePaths = Record<string, ['Date']>;

/** Collects where in `value` the dates are; `false`: there is something in it that JSON cannot say. */
function findDates(value: unknown, path: string, found: DatePaths): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return false;
  if (value instanceof Date) {
    if (path === '' || Number.isNaN(value.getTime())) return false;
    found[path] = ['Date'];
    return true;
  }
  const prefix = path === '' ? '' : `${path}.`;
  if (Array.isArray(value)) return value.every((each, index) => findDates(each, `${prefix}${index}`, found));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key of Object.keys(value)) {
    // What superjson writes otherwise in a path, or refuses.
    if (!/^\w+$/.test(key) || key === '__proto__' || key === 'constructor' || key === 'prototype') return false;
    // The object has this key.
    if (!findDates((value as Record<string, unknown>)[key], prefix + key, found)) return false;
  }
  return true;
}

/** What superjson's `deserialize` makes `value` of again. To be written as JSON at once: it holds the value itself, not a copy. */
export function serialize(value: unknown): SuperJSONResult {
  const found: DatePaths = {};
  if (!findDates(value, '', found)) return superjson.serialize(value);
  // JSON values and dates, which JSON writes as superjson does.
  const json = value as SuperJSONResult['json'];
  for (const _ in found) return { json, meta: { values: found, v: 1 } };
  return { json };
}

/**
 * What a caller sent. superjson's references between equal parts are left out: nobody needs them here, and resolving many of them takes the
 * square of their number. Their copies are in the text anyway.
 */
export function deserialize({ json, meta }: SuperJSONResult): unknown {
  if (!meta) return json;
  const { referentialEqualities: _, ...known } = meta;
  return superjson.deserialize({ json, meta: known });
}
