import type { ChatMessage } from '../../providers/contexts.ts';
import { showError } from '../../providers/errorToast.ts';
import { trpc } from '../../providers/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';

type DeleteMessageProps = {
  /** The one to delete, if any. */
  message: ChatMessage | null;
  onDone: () => void;
  /** Gets the focus afterwards: the message's menu goes with its words. */
  focusAfter: () => HTMLElement | null;
};

/** Asks before a message is deleted, and does it. The change comes back over the conversation's stream. */
export function DeleteMessage({ message, onDone, focusAfter }: DeleteMessageProps) {
  const remove = trpc.message.delete.useMutation({ onError: (error) => showError(error), onSettled: onDone });
  return (
    <ConfirmDialog
      isOpen={message !== null}
      onOpenChange={(isOpen) => !isOpen && onDone()}
      title="Delete this message?"
      consequence="It is gone for both of you. In its place stands “Message deleted”."
      confirmLabel="Delete"
      isDanger
      isBusy={remove.isPending}
      onConfirm={() => message !== null && remove.mutate({ messageId: message.id })}
      focusAfter={focusAfter}
    />
  );
}
