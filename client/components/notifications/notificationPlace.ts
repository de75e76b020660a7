import type { Notification, UserType } from '../../../shared/views.ts';

/** Where a notification leads: the very chat it is about, else its timeline. `home` is the client's own page. */
export function notificationPlace(notification: Notification, userType: UserType, home: string): string {
  const chat = notification.propertyId === null ? '' : `?chat=${encodeURIComponent(notification.propertyId)}`;
  return userType === 'AGENT' ? `/timelines/${encodeURIComponent(notification.timelineId)}${chat}` : `${home}${chat}`;
}
