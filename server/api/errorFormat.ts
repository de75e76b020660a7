import type { TRPCDefaultErrorShape, TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { type AppErrorCode, errorCodes, type ValidationIssue } from '../../shared/errors.ts';
import { toAppError, toTRPCError } from './appErrors.ts';

/** What every error carries in `data`, over HTTP and WebSocket. */
export type ErrorData = {
  code: string;
  httpStatus: number;
  path?: string;
  appCode: AppErrorCode;
  issues?: ValidationIssue[];
  retryAfterMs?: number;
};

/**
 * Maps whatever was thrown to the contract's errors. Nothing of the inside (stack, SQL, path) leaves: an answer is built from the AppError
 * alone. tRPC takes the HTTP status from `data.httpStatus`.
 */
export function formatError({ shape, error }: { shape: TRPCDefaultErrorShape; error: TRPCError }): {
  code: TRPCDefaultErrorShape['code'];
  message: string;
  data: ErrorData;
} {
  const appError = toAppError(error);
  const code = errorCodes[appError.code];
  const data: ErrorData = {
    code,
    httpStatus: getHTTPStatusCodeFromError(toTRPCError(appError)),
    appCode: appError.code,
  };
  if (shape.data.path !== undefined) data.path = shape.data.path;
  if (appError.code === 'VALIDATION_FAILED') data.issues = appError.issues ?? [{ path: [], message: appError.message }];
  if (appError.retryAfterMs !== undefined) data.retryAfterMs = appError.retryAfterMs;
  return { code: TRPC_ERROR_CODES_BY_KEY[code], message: appError.message, data };
}
