import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { unreadCount as countUnread, hasOlderMessages } from '../../shared/applyChange.ts';
import type { AuthUser, ConversationSummary, Message } from '../../shared/views.ts';
import type { Failure } from '../sdk/failures.ts';
import type { OutboxEntry } from '../sdk/outbox.ts';
import { type ChatMessage, ConversationContext, type ConversationContextType, useSession } from './contexts.ts';
import { describeFailure, showError } from './errorToast.ts';
import { useCard, useStore, useSync } from './liveHooks.ts';

type Props = {
  propertyId: string;
  /** As it came with the list; live changes are laid over it. */
  conversation: ConversationSummary;
  children: ReactNode;
};

const noMessages: readonly ChatMessage[] = [];
const noEntries: readonly OutboxEntry[] = [];

/**
 * The chat of one property, around its card. While the chat is closed it only follows its card and costs the server nothing; open, it
 * holds the messages and their stream. Nothing here is shared with any other property's chat.
 */
export function ConversationProvider({ propertyId, conversation: initial, children }: Props) {
  const { conversations, outbox } = useSync();
  const { user } = useSession();
  const conversationId = initial.id;
  const chat = conversations.chat(conversationId, propertyId);
  const conversation = useCard(conversationId, initial);
  const view = useStore(chat.view);
  const { isOpen, state } = view;

  // Own entries of this conversation only; a closed chat does not follow them.
  const entries = useStore(outbox.entries, (all) => (isOpen ? all : noEntries));
  const messages = useMessages(state?.messages, entries, conversationId, user);

  // Opened by this provider, so closed by it too, at the latest when its card goes.
  const hasOpened = useRef(false);
  const close = useCallback(() => {
    if (!hasOpened.current) return;
    hasOpened.current = false;
    chat.close();
  }, [chat]);
  const open = useCallback(() => {
    if (hasOpened.current) {
      if (chat.view.get().failure || chat.view.get().isLoading) chat.retry();
      return;
    }
    hasOpened.current = true;
    chat.open();
  }, [chat]);
  const latestClose = useRef(close);
  useEffect(() => {
    latestClose.current = close;
  }, [close]);
  useEffect(() => () => latestClose.current(), []);

  const actions = useMemo(() => {
    const telling = (work: Promise<void>) => work.catch((error: unknown) => showError(error));
    return {
      sendMessage: async (content: string, type?: Message['type']) => {
        if (!user) return;
        chat.stopTyping();
        outbox.add({ conversationId, content: content.trim(), senderId: user.id, ...(type && { type }) });
      },
      retryMessage: outbox.retry,
      discardMessage: outbox.discard,
      loadMessages: (before?: string) => telling(chat.loadOlder(before)),
      markAsRead: (messageId?: string) => telling(chat.markRead(messageId)),
      markAllAsRead: () => telling(chat.markRead()),
      setAtBottom: chat.setAtBottom,
      startTyping: chat.startTyping,
      stopTyping: chat.stopTyping,
    };
  }, [chat, outbox, conversationId, user]);

  const unreadCount = isOpen && state && user ? countUnread(state, user.type) : conversation.unreadCount;
  // The chat's own stream may be ahead of the card's.
  const live = useMemo(
    () =>
      isOpen && state && state.status !== conversation.status
        ? { ...conversation, status: state.status }
        : conversation,
    [conversation, isOpen, state],
  );
  const value = useMemo<ConversationContextType>(
    () => ({
      conversation: live,
      messages,
      isLoading: view.isLoading,
      unreadCount,
      error: view.failure ? inWords(view.failure) : null,
      isOpen,
      open,
      close,
      hasOlder: state !== null && hasOlderMessages(state),
      isLoadingOlder: view.isLoadingOlder,
      isTyping: view.typingName !== null,
      typingName: view.typingName,
      presence: view.presence,
      ...actions,
    }),
    [live, messages, view, unreadCount, isOpen, open, close, state, actions],
  );
  return <ConversationContext.Provider value={value}>{children}</ConversationContext.Provider>;
}

function inWords(failure: Failure): string {
  const { title, hint } = describeFailure(failure);
  return `${title} ${hint}`;
}

/** What is stored, then what is not yet: an entry whose message is there already has done its work. */
function useMessages(
  stored: readonly Message[] | undefined,
  entries: readonly OutboxEntry[],
  conversationId: string,
  user: AuthUser | null,
): readonly ChatMessage[] {
  const sent = useMemo(() => stored?.map(sentMessage), [stored]);
  return useMemo(() => {
    if (!user) return noMessages;
    const own = entries.filter(
      (entry) =>
        entry.conversationId === conversationId &&
        entry.senderId === user.id &&
        !stored?.some((message) => message.clientMessageId === entry.clientMessageId && message.senderId === user.id),
    );
    if (own.length === 0) return sent ?? noMessages;
    return [...(sent ?? []), ...own.map((entry) => unsentMessage(entry, user))];
  }, [sent, stored, entries, conversationId, user]);
}

/** The same object for the same message, so that only bubbles that changed are drawn again. */
const sentMessages = new WeakMap<Message, ChatMessage>();

function sentMessage(message: Message): ChatMessage {
  const known = sentMessages.get(message);
  if (known) return known;
  const made: ChatMessage = { ...message, delivery: 'sent' };
  sentMessages.set(message, made);
  return made;
}

function unsentMessage(entry: OutboxEntry, user: AuthUser): ChatMessage {
  return {
    id: entry.clientMessageId,
    clientMessageId: entry.clientMessageId,
    conversationId: entry.conversationId,
    sequence: 0,
    revision: 0,
    senderId: user.id,
    senderType: user.type,
    sender: { id: user.id, name: user.name, avatarUrl: null },
    type: entry.type,
    content: entry.content,
    isRead: false,
    readAt: null,
    createdAt: entry.createdAt,
    updatedAt: entry.createdAt,
    editedAt: null,
    deletedAt: null,
    replyTo: null,
    attachments: [],
    delivery: entry.delivery,
    ...(entry.failure && { failure: inWords(entry.failure) }),
  };
}
