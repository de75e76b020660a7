import { TRPCError } from '@trpc/server';
import { ZodError, type z } from 'zod';
import { AppError, type AppErrorCode, errorCodes, type ValidationIssue } from '../../shared/errors.ts';

/** What tRPC itself throws, in the contract's words. */
const appCodes: Record<TRPCError['code'], AppErrorCode> = {
  PARSE_ERROR: 'VALIDATION_FAILED',
  BAD_REQUEST: 'VALIDATION_FAILED',
  UNSUPPORTED_MEDIA_TYPE: 'VALIDATION_FAILED',
  UNPROCESSABLE_CONTENT: 'VALIDATION_FAILED',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  PAYMENT_REQUIRED: 'FORBIDDEN',
  // Services answer `…_NOT_FOUND` by an AppError: what tRPC does not find is a procedure, or one of that kind.
  NOT_FOUND: 'PROCEDURE_NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'PROCEDURE_NOT_FOUND',
  NOT_IMPLEMENTED: 'PROCEDURE_NOT_FOUND',
  CONFLICT: 'CONFLICT',
  PRECONDITION_FAILED: 'CONFLICT',
  PRECONDITION_REQUIRED: 'CONFLICT',
  TOO_MANY_REQUESTS: 'RATE_LIMITED',
  TIMEOUT: 'UNAVAILABLE',
  CLIENT_CLOSED_REQUEST: 'UNAVAILABLE',
  BAD_GATEWAY: 'UNAVAILABLE',
  GATEWAY_TIMEOUT: 'UNAVAILABLE',
  SERVICE_UNAVAILABLE: 'UNAVAILABLE',
  INTERNAL_SERVER_ERROR: 'INTERNAL',
};

/** What tRPC says where the code alone would not help. */
const texts: [said: RegExp, message: string][] = [
  [/^Batch call exceeds/, 'There are too many calls in this batch. Send them in several.'],
  [/content-type/i, 'Send JSON, with the content-type application/json.'],
];

/** Enough to mend an input by; a broken import would otherwise answer with more than it was sent. */
const maxIssues = 50;

/** The contract's error behind anything that came out of tRPC. What nobody foresaw is `INTERNAL`, with nothing of the inside. */
export function toAppError(error: TRPCError): AppError {
  const { cause } = error;
  if (cause instanceof AppError) return cause;
  if (error.code === 'BAD_REQUEST' && cause instanceof ZodError) {
    return new AppError('VALIDATION_FAILED', { issues: cause.issues.slice(0, maxIssues).map(toIssue), cause });
  }
  const message = texts.find(([said]) => said.test(error.message))?.[1];
  return new AppError(appCodes[error.code], { cause: error, ...(message !== undefined && { message }) });
}

/** The tRPC error that carries `appError`: its code decides what callers in this process and in the log see. */
export function toTRPCError(appError: AppError): TRPCError {
  return new TRPCError({ code: errorCodes[appError.code], message: appError.message, cause: appError });
}

/**
 * What the outermost middleware does with a result: tRPC wraps whatever a service throws as `INTERNAL_SERVER_ERROR`, so an AppError gets
 * its own code here. Faults of ours stay as they are, for the log.
 */
export function withAppError<Result extends { ok: true } | { ok: false; error: TRPCError }>(result: Result): Result {
  if (result.ok) return result;
  const appError = toAppError(result.error);
  throw appError.code === 'INTERNAL' ? result.error : toTRPCError(appError);
}

function toIssue(issue: z.core.$ZodIssue): ValidationIssue {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'invalid_union') {
    // "Invalid input" helps nobody: take the alternative that fits in kind, but not in value.
    const fitting = issue.errors.find((issues) => issues.some((inner) => inner.code !== 'invalid_type'));
    const inner = fitting?.find(({ code }) => code !== 'invalid_type');
    if (inner) {
      const { path: innerPath, message } = toIssue(inner);
      return { path: [...path, ...innerPath], message };
    }
  }
  return { path, message: issue.message };
}
