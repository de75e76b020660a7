import type { ValidationIssue } from '../../shared/errors.ts';
import { type Failure, type FailureCode, failureOf } from '../sdk/failures.ts';
import { showToast } from './toasts.ts';

/** An error as people are told of it: what happened, and what they can do. */
export type ErrorDescription = { code: FailureCode; title: string; hint: string; issues: ValidationIssue[] };

/** Puts any thrown value into words. */
export const describeError = (error: unknown): ErrorDescription => describeFailure(failureOf(error));

/** The same for a failure that has been read already. */
export function describeFailure({ code, message, issues, retryAfterMs }: Failure): ErrorDescription {
  const say = (title: string, hint: string): ErrorDescription => ({ code, title, hint, issues });
  switch (code) {
    case 'NETWORK':
      return say('The server cannot be reached.', 'Check your connection and try again.');
    case 'UNAVAILABLE':
      return say('The service is not available right now.', 'Try again in a moment.');
    case 'INTERNAL':
      return say('Something went wrong on our side.', 'Try again; if it stays, tell us what you did.');
    case 'UNAUTHENTICATED':
    case 'SESSION_EXPIRED':
      return say('Your session has ended.', 'Sign in again to go on.');
    case 'INVALID_CREDENTIALS':
      return say('These details do not match.', 'Check them and try again.');
    case 'FORBIDDEN':
      return say('You are not allowed to do this.', 'Ask the agent of this timeline.');
    case 'VALIDATION_FAILED': {
      const issue = issues[0];
      if (!issue) return say('Something is not filled in right.', 'Check your entries and try again.');
      // What an import is made of is nothing that somebody has filled in.
      const field = issue.path
        .filter((part) => typeof part === 'string' && part !== 'csv' && part !== 'rows')
        .join(' ');
      return say(field ? `${field}: ${issue.message}` : issue.message, 'Correct it and try again.');
    }
    case 'RATE_LIMITED':
      return say('That was a lot in a short time.', `Try again ${inTime(retryAfterMs)}.`);
    case 'PAYLOAD_TOO_LARGE':
      return say('This is too large.', 'Send less at once, for instance a file in two parts.');
    case 'CONVERSATION_CLOSED':
      return say('This conversation is closed.', 'Its agent can open it again.');
    case 'CONFLICT':
      return say(
        message || 'Somebody else has changed this meanwhile.',
        'Look at it again and repeat what you wanted.',
      );
    case 'TIMELINE_NOT_FOUND':
    case 'PROPERTY_NOT_FOUND':
    case 'CONVERSATION_NOT_FOUND':
    case 'MESSAGE_NOT_FOUND':
    case 'NOTIFICATION_NOT_FOUND':
    case 'ATTACHMENT_NOT_FOUND':
      return say(message || 'This is not there any more.', 'Go back and load the page again.');
    case 'PROCEDURE_NOT_FOUND':
      return say('This page is out of date.', 'Load it again.');
    default:
      return say(message || 'Something went wrong.', 'Try again.');
  }
}

function inTime(ms = 10_000): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 60) return `in ${seconds} second${seconds === 1 ? '' : 's'}`;
  const minutes = Math.ceil(seconds / 60);
  return `in ${minutes} minute${minutes === 1 ? '' : 's'}`;
}

/** Shows an error as a toast, once however often it repeats. `retry` adds a button. */
export function showError(error: unknown, retry?: () => void): void {
  const { code, title, hint } = describeError(error);
  showToast({
    kind: 'error',
    id: `${code}:${title}`,
    title,
    description: hint,
    ...(retry && { action: { label: 'Try again', onClick: retry } }),
  });
}
