import { AppError } from '../../shared/errors.ts';

/** Nothing here happened before 1970; five-digit years are written in another way. */
const endOfTime = Date.UTC(10_000);

/** Opaque cursors of lists: base64url of a time (or none) and an id. */
export function encodeCursor(cursor: { at: Date | null; id: string }): string {
  return Buffer.from(`${cursor.at?.toISOString() ?? ''} ${cursor.id}`).toString('base64url');
}

/** @throws AppError `VALIDATION_FAILED` for anything that is not a cursor of ours */
export function decodeCursor(cursor: string | null | undefined): { at: Date | null; id: string } | null {
  if (!cursor) return null;
  const match = /^(\S*) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  const time = match?.[1] ? new Date(match[1]) : null;
  // Only what `encodeCursor` writes: PostgreSQL knows neither NUL nor every year that JavaScript does.
  const isTime = time === null || (time.getTime() >= 0 && time.getTime() < endOfTime);
  if (!match?.[2] || match[2].includes('\0') || !isTime) {
    throw new AppError('VALIDATION_FAILED', {
      issues: [{ path: ['cursor'], message: 'is not a cursor of this list' }],
    });
  }
  return { at: time, id: match[2] };
}
