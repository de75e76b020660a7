import type { QueryClient } from '@tanstack/react-query';
import { getMutationKey } from '@trpc/react-query';
import { trpc } from '../../providers/trpc.ts';

/** Somebody gives up a change that was saved offline and still waits for the network: it must not be made after all. */
export function takeBackEdits(queryClient: QueryClient, messageId: string): void {
  const cache = queryClient.getMutationCache();
  for (const edit of cache.findAll({ mutationKey: getMutationKey(trpc.message.edit) })) {
    // The input of this very procedure.
    const input = edit.state.variables as { messageId: string } | undefined;
    if (edit.state.isPaused && input?.messageId === messageId) cache.remove(edit);
  }
}
