import { type RefObject, useEffect } from 'react';

/**
 * Keeps a full-screen element within what is visible while a phone's keyboard is up. Browsers that shrink the page themselves
 * (`interactive-widget`) are not disturbed: there the visible part is the whole page.
 */
export function useKeyboardInset(ref: RefObject<HTMLElement | null>, isOn: boolean): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    const element = ref.current;
    if (!isOn || viewport === null || element === null) return;
    const follow = () => {
      // Pinched to zoom: the part in sight is not the page.
      if (viewport.scale > 1.01) return;
      element.style.height = `${viewport.height}px`;
      element.style.top = `${viewport.offsetTop}px`;
    };
    follow();
    viewport.addEventListener('resize', follow);
    viewport.addEventListener('scroll', follow);
    return () => {
      viewport.removeEventListener('resize', follow);
      viewport.removeEventListener('scroll', follow);
      element.style.height = '';
      element.style.top = '';
    };
  }, [ref, isOn]);
}
