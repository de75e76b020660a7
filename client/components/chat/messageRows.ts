import type { UserType } from '../../../shared/views.ts';
import type { ChatMessage } from '../../providers/contexts.ts';
import { isSameDay } from '../format/times.ts';

/**
 * One line of the list: a message, and what stands around it. What depends on the message before (a new day, the space between two
 * people's words) belongs to the line above: so a line never changes its height when older messages come in before it.
 */
export type MessageRow = {
  message: ChatMessage;
  isMine: boolean;
  /** The first message of all: its day stands above it. */
  startsConversation: boolean;
  /** The first message that was unread when the chat was opened. */
  startsUnread: boolean;
  /** The last of a run by the same person within five minutes: bubbles of a run stand close together. */
  endsGroup: boolean;
  /** The next message is of another day: its separator stands below. */
  nextDay: Date | null;
};

/** Whether a line would look the same: rows are made anew with every change, messages only when they have changed. */
export function isSameRow(one: MessageRow, other: MessageRow): boolean {
  return (
    one.message === other.message &&
    one.isMine === other.isMine &&
    one.startsConversation === other.startsConversation &&
    one.startsUnread === other.startsUnread &&
    one.endsGroup === other.endsGroup &&
    one.nextDay?.getTime() === other.nextDay?.getTime()
  );
}

const groupMs = 5 * 60_000;

function belongTogether(earlier: ChatMessage | undefined, later: ChatMessage | undefined): boolean {
  return (
    earlier !== undefined &&
    later !== undefined &&
    earlier.senderType === later.senderType &&
    earlier.type !== 'SYSTEM' &&
    later.type !== 'SYSTEM' &&
    later.createdAt.getTime() - earlier.createdAt.getTime() < groupMs &&
    isSameDay(earlier.createdAt, later.createdAt)
  );
}

/** Messages, oldest first, as lines of the list. `hasOlder`: there are some before the first one. */
export function messageRows(
  messages: readonly ChatMessage[],
  me: UserType,
  firstUnreadId: string | null,
  hasOlder = false,
): MessageRow[] {
  return messages.map((message, index) => {
    const next = messages[index + 1];
    return {
      message,
      isMine: message.senderType === me,
      startsConversation: index === 0 && !hasOlder,
      startsUnread: message.id === firstUnreadId,
      endsGroup: !belongTogether(message, next) || next?.id === firstUnreadId,
      nextDay: next !== undefined && !isSameDay(message.createdAt, next.createdAt) ? next.createdAt : null,
    };
  });
}

/**
 * Where "unread" begins, given how many messages of the other side were unread: counted from the end, as the server counts
 * (undeleted ones of the other side). The first one at hand if it lies further back than what is loaded; `null` without any.
 */
export function firstUnread(messages: readonly ChatMessage[], me: UserType, unreadCount: number): string | null {
  let left = unreadCount;
  let first: string | null = null;
  for (let index = messages.length - 1; index >= 0 && left > 0; index--) {
    const message = messages[index];
    if (message === undefined || message.senderType === me || message.deletedAt !== null) continue;
    first = message.id;
    left--;
  }
  return first;
}
