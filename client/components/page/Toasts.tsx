import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { Toaster, toast as toasts } from 'sonner';
import { useStore } from '../../providers/liveHooks.ts';
import { type ToastChange, takeToasts, waitingToasts } from '../../providers/toasts.ts';
import { useIsWide } from './useMediaQuery.ts';

/**
 * On a phone above, under the header, where they cover neither the composer nor a thumb's place; else in the corner away from the chat.
 * Beside the page, not in it: dialogs lie over the page, and what happens in them is told over them.
 */
export function Toasts() {
  const isWide = useIsWide();
  const waiting = useStore(waitingToasts);
  useEffect(() => {
    if (waiting.length > 0) for (const change of takeToasts()) apply(change);
  }, [waiting]);
  return createPortal(
    <Toaster
      position={isWide ? 'bottom-left' : 'top-center'}
      mobileOffset={{ top: 'calc(env(safe-area-inset-top) + 4.75rem)', left: '0.75rem', right: '0.75rem' }}
      visibleToasts={3}
      closeButton
      style={{ fontFamily: 'var(--font-sans)', zIndex: 100, pointerEvents: 'auto' }}
      toastOptions={{ classNames }}
    />,
    document.body,
  );
}

function apply(change: ToastChange): void {
  if (change.type === 'dismiss') {
    toasts.dismiss(change.id);
    return;
  }
  const { kind, title, ...options } = change.toast;
  if (kind === undefined) toasts(title, options);
  else toasts[kind](title, options);
}

const classNames = {
  toast: '!gap-3 !rounded-lg !border-line !bg-raised !text-ink !shadow-lift',
  title: '!font-semibold !text-ink line-clamp-2',
  description: '!text-ink-soft line-clamp-2',
  actionButton: '!h-8 !rounded-full !bg-accent !px-3 !font-semibold !text-on-accent',
  closeButton: '!border-line !bg-raised !text-ink-soft pointer-coarse:after:absolute pointer-coarse:after:-inset-3',
  error: '[&_[data-icon]]:!text-danger',
  success: '[&_[data-icon]]:!text-accent',
};
