import type { ConversationStatus } from '../../../shared/views.ts';
import { showError } from '../../providers/errorToast.ts';
import { showToast } from '../../providers/toasts.ts';
import { trpc } from '../../providers/trpc.ts';

const done: Record<ConversationStatus, string> = {
  ACTIVE: 'Conversation reopened',
  ARCHIVED: 'Conversation archived',
  CLOSED: 'Conversation closed',
};

/** Archives, closes or reopens a conversation; the change itself comes back over the live streams. */
export function useSetStatus(conversationId: string) {
  const setStatus = trpc.conversation.setStatus.useMutation({
    onSuccess: (_, { status }) => showToast({ kind: 'success', title: done[status] }),
    onError: (error) => showError(error),
  });
  return {
    isBusy: setStatus.isPending,
    setStatus: (status: ConversationStatus) => setStatus.mutate({ conversationId, status }),
  };
}
