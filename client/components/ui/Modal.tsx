import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './IconButton.tsx';
import { useReturnFocus } from './useReturnFocus.ts';

type ModalProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: string;
  /** `wide` for tables. */
  width?: 'narrow' | 'wide';
  /** While something must not be interrupted: Esc and a click beside it do nothing. */
  isLocked?: boolean;
  children: ReactNode;
};

/** A dialog: in the middle of a wide screen, a sheet from below on a phone. */
export function Modal({ isOpen, onOpenChange, title, description, width = 'narrow', isLocked, children }: ModalProps) {
  const returnFocus = useReturnFocus(isOpen);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(next) => (isLocked && !next ? undefined : onOpenChange(next))}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 grid animate-fade grid-cols-1 items-end justify-items-center overflow-y-auto bg-veil sm:items-center sm:p-6">
          <Dialog.Content
            {...returnFocus}
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
            className={`safe-bottom relative mt-10 w-full animate-sheet-up rounded-t-xl bg-surface p-5 shadow-sheet [--safe-bottom-least:1.25rem] focus:outline-none sm:mt-0 sm:animate-rise sm:rounded-xl sm:p-7 ${
              width === 'wide' ? 'sm:max-w-3xl' : 'sm:max-w-lg'
            }`}
          >
            <div className="mb-5 pr-10">
              <Dialog.Title className="font-serif text-ink text-xl">{title}</Dialog.Title>
              {description !== undefined && (
                <Dialog.Description className="mt-1 text-ink-soft text-sm">{description}</Dialog.Description>
              )}
            </div>
            {children}
            {!isLocked && (
              <Dialog.Close asChild>
                <IconButton label="Close" className="!absolute top-3 right-3 sm:top-5 sm:right-5">
                  <X />
                </IconButton>
              </Dialog.Close>
            )}
          </Dialog.Content>
        </Dialog.Overlay>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
