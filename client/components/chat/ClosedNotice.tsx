import { Lock } from 'lucide-react';
import type { RefObject } from 'react';
import { useConversation, useSession } from '../../providers/contexts.ts';
import { Button } from '../ui/Button.tsx';
import { useSetStatus } from './useSetStatus.ts';

type ClosedNoticeProps = { otherName: string; reopenRef: RefObject<HTMLButtonElement | null> };

/** Stands where the composer would: why nobody can write, and the agent's way to change it. */
export function ClosedNotice({ otherName, reopenRef }: ClosedNoticeProps) {
  const { conversation } = useConversation();
  const isAgent = useSession().user?.type === 'AGENT';
  const { setStatus, isBusy } = useSetStatus(conversation.id);
  return (
    <div className="safe-bottom border-line border-t bg-surface px-5 pt-4 text-center">
      <p className="flex items-center justify-center gap-2 text-ink-soft text-sm">
        <Lock className="size-4 shrink-0" aria-hidden="true" />
        {isAgent
          ? 'You closed this conversation.'
          : `${otherName} has closed this conversation. You can still read it.`}
      </p>
      {isAgent && (
        <Button
          ref={reopenRef}
          variant="secondary"
          size="sm"
          className="mt-3"
          isBusy={isBusy}
          onClick={() => setStatus('ACTIVE')}
        >
          Reopen
        </Button>
      )}
    </div>
  );
}
