import { createContext, useContext, useEffect } from 'react';

const name = 'Property Sync';

/** Unread messages to show in the tab's title; pages inside a session provide it. */
export const TitleCountContext = createContext(0);

/** The tab's title, with the number of unread messages before it: `(3) Spring search · Property Sync`. */
export function useDocumentTitle(title: string | null): void {
  const unread = useContext(TitleCountContext);
  useEffect(() => {
    const place = title === null ? name : `${title} · ${name}`;
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${place}` : place;
  }, [title, unread]);
}
