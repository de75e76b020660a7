import { type RefCallback, useCallback, useState } from 'react';

/**
 * Shows a long list a page at a time: `count` grows by `step` whenever the element with `sentinelRef` comes near the
 * screen. A thousand cards cost what the first few cost until somebody scrolls there.
 */
export function useGrowingCount(total: number, step: number): { count: number; sentinelRef: RefCallback<Element> } {
  const [grown, setGrown] = useState(step);
  const sentinelRef = useCallback(
    (element: Element | null) => {
      if (element === null) return;
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.some((entry) => entry.isIntersecting)) setGrown((count) => count + step);
        },
        { rootMargin: '1200px' },
      );
      observer.observe(element);
      return () => observer.disconnect();
    },
    [step],
  );
  return { count: Math.min(grown, total), sentinelRef };
}
