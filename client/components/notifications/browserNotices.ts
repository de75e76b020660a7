/**
 * The browser's own notifications, for whoever has the page in the background: only if somebody has turned them on here, on this device.
 * A page in sight shows its toasts instead.
 */
import { useSyncExternalStore } from 'react';

const storageKey = 'property-sync:browser-notices';

/** `blocked`: refused in the browser's settings, which only they can change. `unsupported`: this browser has none for pages. */
export type NoticeState = 'unsupported' | 'blocked' | 'off' | 'on';

const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

function isChosen(): boolean {
  try {
    return localStorage.getItem(storageKey) === 'on';
  } catch {
    return false;
  }
}

function choose(isOn: boolean): void {
  try {
    if (isOn) localStorage.setItem(storageKey, 'on');
    else localStorage.removeItem(storageKey);
  } catch {
    // No storage: they stay off.
  }
  tell();
}

function noticeState(): NoticeState {
  // Absent too where the page does not come over https or from this machine.
  if (!('Notification' in window)) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  return Notification.permission === 'granted' && isChosen() ? 'on' : 'off';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // The choice of another tab.
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

export const useNoticeState = (): NoticeState => useSyncExternalStore(subscribe, noticeState);

/** Asks the browser's permission where it is not given yet: call it from a click. */
export async function turnOnNotices(): Promise<void> {
  const permission = await Notification.requestPermission();
  choose(permission === 'granted');
}

export const turnOffNotices = (): void => choose(false);

/** Shows one, if they are on and the page is out of sight. The next with the same `id` takes its place. */
export function showNotice(notice: { id: string; title: string; text: string; onOpen: () => void }): void {
  if (document.visibilityState === 'visible' || noticeState() !== 'on') return;
  try {
    const shown = new Notification(notice.title, { body: notice.text, tag: notice.id, icon: '/favicon.svg' });
    shown.onclick = () => {
      window.focus();
      notice.onOpen();
      shown.close();
    };
  } catch {
    // Some phones leave them to service workers. The bell has it all.
  }
}
