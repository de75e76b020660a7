import type { AppErrorCode, ValidationIssue } from '../../shared/errors.ts';

/** What a call failed with. `NETWORK`: no answer of ours came back, so what was asked for may or may not have happened. */
export type FailureCode = AppErrorCode | 'NETWORK';

export type Failure = {
  code: FailureCode;
  /** The server's sentence for people; empty with `NETWORK`. */
  message: string;
  issues: ValidationIssue[];
  retryAfterMs: number | undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads any thrown value. Only the server's own errors carry an `appCode`; all else means that it was not reached. */
export function failureOf(error: unknown): Failure {
  const data = isRecord(error) && isRecord(error.data) ? error.data : null;
  if (data === null || typeof data.appCode !== 'string') {
    return { code: 'NETWORK', message: '', issues: [], retryAfterMs: undefined };
  }
  return {
    // The server sends no other codes, and an unknown one of a newer server falls to the default of every switch.
    code: data.appCode as AppErrorCode,
    message: error instanceof Error ? error.message : '',
    // Written by the server's error formatter in exactly this shape.
    issues: Array.isArray(data.issues) ? (data.issues as ValidationIssue[]) : [],
    retryAfterMs: typeof data.retryAfterMs === 'number' ? data.retryAfterMs : undefined,
  };
}

/** Worth another try by itself: the same call may succeed later. */
export function isPassing(failure: Failure): boolean {
  return failure.code === 'NETWORK' || failure.code === 'UNAVAILABLE' || failure.code === 'RATE_LIMITED';
}

/** The caller is not, or no longer, signed in. */
export function isSessionOver(failure: Failure): boolean {
  return failure.code === 'UNAUTHENTICATED' || failure.code === 'SESSION_EXPIRED';
}
