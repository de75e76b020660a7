import { describeError } from '../../providers/errorToast.ts';

/** What went wrong and what to do, as one line of text. */
export function inWords(error: unknown): string {
  const { title, hint } = describeError(error);
  return `${title} ${hint}`;
}
