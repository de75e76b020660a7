import { type RefCallback, useCallback, useEffect } from 'react';
import { trpc } from '../../providers/trpc.ts';

/** Somebody who has had a card before their eyes this long has looked at it (ms). */
const lookingMs = 4_000;

/** The server tells the agent once in this time (ms) at most. */
const againAfterMs = 60 * 60_000;

/** When this tab has told the server of which home. */
const recorded = new Map<string, number>();

/** Tells the agent that the client has looked at a home: its chat was opened, or its card was in view for a while. */
export function useRecordView(propertyId: string, isChatOpen: boolean): RefCallback<Element> {
  const { mutate } = trpc.property.recordView.useMutation({
    // Also when the card is gone by then.
    onError: (_, input) => recorded.delete(input.propertyId),
  });
  const record = useCallback(() => {
    if (Date.now() - (recorded.get(propertyId) ?? 0) < againAfterMs) return;
    recorded.set(propertyId, Date.now());
    mutate({ propertyId });
  }, [propertyId, mutate]);

  useEffect(() => {
    if (isChatOpen) record();
  }, [isChatOpen, record]);

  return useCallback(
    (element: Element | null) => {
      if (element === null) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const observer = new IntersectionObserver(
        ([entry]) => {
          clearTimeout(timer);
          if (entry?.isIntersecting && document.visibilityState === 'visible') timer = setTimeout(record, lookingMs);
        },
        { threshold: 0.7 },
      );
      observer.observe(element);
      return () => {
        clearTimeout(timer);
        observer.disconnect();
      };
    },
    [record],
  );
}
