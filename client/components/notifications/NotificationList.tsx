import { BellRing, CheckCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Notification } from '../../../shared/views.ts';
import { useNotifications, useSession } from '../../providers/contexts.ts';
import { formatDay, isSameDay } from '../format/times.ts';
import { Button } from '../ui/Button.tsx';
import { StateView } from '../ui/StateView.tsx';
import { NoticeSwitch } from './NoticeSwitch.tsx';
import { NotificationItem } from './NotificationItem.tsx';
import { notificationPlace } from './notificationPlace.ts';

type NotificationListProps = { title: ReactNode; home: string; onLeave: () => void };

/** Everything that happened, newest first and by day. A click leads to the place and marks it read. */
export function NotificationList({ title, home, onLeave }: NotificationListProps) {
  const { notifications, unreadCount, isLoading, hasMore, loadNotifications, markAsRead, markAllAsRead } =
    useNotifications();
  const userType = useSession().user?.type ?? 'CLIENT';

  function open(notification: Notification) {
    // Opening the chat reads its messages' notification by itself; the others are read by being followed.
    if (!notification.isRead && notification.type !== 'NEW_MESSAGE') void markAsRead(notification.id);
    onLeave();
  }

  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex min-h-14 shrink-0 items-center justify-between gap-3 border-line border-b py-2 pr-3 pl-5">
        {title}
        {unreadCount > 0 && (
          <Button variant="quiet" size="sm" onClick={() => void markAllAsRead()}>
            <CheckCheck className="size-4" aria-hidden="true" />
            Mark all read
          </Button>
        )}
      </div>
      <div className="min-h-0 grow overflow-y-auto overscroll-contain pb-3">
        {notifications.length === 0 && isLoading && <ListSkeleton />}
        {notifications.length === 0 && !isLoading && (
          <StateView picture={<BellRing aria-hidden="true" />} title="All quiet" level="h3">
            New messages and what happens with your homes will stand here.
          </StateView>
        )}
        {byDay(notifications).map(({ day, items }) => (
          <section key={day} aria-label={day}>
            <h3 className="px-5 pt-4 pb-1.5 font-semibold text-ink-faint text-xs">{day}</h3>
            <ul>
              {items.map((notification) => (
                <NotificationItem
                  key={notification.id}
                  notification={notification}
                  to={notificationPlace(notification, userType, home)}
                  onOpen={open}
                />
              ))}
            </ul>
          </section>
        ))}
        {hasMore && (
          <div className="px-5 pt-3 text-center">
            <Button
              variant="secondary"
              size="sm"
              isBusy={isLoading}
              onClick={() => void loadNotifications({ more: true })}
            >
              Show earlier ones
            </Button>
          </div>
        )}
      </div>
      <NoticeSwitch />
    </div>
  );
}

type Day = { day: string; items: Notification[] };

function byDay(notifications: readonly Notification[]): Day[] {
  const days: Day[] = [];
  let last: Notification | undefined;
  for (const notification of notifications) {
    if (last !== undefined && isSameDay(last.updatedAt, notification.updatedAt)) days.at(-1)?.items.push(notification);
    else days.push({ day: formatDay(notification.updatedAt), items: [notification] });
    last = notification;
  }
  return days;
}

function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading notifications" className="space-y-5 p-5">
      {['w-40', 'w-52', 'w-36'].map((width) => (
        <div key={width} className="flex gap-3.5">
          <div className="skeleton size-9 shrink-0 rounded-full" />
          <div className="grow space-y-2">
            <div className={`skeleton h-4 ${width}`} />
            <div className="skeleton h-4 w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}
