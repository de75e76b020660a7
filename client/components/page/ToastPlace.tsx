import { Suspense, useState } from 'react';
import { useStore } from '../../providers/liveHooks.ts';
import { waitingToasts } from '../../providers/toasts.ts';
import { CrashBoundary } from './CrashBoundary.tsx';
import { lazyPart } from './lazyPart.tsx';

export const ToastPart = lazyPart(() => import('./Toasts.tsx').then((module) => module.Toasts));

/** Where toasts show, from the first one on. The page can do without them: should their code be gone for good, the rest stays. */
export function ToastPlace() {
  const isWaiting = useStore(waitingToasts, ({ length }) => length > 0);
  const [isNeeded, setIsNeeded] = useState(false);
  if (isWaiting && !isNeeded) setIsNeeded(true);
  return (
    <CrashBoundary instead={null}>
      <Suspense>{isNeeded && <ToastPart />}</Suspense>
    </CrashBoundary>
  );
}
