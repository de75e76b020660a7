import type { ConversationStatus, ConversationSummary, Message, Notification, UserType } from './views.ts';

/** `message.onMessage` yields these, tracked by `revision`. */
export type ConversationEvent =
  | { kind: 'ready'; revision: number }
  | ConversationChange
  | { kind: 'reset'; revision: number };

/** A durable change of one conversation. */
export type ConversationChange =
  | { kind: 'message'; revision: number; message: Message }
  | { kind: 'read'; revision: number; readerType: UserType; readSequence: number; readAt: Date }
  | { kind: 'status'; revision: number; status: ConversationStatus };

/** `notification.onNotification` yields these, tracked by `revision`, the recipient's own. */
export type NotificationEvent = { kind: 'ready'; revision: number } | FeedChange | { kind: 'reset'; revision: number };

/** A durable change of one user's feed. */
export type FeedChange =
  | { kind: 'notification'; revision: number; notification: Notification }
  | { kind: 'conversation'; revision: number; conversation: ConversationSummary };

/** `conversation.onActivity` yields these: ephemeral, never caught up. */
export type Activity =
  | { kind: 'typing'; userId: string; userName: string; isTyping: boolean }
  | { kind: 'presence'; userId: string; userType: UserType; isOnline: boolean; lastSeenAt: Date | null };
