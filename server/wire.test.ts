import fc from 'fast-check';
import superjson, { type SuperJSONResult } from 'superjson';
import { describe, expect, test } from 'vitest';
import { deserialize, serialize } from './wire.ts';

/** As it arrives: written and read. */
const sent = (value: SuperJSONResult): SuperJSONResult => JSON.parse(JSON.stringify(value));

const views = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]\w{0,6}$/), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

test('what is written is what superjson would have written, but for references', () => {
  fc.assert(
    fc.property(views, (value) => {
      const expected = superjson.serialize(value);
      if (expected.meta) delete expected.meta.referentialEqualities;
      const { json, meta } = sent(serialize(value));
      expect(json).toEqual(sent(expected).json);
      expect(superjson.deserialize({ json, ...(meta && { meta }) })).toEqual(superjson.deserialize(sent(expected)));
    }),
  );
});

describe('what JSON cannot say is left to superjson', () => {
  test.each([
    ['undefined', undefined],
    ['an undefined field', { a: undefined }],
    ['a date alone', new Date(0)],
    ['no date', { at: new Date(Number.NaN) }],
    ['no number', { a: [Number.NaN, Number.POSITIVE_INFINITY, -0] }],
    ['a large number', { a: 10n }],
    ['a map', { a: new Map([['b', new Date(0)]]) }],
    ['an error', { a: new Error('b') }],
    ['keys with dots', { 'a.b': new Date(0) }],
    ['one date twice', [new Date(0), new Date(0)]],
  ])('%s', (_name, value) => {
    expect(superjson.deserialize(sent(serialize(value)))).toEqual(
      superjson.deserialize(sent(superjson.serialize(value))),
    );
  });
});

test('what comes in is read as superjson reads it, without references', () => {
  const date = new Date(0);
  const value = { a: date, b: [date, { c: undefined }], d: 'text' };
  expect(deserialize(sent(superjson.serialize(value)))).toEqual(value);
  expect(deserialize({ json: { a: 1 } })).toEqual({ a: 1 });
});
