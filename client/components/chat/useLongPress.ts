import { type MouseEvent, type TouchEvent, useEffect, useRef } from 'react';

/** So long a finger rests (ms), and so far it may stray (px), for it to be a long press. */
const holdMs = 500;
const slackPx = 10;

type Press = { x: number; y: number; timer: ReturnType<typeof setTimeout>; isLong: boolean };

/**
 * Handlers for an element that does something when a finger is held on it. Links in it keep what the browser does with them, and
 * moving the finger scrolls as ever.
 */
export function useLongPress(onLongPress: () => void) {
  const press = useRef<Press | null>(null);
  useEffect(() => () => clearTimeout(press.current?.timer), []);

  function cancel() {
    clearTimeout(press.current?.timer);
    press.current = null;
  }

  function hold() {
    if (press.current === null || press.current.isLong) return;
    clearTimeout(press.current.timer);
    press.current.isLong = true;
    onLongPress();
  }

  return {
    onTouchStart(event: TouchEvent) {
      cancel();
      const [touch, second] = [event.touches[0], event.touches[1]];
      const isOnLink = event.target instanceof Element && event.target.closest('a') !== null;
      if (touch === undefined || second !== undefined || isOnLink) return;
      press.current = { x: touch.clientX, y: touch.clientY, timer: setTimeout(hold, holdMs), isLong: false };
    },
    onTouchMove(event: TouchEvent) {
      const touch = event.touches[0];
      const { current } = press;
      if (!touch || !current || current.isLong) return;
      if (Math.hypot(touch.clientX - current.x, touch.clientY - current.y) > slackPx) cancel();
    },
    onTouchEnd(event: TouchEvent) {
      // No click comes after it, which would take the focus from what has just opened.
      if (press.current?.isLong) event.preventDefault();
      cancel();
    },
    onTouchCancel: cancel,
    // What the browser itself makes of a long press; it may be the first to notice.
    onContextMenu(event: MouseEvent) {
      if (press.current === null) return;
      event.preventDefault();
      hold();
    },
  };
}
