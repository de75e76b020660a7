import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useNotifications, useSession } from '../../providers/contexts.ts';
import { useNotificationArrivals } from '../../providers/liveHooks.ts';
import { dismissToast, showToast } from '../../providers/toasts.ts';
import { lazyPart } from '../page/lazyPart.tsx';
import { PartButton } from '../page/PartButton.tsx';
import { useChatRoute } from '../page/useChatRoute.ts';
import { Bell } from './Bell.tsx';
import { showNotice } from './browserNotices.ts';
import { notificationPlace } from './notificationPlace.ts';

const NotificationPanel = lazyPart(() => import('./NotificationPanel.tsx').then((module) => module.NotificationPanel));
const parts = [NotificationPanel];

/** The bell with its list, and what tells of arrivals. */
export function GlobalNotifications({ home }: { home: string }) {
  useArrivalToasts(home);
  return (
    <PartButton popup="dialog" parts={parts} button={(props) => <Bell {...props} />}>
      {() => <NotificationPanel home={home} />}
    </PartButton>
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
    // One toast per notification: a collecting one is renewed.
    showToast({ id, title, description: message, action: { label: 'Open', onClick: open } });
  });

  useEffect(() => {
    for (const { id, isRead } of notifications) if (isRead && shownIds.current.delete(id)) dismissToast(id);
  }, [notifications]);
}
