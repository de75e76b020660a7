import { Archive, EllipsisVertical, Lock, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useConversation } from '../../providers/contexts.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { useSetStatus } from './useSetStatus.ts';

/** The agent's menu of one conversation: archive, close, reopen. */
export function StatusMenu({ otherName }: { otherName: string }) {
  const { conversation } = useConversation();
  const { setStatus, isBusy } = useSetStatus(conversation.id);
  const [isClosing, setIsClosing] = useState(false);
  const { status } = conversation;
  return (
    <>
      <Menu
        label="Conversation"
        trigger={
          <IconButton label="Conversation menu">
            <EllipsisVertical />
          </IconButton>
        }
      >
        {status !== 'ACTIVE' && (
          <MenuItem icon={RotateCcw} isDisabled={isBusy} onSelect={() => setStatus('ACTIVE')}>
            Reopen
          </MenuItem>
        )}
        {status !== 'ARCHIVED' && (
          <MenuItem icon={Archive} isDisabled={isBusy} onSelect={() => setStatus('ARCHIVED')}>
            Archive
          </MenuItem>
        )}
        {status !== 'CLOSED' && (
          <MenuItem icon={Lock} isDisabled={isBusy} onSelect={() => setIsClosing(true)}>
            Close conversation
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        isOpen={isClosing}
        onOpenChange={setIsClosing}
        title="Close this conversation?"
        consequence={`Nobody can write here until you reopen it. ${otherName} can still read everything.`}
        confirmLabel="Close conversation"
        onConfirm={() => {
          setIsClosing(false);
          setStatus('CLOSED');
        }}
      />
    </>
  );
}
