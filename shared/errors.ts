/** Every `appCode` the API answers with, and tRPC's own code that travels beside it. Source: the API contract, "Errors". */
export const errorCodes = {
  UNAUTHENTICATED: 'UNAUTHORIZED',
  INVALID_CREDENTIALS: 'UNAUTHORIZED',
  SESSION_EXPIRED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  VALIDATION_FAILED: 'BAD_REQUEST',
  TIMELINE_NOT_FOUND: 'NOT_FOUND',
  PROPERTY_NOT_FOUND: 'NOT_FOUND',
  CONVERSATION_NOT_FOUND: 'NOT_FOUND',
  MESSAGE_NOT_FOUND: 'NOT_FOUND',
  NOTIFICATION_NOT_FOUND: 'NOT_FOUND',
  ATTACHMENT_NOT_FOUND: 'NOT_FOUND',
  PROCEDURE_NOT_FOUND: 'NOT_FOUND',
  CONVERSATION_CLOSED: 'PRECONDITION_FAILED',
  CONFLICT: 'CONFLICT',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
} as const;

export type AppErrorCode = keyof typeof errorCodes;

/** One thing wrong with an input: where it is (`['rows', 3, 'price']`) and what is wrong, in words for people. */
export type ValidationIssue = { path: (string | number)[]; message: string };

const messages: Record<AppErrorCode, string> = {
  UNAUTHENTICATED: 'Please sign in.',
  INVALID_CREDENTIALS: 'These details do not match. Please check them and try again.',
  SESSION_EXPIRED: 'Your session has ended. Please sign in again.',
  FORBIDDEN: 'You are not allowed to do this.',
  VALIDATION_FAILED: 'Something in this request is not valid.',
  TIMELINE_NOT_FOUND: 'Timeline not found.',
  PROPERTY_NOT_FOUND: 'Property not found.',
  CONVERSATION_NOT_FOUND: 'Conversation not found.',
  MESSAGE_NOT_FOUND: 'Message not found.',
  NOTIFICATION_NOT_FOUND: 'Notification not found.',
  ATTACHMENT_NOT_FOUND: 'Attachment not found.',
  PROCEDURE_NOT_FOUND: 'There is no such procedure.',
  CONVERSATION_CLOSED: 'This conversation is closed.',
  CONFLICT: 'This conflicts with what is already there.',
  RATE_LIMITED: 'Too many requests. Please wait a moment.',
  PAYLOAD_TOO_LARGE: 'This is too large.',
  UNAVAILABLE: 'The service is not available right now. Please try again.',
  INTERNAL: 'Something went wrong on our side. Please try again.',
};

/**
 * The one error that services throw. The API maps it to tRPC (and later REST) in one place; its message is for people
 * and never carries SQL, paths or stacks.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  /** With `VALIDATION_FAILED`: what is wrong with which field. */
  readonly issues: ValidationIssue[] | undefined;
  /** With `RATE_LIMITED`: milliseconds until a try can succeed. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: AppErrorCode,
    options: { message?: string; issues?: ValidationIssue[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(options.message ?? options.issues?.[0]?.message ?? messages[code], { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.issues = options.issues;
    this.retryAfterMs = options.retryAfterMs;
  }
}
