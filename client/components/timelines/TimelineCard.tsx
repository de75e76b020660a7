import { Link } from 'react-router';
import type { ConversationSummary, TimelineSummary } from '../../../shared/views.ts';
import { useUnreadTotals } from '../../providers/liveHooks.ts';
import { trpc } from '../../providers/trpc.ts';
import { countOf } from '../format/prices.ts';
import { formatAgo } from '../format/times.ts';
import { NotificationBadge } from '../notifications/NotificationBadge.tsx';
import { PropertyPicture } from '../picture/PropertyPicture.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Time } from '../ui/Time.tsx';

/** A client's timeline: the homes in small, whose it is, what is new. */
export function TimelineCard({ timeline }: { timeline: TimelineSummary }) {
  const unread = useUnreadTotals().byTimeline(timeline.id);
  const { title, client, propertyCount, lastMessageAt } = timeline;
  const latest = trpc.conversation.list.useQuery(
    { timelineId: timeline.id, limit: 3 },
    { enabled: propertyCount > 0, staleTime: 5 * 60_000 },
  );
  const conversations = latest.data?.items;
  return (
    <article className="group relative flex h-full flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card transition-shadow duration-200 hover:shadow-lift">
      <PictureStrip homes={propertyCount === 0 ? [] : conversations?.map(({ property }) => property)} />
      <div className="flex grow flex-col p-5">
        <div className="flex items-start justify-between gap-3">
          <h2 className="min-w-0 font-serif text-ink text-lg">
            <Link
              to={`/timelines/${timeline.id}`}
              className="line-clamp-2 after:absolute after:inset-0 after:rounded-xl after:content-['']"
            >
              {title}
            </Link>
          </h2>
          <NotificationBadge count={unread} className="mt-0.5" />
        </div>
        <div className="mt-3.5 flex items-center gap-3">
          <Avatar name={client.name} />
          <div className="min-w-0">
            <p className="truncate font-semibold text-ink text-sm">{client.name}</p>
            <p className="truncate text-ink-soft text-sm">
              {countOf(propertyCount, 'home')} ·{' '}
              {lastMessageAt === null ? 'no messages yet' : <Time at={lastMessageAt} format={formatAgo} />}
            </p>
          </div>
        </div>
        <LatestWords conversation={conversations && foremost(conversations)} />
      </div>
    </article>
  );
}

/** Of the latest, the one to look at: what is unread before the rest, and what is archived last. */
function foremost(conversations: readonly ConversationSummary[]): ConversationSummary | undefined {
  return (
    conversations.find(({ unreadCount }) => unreadCount > 0) ??
    conversations.find(({ status }) => status !== 'ARCHIVED') ??
    conversations[0]
  );
}

/** What was said there last, and about which home. */
function LatestWords({ conversation }: { conversation: ConversationSummary | undefined }) {
  if (!conversation?.lastMessage) return null;
  const { lastMessage, property, unreadCount } = conversation;
  const isUnread = unreadCount > 0;
  return (
    <div className="mt-4 border-line border-t pt-3.5 text-sm">
      <p className={`truncate ${isUnread ? 'font-semibold text-ink' : 'text-ink-soft'}`}>
        {lastMessage.senderType === 'AGENT' && <span className="font-normal text-ink-faint">You: </span>}
        {lastMessage.content || 'Message deleted'}
      </p>
      <p className="truncate text-ink-faint text-xs">{property.address}</p>
    </div>
  );
}

type Home = ConversationSummary['property'];

/** The homes that were talked about last; `undefined` while they are not known. */
function PictureStrip({ homes }: { homes: Home[] | undefined }) {
  if (homes?.length === 0) {
    return (
      <div className="grid h-40 place-items-center bg-sunken text-ink-faint text-sm" aria-hidden="true">
        No homes yet
      </div>
    );
  }
  return (
    <div className="grid h-40 grid-cols-[2fr_1fr] grid-rows-2 gap-0.5 overflow-hidden bg-surface" aria-hidden="true">
      {homes === undefined && <div className="skeleton col-span-2 row-span-2 rounded-none" />}
      {homes?.map((home, index) => (
        <div key={home.id} className={`min-h-0 overflow-hidden ${stripCell(index, homes.length)}`}>
          <PropertyPicture
            property={home}
            isDecoration
            className="transition-transform duration-500 ease-settle group-hover:scale-[1.03]"
          />
        </div>
      ))}
    </div>
  );
}

/** One picture fills the strip, two stand side by side, of three the first is large. */
function stripCell(index: number, count: number): string {
  if (count === 1) return 'col-span-2 row-span-2';
  if (count === 2 || index === 0) return 'row-span-2';
  return '';
}
