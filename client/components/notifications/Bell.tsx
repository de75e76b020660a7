import { Bell as BellIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useNotifications } from '../../providers/contexts.ts';
import { shortCount } from '../format/prices.ts';
import { IconButton } from '../ui/IconButton.tsx';

/** How many notifications are unread. */
export function Bell(props: ComponentProps<'button'>) {
  const { unreadCount } = useNotifications();
  return (
    <IconButton label={unreadCount > 0 ? `Notifications, ${unreadCount} unread` : 'Notifications'} {...props}>
      <BellIcon aria-hidden="true" />
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
}
