import { ArrowLeft, Bell } from 'lucide-react';
import { Dialog, Popover } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { toast } from 'sonner';
import { useNotifications, useSession } from '../../providers/contexts.ts';
import { useNotificationArrivals } from '../../providers/liveHooks.ts';
import { shortCount } from '../format/prices.ts';
import { useChatRoute } from '../page/useChatRoute.ts';
import { useIsWide } from '../page/useMediaQuery.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { showNotice } from './browserNotices.ts';
import { NotificationList } from './NotificationList.tsx';
import { notificationPlace } from './notificationPlace.ts';

/** The bell: how many notifications are unread, and the list behind it. Wide: under the bell; on a phone the whole screen. */
export function GlobalNotifications({ home }: { home: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const { unreadCount } = useNotifications();
  const isWide = useIsWide();
  useArrivalToasts(home);

  const bell = (
    <IconButton label={unreadCount > 0 ? `Notifications, ${unreadCount} unread` : 'Notifications'}>
      <Bell aria-hidden="true" />
      {unreadCount > 0 && (
        <span
          aria-hidden="true"
          className="absolute -top-0.5 -right-1 grid h-4.5 min-w-4.5 animate-fade place-items-center rounded-full bg-accent px-1 font-bold text-[0.625rem] text-on-accent tabular-nums ring-2 ring-surface"
        >
          {shortCount(unreadCount)}
        </span>
      )}
    </IconButton>
  );
  const leave = () => setIsOpen(false);
  const heading = 'font-semibold font-serif text-ink text-lg';

  if (isWide) {
    return (
      <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
        <Popover.Trigger asChild>{bell}</Popover.Trigger>
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
      <Dialog.Trigger asChild>{bell}</Dialog.Trigger>
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

/**
 * What comes in while somebody is elsewhere on the page shows for a moment, with a way there, and goes when it has been read. While the
 * page is out of sight the browser says it, where that is wanted.
 */
function useArrivalToasts(home: string): void {
  const navigate = useNavigate();
  const { user } = useSession();
  const { openPropertyId } = useChatRoute();
  const { notifications } = useNotifications();
  const shownIds = useRef(new Set<string>());

  useNotificationArrivals((notification) => {
    // That somebody looked is good to find in the list, but no reason to disturb; an open chat shows its messages itself.
    if (user === null || notification.type === 'PROPERTY_VIEWED') return;
    const to = notificationPlace(notification, user.type, home);
    const { id, title, message } = notification;
    const open = () => void navigate(to);
    showNotice({ id, title, text: message, onOpen: open });
    if (notification.type === 'NEW_MESSAGE' && notification.propertyId === openPropertyId) return;
    shownIds.current.add(id);
    toast(title, {
      // One toast per notification: a collecting one is renewed.
      id,
      description: message,
      action: { label: 'Open', onClick: open },
    });
  });

  useEffect(() => {
    for (const { id, isRead } of notifications) if (isRead && shownIds.current.delete(id)) toast.dismiss(id);
  }, [notifications]);
}
