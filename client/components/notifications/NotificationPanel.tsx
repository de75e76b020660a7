import { ArrowLeft } from 'lucide-react';
import { Dialog, Popover } from 'radix-ui';
import { useState } from 'react';
import { useIsWide } from '../page/useMediaQuery.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Bell } from './Bell.tsx';
import { NotificationList } from './NotificationList.tsx';

/** The bell with its list, which is open at first. Wide: under the bell; on a phone the whole screen. */
export function NotificationPanel({ home }: { home: string }) {
  const [isOpen, setIsOpen] = useState(true);
  const isWide = useIsWide();
  const leave = () => setIsOpen(false);
  const heading = 'font-semibold font-serif text-ink text-lg';

  if (isWide) {
    return (
      <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
        <Popover.Trigger asChild>
          <Bell />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="end"
            sideOffset={8}
            collisionPadding={16}
            aria-label="Notifications"
            className="z-50 flex max-h-[min(38rem,var(--radix-popover-content-available-height))] w-[26rem] animate-rise flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-lift focus:outline-none"
          >
            <NotificationList home={home} onLeave={leave} title={<h2 className={heading}>Notifications</h2>} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    );
  }
  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <Dialog.Trigger asChild>
        <Bell />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Content
          aria-describedby={undefined}
          className="safe-top safe-bottom fixed inset-0 z-50 flex animate-sheet-up flex-col bg-surface [--safe-bottom-least:0px] [--safe-top-least:0px] focus:outline-none"
        >
          <NotificationList
            home={home}
            onLeave={leave}
            title={
              <div className="-ml-3 flex items-center gap-1">
                <Dialog.Close asChild>
                  <IconButton label="Close notifications">
                    <ArrowLeft />
                  </IconButton>
                </Dialog.Close>
                <Dialog.Title className={heading}>Notifications</Dialog.Title>
              </div>
            }
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
