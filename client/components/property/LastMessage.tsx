import { useConversation, useSession } from '../../providers/contexts.ts';
import { firstNameOf } from '../format/names.ts';
import { formatShort } from '../format/times.ts';
import { Time } from '../ui/Time.tsx';

/** The conversation's latest words on its card. */
export function LastMessage({ otherName }: { otherName: string }) {
  const { conversation, unreadCount, isTyping } = useConversation();
  const me = useSession().user?.type;
  const { lastMessage } = conversation;
  if (isTyping) return <p className="h-5 truncate text-accent text-sm">{firstNameOf(otherName)} is typing…</p>;
  if (lastMessage === null) return <p className="h-5 truncate text-ink-faint text-sm">No messages yet</p>;
  return (
    <p className={`flex h-5 items-baseline gap-2 text-sm ${unreadCount > 0 ? 'text-ink' : 'text-ink-soft'}`}>
      <span className={`min-w-0 grow truncate ${unreadCount > 0 ? 'font-semibold' : ''}`}>
        {lastMessage.senderType === me && <span className="font-normal text-ink-faint">You: </span>}
        {lastMessage.content || 'Message deleted'}
      </span>
      <Time at={lastMessage.createdAt} format={formatShort} className="shrink-0 text-ink-faint text-xs" />
    </p>
  );
}
