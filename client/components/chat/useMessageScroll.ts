import { useCallback, useEffect, useRef, useState } from 'react';
import type { VirtuosoHandle } from 'react-virtuoso';
import type { UserType } from '../../../shared/views.ts';
import type { ChatMessage } from '../../providers/contexts.ts';

const keyOf = (message: ChatMessage | undefined) =>
  message === undefined ? null : `${message.senderId}:${message.clientMessageId}`;

/**
 * Reaching a place takes a few rounds, because the height of a message is only known once it has been drawn, and on a slow device more
 * may come in meanwhile. So whoever is to be at the end (on opening, and whenever the list follows) is held there until the end was
 * reached and has stood for `quietMs`, or for `longestMs` at most, unless they scroll away; whoever is to begin at what is unread, for
 * `startMs`.
 */
const quietMs = 600;
const longestMs = 4_000;
const startMs = 1_500;

/**
 * When the list follows its end: always for an own new message, for others' only while the end is in sight. Otherwise what
 * has come in meanwhile is counted, for the button that leads there.
 */
export function useMessageScroll(
  messages: readonly ChatMessage[],
  me: UserType,
  onAtBottom: (isAtBottom: boolean) => void,
  /** The line that the list opens at; `null`: its end. */
  opensAtIndex: number | null,
) {
  const listRef = useRef<VirtuosoHandle>(null);
  const followedRef = useRef(keyOf(messages.at(-1)));
  const [isAtBottom, setIsAtBottom] = useState(true);
  const heldUntil = useRef(opensAtIndex === null ? performance.now() + longestMs : 0);
  const start = useRef({ index: opensAtIndex ?? 0, until: opensAtIndex === null ? 0 : performance.now() + startMs });
  const isHeld = useCallback(() => performance.now() < heldUntil.current, []);

  const scrollToBottom = useCallback(() => {
    start.current.until = 0;
    listRef.current?.scrollToIndex({ index: 'LAST', align: 'end', behavior: 'auto' });
  }, []);

  const lastSequence = messages.findLast((message) => message.sequence > 0)?.sequence ?? 0;
  const [seenSequence, setSeenSequence] = useState(lastSequence);
  // At the end everything has been seen: kept up during rendering, so that no count flashes up.
  if (isAtBottom && seenSequence !== lastSequence) setSeenSequence(lastSequence);

  const newCount = isAtBottom
    ? 0
    : messages.filter(
        (message) => message.senderType !== me && message.sequence > seenSequence && message.deletedAt === null,
      ).length;

  /** Older messages come in above and change the length too; only a new last one is followed. */
  const followOutput = useCallback(
    (atBottom: boolean) => {
      const last = messages.at(-1);
      const key = keyOf(last);
      if (key === followedRef.current) return false;
      followedRef.current = key;
      const isOwn = last?.senderType === me && last.delivery !== 'sent';
      if (!isOwn && !atBottom && !isHeld()) return false;
      start.current.until = 0;
      heldUntil.current = performance.now() + longestMs;
      return 'auto';
    },
    [messages, me, isHeld],
  );

  const reported = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = useCallback(
    (atBottom: boolean) => {
      setIsAtBottom(atBottom);
      onAtBottom(atBottom);
    },
    [onAtBottom],
  );
  const atBottomStateChange = useCallback(
    (atBottom: boolean) => {
      if (atBottom) heldUntil.current = Math.min(heldUntil.current, performance.now() + quietMs);
      reported.current = atBottom;
      if (!atBottom && isHeld()) {
        scrollToBottom();
        // Should it not succeed in time, what is true is said afterwards.
        clearTimeout(timer.current);
        timer.current = setTimeout(() => tell(reported.current), heldUntil.current - performance.now());
      } else tell(atBottom);
    },
    [tell, scrollToBottom, isHeld],
  );

  const letGo = useCallback(() => {
    heldUntil.current = 0;
    start.current.until = 0;
  }, []);

  const heightChanged = useCallback(() => {
    if (isHeld()) scrollToBottom();
    else if (performance.now() < start.current.until) {
      listRef.current?.scrollToIndex({ index: start.current.index, align: 'start', behavior: 'auto' });
    }
  }, [scrollToBottom, isHeld]);

  return { listRef, isAtBottom, newCount, followOutput, atBottomStateChange, scrollToBottom, heightChanged, letGo };
}
