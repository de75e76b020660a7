import { WifiOff } from 'lucide-react';
import { useConnection } from '../../providers/contexts.ts';
import { Spinner } from '../ui/Spinner.tsx';

/** A line that says that the live connection is away; nothing while it is there. */
export function ConnectionNote() {
  const { status } = useConnection();
  return (
    <div role="status" aria-live="polite">
      {status !== 'connected' && (
        <div className="flex animate-fade items-center justify-center gap-2.5 bg-warn-soft px-4 py-2 text-center text-sm text-warn">
          {status === 'connecting' ? <Spinner /> : <WifiOff className="size-4 shrink-0" aria-hidden="true" />}
          {status === 'connecting' ? 'Connecting…' : 'You are offline. What you write is sent when you are back.'}
        </div>
      )}
    </div>
  );
}
