import { useCallback, useEffect, useRef } from 'react';

/** So close to the end counts as there (px). */
export const endThreshold = 48;

/**
 * Keeps the end of a list in sight when its room shrinks: a keyboard comes up, the composer grows, a notice takes its place. Give the
 * returned function the scrolling element. Only what was at its end before is moved.
 */
export function useEndOnResize(scrollToBottom: () => void): (element: HTMLElement | Window | null) => void {
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);
  return useCallback(
    (element) => {
      stop.current();
      if (!(element instanceof HTMLElement)) return;
      // Not known before the first size is: a list may open elsewhere.
      let isAtEnd: boolean | null = null;
      // A change of size alone does not scroll, so this still tells how it was before.
      const look = () => {
        isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < endThreshold;
      };
      const observer = new ResizeObserver(() => {
        if (isAtEnd === null) look();
        else if (isAtEnd) scrollToBottom();
      });
      element.addEventListener('scroll', look, { passive: true });
      observer.observe(element);
      stop.current = () => {
        element.removeEventListener('scroll', look);
        observer.disconnect();
      };
    },
    [scrollToBottom],
  );
}
