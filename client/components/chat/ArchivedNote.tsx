import { Archive } from 'lucide-react';
import { useConversation, useSession } from '../../providers/contexts.ts';
import { Button } from '../ui/Button.tsx';
import { useSetStatus } from './useSetStatus.ts';

/** A line that says that the home is put aside, and what brings it back. */
export function ArchivedNote() {
  const { conversation } = useConversation();
  const isAgent = useSession().user?.type === 'AGENT';
  const { setStatus, isBusy } = useSetStatus(conversation.id);
  return (
    <div
      role="status"
      className="flex min-h-11 shrink-0 animate-fade items-center gap-2.5 border-line border-b bg-surface px-4 py-1 text-ink-soft text-sm"
    >
      <Archive className="size-4 shrink-0" aria-hidden="true" />
      <p className="min-w-0 grow">
        <span className="font-semibold text-ink">Archived</span>. A new message brings it back.
      </p>
      {isAgent && (
        <Button variant="quiet" size="sm" className="-mr-2.5" isBusy={isBusy} onClick={() => setStatus('ACTIVE')}>
          Undo
        </Button>
      )}
    </div>
  );
}
