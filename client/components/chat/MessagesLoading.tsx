import { CloudOff, RotateCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { StateView } from '../ui/StateView.tsx';
import { MessageSkeleton } from './MessageSkeleton.tsx';

/** After this long it is worth a word (ms). */
const patienceMs = 5_000;

/** While the first messages are on the way, however long that takes: they are tried for until they come. */
export function MessagesLoading({ onTryNow }: { onTryNow: () => void }) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) {
    return (
      <div className="min-h-0 grow">
        <MessageSkeleton />
      </div>
    );
  }
  return (
    <div className="grid min-h-0 grow place-items-center overflow-y-auto">
      <StateView
        role="status"
        picture={<CloudOff aria-hidden="true" />}
        title="The messages are not coming through"
        action={
          <Button variant="secondary" onClick={onTryNow}>
            <RotateCw className="size-4" aria-hidden="true" />
            Try now
          </Button>
        }
      >
        <span className="flex items-center gap-2">
          <Spinner /> Still trying…
        </span>
      </StateView>
    </div>
  );
}
