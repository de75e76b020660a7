import { Eye, Heart, HousePlus, type LucideIcon, MessageCircle, Share2 } from 'lucide-react';
import { Link } from 'react-router';
import type { Notification, NotificationType } from '../../../shared/views.ts';
import { formatShort } from '../format/times.ts';
import { Time } from '../ui/Time.tsx';

const icons: Record<NotificationType, LucideIcon> = {
  NEW_MESSAGE: MessageCircle,
  PROPERTY_VIEWED: Eye,
  PROPERTY_FEEDBACK: Heart,
  PROPERTIES_ADDED: HousePlus,
  TIMELINE_SHARED: Share2,
};

type NotificationItemProps = { notification: Notification; to: string; onOpen: (notification: Notification) => void };

/** One notification: a link to what it is about. */
export function NotificationItem({ notification, to, onOpen }: NotificationItemProps) {
  const Icon = icons[notification.type];
  const isUnread = !notification.isRead;
  return (
    <li>
      <Link
        to={to}
        onClick={() => onOpen(notification)}
        className="flex items-start gap-3.5 px-5 py-3.5 transition-colors hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <span
          className={`mt-0.5 grid size-9 shrink-0 place-items-center rounded-full ${
            isUnread ? 'bg-accent-soft text-accent' : 'bg-sunken text-ink-faint'
          }`}
        >
          <Icon className="size-4.5" aria-hidden="true" />
        </span>
        <span className="min-w-0 grow">
          <span className={`block text-sm leading-snug ${isUnread ? 'font-semibold text-ink' : 'text-ink-soft'}`}>
            {isUnread && <span className="sr-only">Unread: </span>}
            {notification.title}
          </span>
          {notification.message !== `${notification.title}.` && (
            <span className="mt-0.5 line-clamp-2 text-ink-soft text-sm [overflow-wrap:anywhere]">
              {notification.message}
            </span>
          )}
          <Time at={notification.updatedAt} format={formatShort} className="mt-1 block text-ink-faint text-xs" />
        </span>
        {isUnread && <span className="mt-2 size-2.5 shrink-0 rounded-full bg-accent" aria-hidden="true" />}
      </Link>
    </li>
  );
}
