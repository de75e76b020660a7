import { ArrowDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Virtuoso } from 'react-virtuoso';
import { useConversation, useSession } from '../../providers/contexts.ts';
import { countOf } from '../format/prices.ts';
import { Spinner } from '../ui/Spinner.tsx';
import { MessageLine } from './MessageLine.tsx';
import { firstUnread, type MessageRow, messageRows } from './messageRows.ts';
import { endThreshold, useEndOnResize } from './useEndOnResize.ts';
import { useMessageScroll } from './useMessageScroll.ts';

type MessageListProps = {
  otherName: string;
  /** How many messages were unread before the chat was opened: where the "Unread" line goes. */
  unreadAtOpening: number;
};

/** So many unread messages surely fit on the screen, and the list opens at its end. */
const fitting = 5;

/**
 * The conversation, oldest first, drawn only where it is in sight. Sequences have no gaps, so the first message's sequence is
 * the list's `firstItemIndex`: older messages come in above without a jump. Mount it when the first page is there.
 */
export function MessageList({ otherName, unreadAtOpening }: MessageListProps) {
  const conversation = useConversation();
  const { messages, hasOlder, isLoadingOlder, loadMessages, retryMessage, discardMessage } = conversation;
  const me = useSession().user?.type ?? 'CLIENT';
  // What is unread may be marked read before this list is there, so the larger of both counts.
  const [firstUnreadId] = useState(() =>
    firstUnread(messages, me, Math.max(unreadAtOpening, conversation.unreadCount)),
  );
  // Who has answered has read, and the line has done its work.
  const lastOwn = messages.findLast(({ senderType }) => senderType === me)?.clientMessageId;
  const [lastOwnAtOpening] = useState(lastOwn);
  const unreadFrom = lastOwn === lastOwnAtOpening ? firstUnreadId : null;
  const rows = useMemo(() => messageRows(messages, me, unreadFrom, hasOlder), [messages, me, unreadFrom, hasOlder]);
  const unreadIndex = rows.findIndex((row) => row.startsUnread);
  const opensAtUnread = unreadIndex >= 0 && rows.length - unreadIndex > fitting;
  const scroll = useMessageScroll(messages, me, conversation.setAtBottom, opensAtUnread ? unreadIndex : null);
  const scrollerRef = useEndOnResize(scroll.scrollToBottom);
  const { address } = conversation.conversation.property;
  const [hadOlderAtOpening] = useState(hasOlder);

  return (
    <div className="relative min-h-0 grow">
      {/* Only what comes in at the end is read out, not what scrolling back brings in. */}
      <div
        role="log"
        aria-label="Messages"
        aria-live={scroll.isAtBottom ? 'polite' : 'off'}
        className="h-full"
        onWheel={scroll.letGo}
        onTouchMove={scroll.letGo}
        onKeyDown={scroll.letGo}
      >
        <Virtuoso<MessageRow, ListContext>
          ref={scroll.listRef}
          scrollerRef={scrollerRef}
          data={rows}
          firstItemIndex={Math.max(1, messages[0]?.sequence ?? 1)}
          initialTopMostItemIndex={
            opensAtUnread ? { index: unreadIndex, align: 'start' } : { index: 'LAST', align: 'end' }
          }
          computeItemKey={(_, row) => `${row.message.senderId}:${row.message.clientMessageId}`}
          itemContent={(_, row) => (
            <MessageLine
              row={row}
              otherName={otherName}
              address={address}
              onRetry={retryMessage}
              onDiscard={discardMessage}
            />
          )}
          context={{ hadOlderAtOpening, isLoadingOlder }}
          components={listComponents}
          alignToBottom
          // Heights are taken in the frame in which they are drawn: a frame later, the list would jump and jump back.
          skipAnimationFrameInResizeObserver
          atBottomThreshold={endThreshold}
          followOutput={scroll.followOutput}
          atBottomStateChange={scroll.atBottomStateChange}
          totalListHeightChanged={scroll.heightChanged}
          startReached={() => {
            if (hasOlder && !isLoadingOlder) void loadMessages();
          }}
          increaseViewportBy={{ top: 600, bottom: 200 }}
          className="h-full overscroll-contain"
        />
      </div>
      {!scroll.isAtBottom && <ToBottomButton count={scroll.newCount} onClick={scroll.scrollToBottom} />}
    </div>
  );
}

type ListContext = { hadOlderAtOpening: boolean; isLoadingOlder: boolean };

/** As high in every state, so that loading moves nothing. */
function ListHeader({ context }: { context?: ListContext }) {
  if (!context?.hadOlderAtOpening) return null;
  return (
    <div className="grid h-12 place-items-center text-ink-faint text-xs">
      {context.isLoadingOlder && (
        <span className="flex items-center gap-2">
          <Spinner className="size-4" /> Loading earlier messages
        </span>
      )}
    </div>
  );
}

/** The place of the `TypingIndicator`, so that it covers no words at the end. */
function ListFooter() {
  return <div className="h-7" />;
}

const listComponents = { Header: ListHeader, Footer: ListFooter };

function ToBottomButton({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={count > 0 ? `Show ${countOf(count, 'new message')}` : 'Go to the latest message'}
      className="absolute right-4 bottom-2 flex h-10 min-w-10 animate-rise items-center justify-center gap-2 rounded-full border border-line bg-raised px-3 font-semibold text-accent text-sm shadow-lift pointer-coarse:h-11 pointer-coarse:min-w-11"
    >
      <ArrowDown className="size-4" aria-hidden="true" />
      {count > 0 && countOf(count, 'new message')}
    </button>
  );
}
