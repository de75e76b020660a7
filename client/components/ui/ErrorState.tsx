import { CloudOff, RotateCw } from 'lucide-react';
import { Button } from './Button.tsx';
import { StateView } from './StateView.tsx';

type ErrorStateProps = { title: string; message: string; onRetry: () => void; isRetrying?: boolean };

/** Something could not be loaded: what, why, and a button that tries again. */
export function ErrorState({ title, message, onRetry, isRetrying = false }: ErrorStateProps) {
  return (
    <StateView
      role="alert"
      picture={<CloudOff aria-hidden="true" />}
      title={title}
      action={
        <Button variant="secondary" onClick={onRetry} isBusy={isRetrying}>
          {!isRetrying && <RotateCw className="size-4" aria-hidden="true" />}
          Try again
        </Button>
      }
    >
      {message}
    </StateView>
  );
}
