import { useState } from 'react';

/** A menu closes when one of its entries is chosen, though it may fade for a moment: the button that it belongs to stays. */
function lastingOpener(element: Element | null): Element | null {
  const menuButton = element?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  return menuButton ? document.getElementById(menuButton) : element;
}

/**
 * For dialogs that are opened by state rather than by a Radix trigger, which alone gets its focus back by itself: spread it on
 * their content.
 *
 * Who had the focus is noted while the opening is rendered: once the dialog is there, a menu whose entry has opened it may be gone, and
 * the focus with it.
 */
export function useReturnFocus(isOpen: boolean) {
  const [opening, setOpening] = useState<{ isOpen: boolean; opener: Element | null }>({ isOpen: false, opener: null });
  if (isOpen !== opening.isOpen) {
    setOpening({ isOpen, opener: isOpen ? lastingOpener(document.activeElement) : opening.opener });
  }
  return {
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      const { opener } = opening;
      const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
      // The focus must not fall back to the top of the page.
      const target = isThere ? opener : document.getElementById('content');
      target?.focus({ preventScroll: true });
    },
  };
}
