import { useSyncExternalStore } from 'react';
import { formatFull } from '../format/times.ts';

const tickMs = 20_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for the whole page, which runs while anybody looks at it. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

type TimeProps = {
  at: Date;
  /** How it is said; draws again when it is said otherwise. */
  format: (at: Date) => string;
  className?: string;
};

/** A time in words that stay true as it passes: "now", then "5 min", tomorrow "Yesterday". In full under the pointer. */
export function Time({ at, format, className }: TimeProps) {
  const text = useSyncExternalStore(subscribe, () => format(at));
  return (
    <time dateTime={at.toISOString()} title={formatFull(at)} className={className}>
      {text}
    </time>
  );
}
