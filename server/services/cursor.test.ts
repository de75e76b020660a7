import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

test('a cursor comes back as it was, with a time and without', () => {
  const id = fc.oneof(fc.uuid(), fc.stringMatching(/^c[a-z0-9]{24}$/));
  const at = fc.option(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), { nil: null });
  fc.assert(
    fc.property(at, id, (time, key) => {
      expect(decodeCursor(encodeCursor({ at: time, id: key }))).toEqual({ at: time, id: key });
    }),
  );
});

test('none is none', () => {
  expect([undefined, null, ''].map((cursor) => decodeCursor(cursor))).toEqual([null, null, null]);
});

test('whatever else comes is VALIDATION_FAILED with the field, or a cursor: never another error', () => {
  const forged = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text).toString('base64url')),
    fc.string().map((text) => Buffer.from(`2026-01-01 ${text}`).toString('base64url')),
    // Times before Christ, in the year 0, and after 9999.
    fc
      .constantFrom('0000-01-01T00:00:00.000Z', '-000044-09-13T00:00:00.000Z')
      .map((time) => Buffer.from(`${time} x`).toString('base64url')),
    fc.date({ noInvalidDate: true }).map((time) => Buffer.from(`${time.toISOString()} x`).toString('base64url')),
  );
  fc.assert(
    fc.property(forged, (cursor) => {
      try {
        const decoded = decodeCursor(cursor);
        // What passes can be asked for in a query: PostgreSQL takes no NUL and no time that is none.
        expect(decoded?.id ?? '').not.toContain('\0');
        if (decoded?.at) expect(decoded.at.toISOString()).toMatch(/^(19[7-9]|[2-9]\d\d)\d-/);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: ['cursor'] }] });
      }
    }),
    { numRuns: 500 },
  );
});
