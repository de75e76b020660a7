import { useEffect, useState } from 'react';
import { formatAgo } from '../format/times.ts';

type Presence = { isOnline: boolean; lastSeenAt: Date | null } | null;

/** "online" or "last seen 5 min ago", kept true as time passes; nothing while it is not known. */
export function PresenceLine({ presence }: { presence: Presence }) {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
  if (presence === null) return null;
  if (presence.isOnline) return <span className="font-semibold text-accent">online</span>;
  if (presence.lastSeenAt === null) return <span>offline</span>;
  return <span>last seen {formatAgo(presence.lastSeenAt)}</span>;
}
