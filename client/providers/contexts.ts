/**
 * What the components see: the four contexts of the page and their hooks. The providers beside this file fill them from the
 * headless parts in `client/sdk`.
 */
import { createContext, useContext } from 'react';
import type { AuthUser, ConversationSummary, Message, MessageType, Notification } from '../../shared/views.ts';
import type { ConnectionStatus } from '../sdk/connection.ts';
import type { SignedOutReason } from '../sdk/session.ts';

export type { ConnectionStatus } from '../sdk/connection.ts';
export type { SignedOutReason } from '../sdk/session.ts';

// ---------------------------------------------------------------------------------------------------------- session

export interface SessionContextType {
  status: 'loading' | 'signedIn' | 'signedOut';
  user: AuthUser | null;
  /** The one timeline of a client; `null` for agents. */
  timelineId: string | null;
  /** With `signedOut`: why, for the sign-in page to say. */
  reason: SignedOutReason;
  /** Each rejects with the tRPC error when the server refuses (`describeError` puts it into words). */
  signIn: (input: { email: string; password: string }) => Promise<void>;
  register: (input: { email: string; password: string; name: string }) => Promise<void>;
  /** Lets the client of this page's shared timeline in. */
  openTimeline: (clientCode: string) => Promise<void>;
  signOut: () => Promise<void>;
}

// ------------------------------------------------------------------------------------------------------- connection

export interface ConnectionContextType {
  isConnected: boolean;
  /** Steady: a gap of less than a second is not shown. */
  status: ConnectionStatus;
  /** Both happen by themselves with signing in and out. */
  connect: () => void;
  disconnect: () => void;
  /** Opens and closes the live stream of one conversation; `ConversationProvider` does it with its chat. */
  joinConversation: (conversationId: string) => void;
  leaveConversation: (conversationId: string) => void;
}

// ---------------------------------------------------------------------------------------------------- notifications

export interface NotificationContextType {
  /** Newest first, as far as loaded. */
  notifications: readonly Notification[];
  unreadCount: number;
  isLoading: boolean;
  hasMore: boolean;
  /** The first page again, or with `more` the next one. */
  loadNotifications: (options?: { more?: boolean }) => Promise<void>;
  markAsRead: (notificationId: string) => Promise<void>;
  markAllAsRead: (timelineId?: string) => Promise<void>;
}

/** Unread messages: in all, and sums by timeline and conversation. Live. */
export interface UnreadTotalsView {
  messages: number;
  /** Not before the user's feed has been loaded. */
  isKnown: boolean;
  byTimeline: (timelineId: string) => number;
  byConversation: (conversationId: string) => number;
}

// ----------------------------------------------------------------------------------------------------- conversation

/** `queued`: waits for the connection or its turn; `sending`: under way; `failed`: refused, with the reason in `failure`. */
export type Delivery = 'sent' | 'queued' | 'sending' | 'failed';

/** A message as a chat shows it. An own one that the server has not confirmed has `sequence` 0 and `id` = `clientMessageId`. */
export type ChatMessage = Message & { delivery: Delivery; failure?: string };

export interface ConversationContextType {
  /** The card's live summary; there from the start, whether or not the chat is open. */
  conversation: ConversationSummary;
  /** Oldest first; own messages that are not confirmed yet at the end. Empty while the chat has never been open. */
  messages: readonly ChatMessage[];
  /** The chat is open and its first page is not there yet; it is tried until it comes, and at once with `open()`. */
  isLoading: boolean;
  /** Of the caller's side. */
  unreadCount: number;
  /** The first load failed: a sentence to show, with `open()` to try again. */
  error: string | null;

  isOpen: boolean;
  open: () => void;
  close: () => void;

  /** Resolves at once: the message is in `messages` and goes out by itself. */
  sendMessage: (content: string, type?: MessageType) => Promise<void>;
  retryMessage: (clientMessageId: string) => void;
  discardMessage: (clientMessageId: string) => void;

  /** Older messages, before what is there (or before the message with this id). */
  loadMessages: (before?: string) => Promise<void>;
  hasOlder: boolean;
  isLoadingOlder: boolean;

  markAsRead: (messageId?: string) => Promise<void>;
  markAllAsRead: () => Promise<void>;
  /** The list tells whether its end is in sight: only then are incoming messages marked read by themselves. Default `true`. */
  setAtBottom: (isAtBottom: boolean) => void;

  /** The other side is typing. */
  isTyping: boolean;
  typingName: string | null;
  /** Call at every key stroke; it is throttled here and stops by itself after 4 s. */
  startTyping: () => void;
  stopTyping: () => void;

  /** The other side. `null`: not known (yet). */
  presence: { isOnline: boolean; lastSeenAt: Date | null } | null;
}

export const SessionContext = createContext<SessionContextType | null>(null);
export const ConnectionContext = createContext<ConnectionContextType | null>(null);
export const NotificationContext = createContext<NotificationContextType | null>(null);
export const ConversationContext = createContext<ConversationContextType | null>(null);

function required<T>(value: T | null, hook: string, provider: string): T {
  if (value === null) throw new Error(`${hook} must be used inside ${provider}`);
  return value;
}

export const useSession = () => required(useContext(SessionContext), 'useSession', 'SessionProvider');
export const useConnection = () => required(useContext(ConnectionContext), 'useConnection', 'ConnectionProvider');
export const useNotifications = () =>
  required(useContext(NotificationContext), 'useNotifications', 'NotificationProvider');
export const useConversation = () =>
  required(useContext(ConversationContext), 'useConversation', 'ConversationProvider');
