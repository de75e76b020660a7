import { formatAgo } from '../format/times.ts';
import { Time } from '../ui/Time.tsx';

type Presence = { isOnline: boolean; lastSeenAt: Date | null } | null;

/** "online" or "last seen 5 min ago", kept true as time passes; nothing while it is not known. */
export function PresenceLine({ presence }: { presence: Presence }) {
  if (presence === null) return null;
  if (presence.isOnline) return <span className="font-semibold text-accent">online</span>;
  if (presence.lastSeenAt === null) return <span>offline</span>;
  return (
    <span>
      last seen <Time at={presence.lastSeenAt} format={formatAgo} />
    </span>
  );
}
