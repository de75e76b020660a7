import { type RefObject, useEffect, useRef } from 'react';

/** What stands at the foot of a chat. */
export type ChatFoot = 'composer' | 'editor' | 'notice';

/**
 * When the foot of the chat or its status changes, what had the focus may have gone: it then passes to what is there now. Somebody
 * who is busy outside the chat is left alone, and the editor takes the focus itself.
 */
export function useFocusAfterChange(
  foot: ChatFoot,
  status: string,
  contentRef: RefObject<HTMLElement | null>,
  target: (foot: ChatFoot, before: ChatFoot) => HTMLElement | null,
): void {
  const last = useRef({ foot, status });
  useEffect(() => {
    const before = last.current;
    last.current = { foot, status };
    if (before.foot === foot && before.status === status) return;
    const focused = document.activeElement;
    const isLost = focused === null || focused === document.body;
    const isInClosedChat = foot === 'notice' && contentRef.current?.contains(focused);
    if (foot === 'editor' || !(isLost || isInClosedChat)) return;
    target(foot, before.foot)?.focus({ preventScroll: true });
  });
}
