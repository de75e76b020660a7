import { ChevronDown, Copy, Pencil, Trash2 } from 'lucide-react';
import { type ChatMessage, useConversation } from '../../providers/contexts.ts';
import { showToast } from '../../providers/toasts.ts';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { useMessageActions } from './messageActions.ts';

type MessageMenuProps = {
  message: ChatMessage;
  isMine: boolean;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

/**
 * What can be done with a message: copy it; change or delete an own one. Its button shows beside the bubble under the pointer. Where a
 * finger is the pointer, the bubble is held instead (see `MessageLine`), and the button is there for screen readers and keyboards only.
 */
export function MessageMenu({ message, isMine, isOpen, onOpenChange }: MessageMenuProps) {
  const { conversation } = useConversation();
  const { edit, remove } = useMessageActions();
  const copy = () =>
    navigator.clipboard.writeText(message.content).then(
      () => showToast({ kind: 'success', title: 'Copied' }),
      () => showToast({ kind: 'error', title: 'The browser did not allow copying' }),
    );
  return (
    <Menu
      label="Message"
      align={isMine ? 'end' : 'start'}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      trigger={
        <button
          type="button"
          aria-label="Message menu"
          className={`grid size-7 shrink-0 place-items-center self-center rounded-full text-ink-faint opacity-0 transition-opacity hover:bg-page focus-visible:opacity-100 group-hover/line:opacity-100 data-[state=open]:opacity-100 pointer-coarse:absolute pointer-coarse:bottom-0 pointer-coarse:not-focus-visible:size-px pointer-coarse:not-focus-visible:opacity-0 pointer-coarse:focus-visible:size-9 pointer-coarse:focus-visible:bg-page ${
            isMine ? 'pointer-coarse:right-0' : 'pointer-coarse:left-0'
          }`}
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
        <MenuItem icon={Trash2} isDanger onSelect={() => remove(message)}>
          Delete…
        </MenuItem>
      )}
    </Menu>
  );
}
