import { useSyncExternalStore } from 'react';

/** Whether a media query holds, live. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    () => matchMedia(query).matches,
  );
}

/** Wide enough to show a chat beside the properties. */
export const useIsWide = () => useMediaQuery('(min-width: 56rem)');
/** The main pointer is a finger. */
export const useIsTouch = () => useMediaQuery('(pointer: coarse)');
