import { shortCount } from '../format/prices.ts';

type NotificationBadgeProps = {
  count: number;
  /** What is counted, for screen readers: `unread message`. */
  noun?: string;
  className?: string;
};

/** A count in the accent colour; nothing at all when there is nothing. */
export function NotificationBadge({ count, noun = 'unread message', className = '' }: NotificationBadgeProps) {
  if (count <= 0) return null;
  return (
    <span
      className={`inline-grid h-5.5 min-w-5.5 animate-fade place-items-center rounded-full bg-accent px-1.5 font-bold text-on-accent text-xs tabular-nums ${className}`}
    >
      <span aria-hidden="true">{shortCount(count)}</span>
      <span className="sr-only">{`${count} ${noun}${count === 1 ? '' : 's'}`}</span>
    </span>
  );
}
