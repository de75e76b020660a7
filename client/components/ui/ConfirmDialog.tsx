import { AlertDialog } from 'radix-ui';
import { useRef } from 'react';
import { Button } from './Button.tsx';
import { useReturnFocus } from './useReturnFocus.ts';

type ConfirmDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** What will happen, in plain words. */
  consequence: string;
  confirmLabel: string;
  isDanger?: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
  /** Gets the focus after a yes, for an answer that takes away what has asked. */
  focusAfter?: () => HTMLElement | null;
};

/** Asks before something that cannot simply be taken back. The safe answer has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const returnFocus = useReturnFocus(props.isOpen);
  const isConfirmed = useRef(false);

  function onCloseAutoFocus(event: Event) {
    const target = isConfirmed.current ? props.focusAfter?.() : null;
    isConfirmed.current = false;
    if (!target) return returnFocus.onCloseAutoFocus(event);
    event.preventDefault();
    target.focus({ preventScroll: true });
  }

  return (
    <AlertDialog.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 grid animate-fade grid-cols-1 items-end justify-items-center bg-veil sm:items-center">
          <AlertDialog.Content
            onCloseAutoFocus={onCloseAutoFocus}
            className="safe-bottom w-full animate-sheet-up rounded-t-xl bg-surface p-6 shadow-sheet [--safe-bottom-least:1.5rem] focus:outline-none sm:max-w-md sm:animate-rise sm:rounded-xl"
          >
            <AlertDialog.Title className="font-serif text-ink text-xl">{props.title}</AlertDialog.Title>
            <AlertDialog.Description className="mt-2 text-ink-soft">{props.consequence}</AlertDialog.Description>
            <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
              <AlertDialog.Cancel asChild>
                <Button variant="secondary">Cancel</Button>
              </AlertDialog.Cancel>
              <Button
                variant={props.isDanger ? 'danger' : 'primary'}
                isBusy={props.isBusy ?? false}
                onClick={() => {
                  isConfirmed.current = true;
                  props.onConfirm();
                }}
              >
                {props.confirmLabel}
              </Button>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Overlay>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
