/** Errors as tRPC's client throws them, for tests. */
import { TRPCClientError } from '@trpc/client';
import type { AppErrorCode } from '../../shared/errors.ts';

/** The server answered with this. */
export function refusal(appCode: AppErrorCode, data: { retryAfterMs?: number } = {}): Error {
  return new TRPCClientError(appCode, {
    result: { error: { code: -32_000, message: appCode, data: { appCode, ...data } } },
  });
}

/** No answer came. */
export const unreachable = (): Error => new TRPCClientError('fetch failed');
