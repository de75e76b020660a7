import { ChevronDown, Copy, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { type ChatMessage, useConversation } from '../../providers/contexts.ts';
import { showError } from '../../providers/errorToast.ts';
import { trpc } from '../../providers/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { useEditing } from './editing.ts';

/** What can be done with a message: copy it; change or delete an own one. The change comes back over the conversation's stream. */
export function MessageMenu({ message, isMine }: { message: ChatMessage; isMine: boolean }) {
  const { conversation } = useConversation();
  const { edit } = useEditing();
  const [isDeleting, setIsDeleting] = useState(false);
  const remove = trpc.message.delete.useMutation({
    onError: (error) => showError(error),
    onSettled: () => setIsDeleting(false),
  });
  const copy = () =>
    navigator.clipboard.writeText(message.content).then(
      () => toast.success('Copied'),
      () => toast.error('The browser did not allow copying'),
    );
  return (
    <>
      <Menu
        label="Message"
        align={isMine ? 'end' : 'start'}
        trigger={
          <button
            type="button"
            aria-label="Message menu"
            className="grid size-7 shrink-0 place-items-center self-center rounded-full text-ink-faint opacity-0 transition-opacity hover:bg-page focus-visible:opacity-100 group-hover/line:opacity-100 data-[state=open]:opacity-100 pointer-coarse:size-9 pointer-coarse:opacity-60"
          >
            <ChevronDown className="size-4" aria-hidden="true" />
          </button>
        }
      >
        <MenuItem icon={Copy} onSelect={() => void copy()}>
          Copy text
        </MenuItem>
        {isMine && conversation.status !== 'CLOSED' && (
          <MenuItem icon={Pencil} onSelect={() => edit(message)}>
            Edit
          </MenuItem>
        )}
        {isMine && (
          <MenuItem icon={Trash2} isDanger onSelect={() => setIsDeleting(true)}>
            Delete…
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        isOpen={isDeleting}
        onOpenChange={setIsDeleting}
        title="Delete this message?"
        consequence="It is gone for both of you. In its place stands “Message deleted”."
        confirmLabel="Delete"
        isDanger
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate({ messageId: message.id })}
      />
    </>
  );
}
