import { describe, expect, it } from 'vitest';
import { type AppErrorCode, errorCodes } from '../../shared/errors.ts';
import { refusal, unreachable } from '../sdk/failures.testing.ts';
import { describeError } from './errorToast.ts';

// The keys of the map are the codes.
const codes = Object.keys(errorCodes) as AppErrorCode[];

describe('an error in words', () => {
  it.each(codes)('%s says what happened and what to do', (code) => {
    const { title, hint } = describeError(refusal(code));
    expect(title).toMatch(/\S/);
    expect(hint).toMatch(/^[A-Z].*\.$/);
  });

  it('says when to try again', () => {
    expect(describeError(refusal('RATE_LIMITED', { retryAfterMs: 4_200 })).hint).toBe('Try again in 5 seconds.');
    expect(describeError(refusal('RATE_LIMITED', { retryAfterMs: 14 * 60_000 })).hint).toBe('Try again in 14 minutes.');
  });

  it('takes whatever was thrown for a server that was not reached', () => {
    for (const error of [unreachable(), new TypeError('x'), 'text', null, undefined]) {
      expect(describeError(error).code).toBe('NETWORK');
    }
  });
});
