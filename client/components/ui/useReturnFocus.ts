import { useRef } from 'react';

/** The focus must not fall back to the top of the page: what is gone by now is replaced by the nearest thing that is still there. */
function standInFor(element: Element | null): HTMLElement | null {
  // A menu closes when one of its entries is chosen; the button that it belongs to stays.
  const menuButton = element?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  return document.getElementById(menuButton ?? 'content');
}

/**
 * For dialogs that are opened by state rather than by a Radix trigger, which alone gets its focus back by itself: spread it on
 * their content.
 */
export function useReturnFocus() {
  const openerRef = useRef<Element | null>(null);
  const standInRef = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus() {
      openerRef.current = document.activeElement;
      standInRef.current = standInFor(document.activeElement);
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      const opener = openerRef.current;
      const target =
        opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : standInRef.current;
      target?.focus({ preventScroll: true });
    },
  };
}
