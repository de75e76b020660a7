/**
 * The reading side of the log, pure: a snapshot plus the changes after it is the same as a fresh snapshot.
 *
 * Streams deliver changes in revision order, so a change at or below the state's revision is a repeat and is dropped. Messages also
 * arrive by other ways (answers of calls, older pages), sooner or later than over the stream; they are merged by their own id and
 * revision, and the stream's copy then finds nothing left to do. This is a conversation; `applyFeedChange.ts` does the same for a feed.
 */
import type { ConversationEvent } from './events.ts';
import {
  type ConversationDetail,
  type ConversationStatus,
  type Message,
  type MessagePage,
  otherSide,
  type UserType,
} from './views.ts';

export type ConversationState = {
  readonly conversationId: string;
  /** Every change up to here is in. */
  readonly revision: number;
  readonly status: ConversationStatus;
  readonly lastSequence: number;
  /** How far each side has read, and when it last read further (`null`: before the snapshot). */
  readonly readSequence: Readonly<Record<UserType, number>>;
  readonly readAt: Readonly<Record<UserType, Date | null>>;
  /** From here on the history is loaded; 1: all of it. */
  readonly firstSequence: number;
  /** By sequence. Without gaps, but for what an answered call has brought in ahead of the stream. */
  readonly messages: readonly Message[];
  /** How many messages before `firstSequence` each side has not read. */
  readonly unreadBefore: Readonly<Record<UserType, number>>;
  /** The changes alone cannot bring this up to date: load a snapshot again. */
  readonly needsReload: boolean;
};

/** The state that a snapshot is. */
export function conversationState(detail: ConversationDetail): ConversationState {
  const readSequence = { AGENT: detail.agentReadSequence, CLIENT: detail.clientReadSequence };
  const firstSequence = detail.messages[0]?.sequence ?? 1;
  const before = (side: UserType, counter: number) =>
    firstSequence === 1
      ? 0
      : Math.max(0, counter - countedAt(detail.revision, detail.messages, side, readSequence[side]));
  return {
    conversationId: detail.id,
    revision: detail.revision,
    status: detail.status,
    lastSequence: detail.lastSequence,
    readSequence,
    readAt: { AGENT: null, CLIENT: null },
    firstSequence,
    messages: detail.messages,
    unreadBefore: {
      AGENT: before('AGENT', detail.unreadAgentCount),
      CLIENT: before('CLIENT', detail.unreadClientCount),
    },
    needsReload: false,
  };
}

/** The rule of counting: undeleted messages of the other side beyond the read sequence. */
const isUnread = (message: Message, side: UserType, readSequence: number) =>
  isBeyond(message, side, readSequence) && message.deletedAt === null;

const isBeyond = (message: Message, side: UserType, readSequence: number) =>
  message.senderType !== side && message.sequence > readSequence;

/** Deleted (or, a deleted reply, changed once more with its quote) after `revision`: a counter of that revision may hold it. */
const isDeletedAfter = (message: Message, revision: number) =>
  message.deletedAt !== null && message.revision > revision;

/** How many of these messages a counter of that revision holds. */
const countedAt = (revision: number, messages: readonly Message[], side: UserType, readSequence: number) =>
  messages.filter(
    (message) =>
      isUnread(message, side, readSequence) ||
      (isBeyond(message, side, readSequence) && isDeletedAfter(message, revision)),
  ).length;

/** What `side` has not read. */
export function unreadCount(state: ConversationState, side: UserType): number {
  let count = state.unreadBefore[side];
  // From the end: what is unread is there, and the window may be long.
  for (let index = state.messages.length - 1; index >= 0; index--) {
    const message = state.messages[index];
    if (!message || message.sequence <= state.readSequence[side]) break;
    if (isUnread(message, side, state.readSequence[side])) count++;
  }
  return count;
}

/** Whether there are messages older than those in the state. */
export const hasOlderMessages = (state: ConversationState) => state.firstSequence > 1;

/** Applies one event of `message.onMessage`. Returns the very same state when the event changes nothing. */
export function applyConversationEvent(state: ConversationState, event: ConversationEvent): ConversationState {
  if (event.kind === 'ready') return state;
  if (event.kind === 'reset') return state.needsReload ? state : { ...state, needsReload: true };
  if (event.revision <= state.revision) return state;
  switch (event.kind) {
    case 'message':
      return { ...mergeMessage(state, event.message), revision: event.revision };
    case 'read':
      return { ...applyRead(state, event.readerType, event.readSequence, event.readAt), revision: event.revision };
    case 'status':
      return { ...state, status: event.status, revision: event.revision };
  }
}

/** Puts in a message that came as the answer of a call; its own event may come before or after. */
export function mergeMessage(state: ConversationState, incoming: Message): ConversationState {
  if (incoming.conversationId !== state.conversationId) return state;
  const message = withReadMark(state, incoming);
  if (message.sequence < state.firstSequence) return countBelowWindow(state, message);

  // New messages come at the end, so the place is looked for from there.
  let index = state.messages.length;
  while (index > 0 && (state.messages[index - 1]?.sequence ?? 0) > message.sequence) index--;
  const known = state.messages[index - 1];
  const isKnown = known?.id === message.id;
  if (isKnown && known.revision >= message.revision) return state;
  return {
    ...state,
    messages: state.messages.toSpliced(isKnown ? index - 1 : index, isKnown ? 1 : 0, message),
    lastSequence: Math.max(state.lastSequence, message.sequence),
  };
}

/** A copy older than a reading that is already known: the reading holds. */
function withReadMark(state: ConversationState, message: Message): Message {
  const reader = otherSide(message.senderType);
  const readAt = state.readAt[reader];
  if (message.isRead || readAt === null || message.sequence > state.readSequence[reader]) return message;
  return { ...message, isRead: true, readAt };
}

/** A message older than what is loaded has changed. Only a deletion matters here: it lowers what is unread. */
function countBelowWindow(state: ConversationState, message: Message): ConversationState {
  const reader = otherSide(message.senderType);
  const wasCounted = isBeyond(message, reader, state.readSequence[reader]) && isDeletedAfter(message, state.revision);
  if (!wasCounted || state.unreadBefore[reader] === 0) return state;
  // A deleted reply changes once more when its quote does: whether this is its deletion cannot be told.
  if (message.replyTo !== null) return { ...state, needsReload: true };
  return { ...state, unreadBefore: { ...state.unreadBefore, [reader]: state.unreadBefore[reader] - 1 } };
}

function applyRead(state: ConversationState, reader: UserType, readSequence: number, readAt: Date): ConversationState {
  if (readSequence <= state.readSequence[reader]) return state;
  const isNewlyRead = (message: Message) =>
    message.senderType !== reader && !message.isRead && message.sequence <= readSequence;
  const reachesLoaded = readSequence >= state.firstSequence - 1;
  return {
    ...state,
    messages: state.messages.some(isNewlyRead)
      ? state.messages.map((message) => (isNewlyRead(message) ? { ...message, isRead: true, readAt } : message))
      : state.messages,
    readSequence: { ...state.readSequence, [reader]: readSequence },
    readAt: { ...state.readAt, [reader]: readAt },
    unreadBefore: { ...state.unreadBefore, [reader]: reachesLoaded ? 0 : state.unreadBefore[reader] },
    // Read up to a message that is not here: how many remain unread before `firstSequence` is not known.
    needsReload: state.needsReload || (!reachesLoaded && state.unreadBefore[reader] > 0),
  };
}

/** Puts an older page (`message.list` with `before` = `firstSequence`) in front. */
export function prependMessages(state: ConversationState, page: MessagePage): ConversationState {
  const older = page.items
    .filter((message) => message.sequence < state.firstSequence)
    .map((message) => withReadMark(state, message));
  const firstSequence = older[0]?.sequence;
  if (firstSequence === undefined) return state;
  // What was deleted meanwhile is still counted; its event will find it here and change nothing.
  const before = (side: UserType) =>
    firstSequence === 1
      ? 0
      : Math.max(0, state.unreadBefore[side] - countedAt(state.revision, older, side, state.readSequence[side]));
  return {
    ...state,
    firstSequence,
    messages: [...older, ...state.messages],
    unreadBefore: { AGENT: before('AGENT'), CLIENT: before('CLIENT') },
    // Of a deleted reply it cannot be told which of its changes came meanwhile.
    needsReload:
      state.needsReload ||
      (firstSequence > 1 &&
        older.some((message) => message.replyTo !== null && isDeletedAfter(message, state.revision))),
  };
}
