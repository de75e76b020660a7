import { type RefCallback, useCallback, useEffect } from 'react';
import { trpc } from '../../providers/trpc.ts';

/** Somebody who has had a card before their eyes this long has looked at it (ms). */
const lookingMs = 4_000;

/** Told to the server already, in this tab. It tells the agent once an hour at most anyway. */
const recorded = new Set<string>();

/** Tells the agent that the client has looked at a home: its chat was opened, or its card was in view for a while. */
export function useRecordView(propertyId: string, isChatOpen: boolean): RefCallback<Element> {
  const { mutate } = trpc.property.recordView.useMutation();
  const record = useCallback(() => {
    if (recorded.has(propertyId)) return;
    recorded.add(propertyId);
    mutate({ propertyId }, { onError: () => recorded.delete(propertyId) });
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
