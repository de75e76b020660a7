/**
 * Marks what is seen as read, by itself: at most one call under way, and one more afterwards if more has come in meanwhile. The stream
 * then brings the reading, to this device and all others.
 */
import type { ReadState } from '../../shared/views.ts';
import { createBackoff } from './backoff.ts';
import { failureOf, isPassing } from './failures.ts';

export type ReadMarker = {
  /** Something may have changed: looks whether there is anything to read, and reads it. */
  look(): void;
};

export function createReadMarker(options: {
  /** The last message that is seen and unread; `null`: none. */
  nextUnread: () => { id: string; sequence: number } | null;
  markRead: (messageId: string) => Promise<ReadState>;
}): ReadMarker {
  const backoff = createBackoff({ firstMs: 2_000, maxMs: 20_000 });
  let isBusy = false;
  /** Read by a call whose event is still on its way. */
  let readSequence = 0;

  async function look(): Promise<void> {
    if (isBusy) return;
    for (;;) {
      // From this look to the end of the function nothing else runs, so nothing that comes in is overlooked.
      const next = options.nextUnread();
      isBusy = next !== null && next.sequence > readSequence;
      if (!next || !isBusy) return;
      try {
        ({ readSequence } = await options.markRead(next.id));
        backoff.reset();
      } catch (error) {
        const failure = failureOf(error);
        if (!isPassing(failure)) {
          isBusy = false;
          return;
        }
        await backoff.wait({ atLeastMs: failure.retryAfterMs ?? 0 });
      }
    }
  }
  return { look: () => void look() };
}
