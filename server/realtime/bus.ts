import type { ConversationChange, FeedChange } from '../../shared/events.ts';

/**
 * What travels between the processes' publishers and listeners. The bus may lose, double and reorder: whoever listens to a
 * durable topic goes by the revisions and asks the database for what is missing.
 */
export type BusMessages = {
  /** A durable change. Without `change` only a hint that the aggregate has reached `revision`: listeners read the rest from the database. */
  [topic: `conversation:${string}`]: { revision: number; change?: ConversationChange };
  [topic: `user:${string}`]: { revision: number; change?: FeedChange };
  /** The session has ended: its sockets close. */
  [topic: `session:${string}`]: { ended: true };
  /** Typing in one conversation. */
  [topic: `activity:${string}`]: { userId: string; userName: string; isTyping: boolean };
  /** One user has come or gone. */
  [topic: `presence:${string}`]: { isOnline: boolean; lastSeenAt: Date | null };
};
export type Topic = Extract<keyof BusMessages, string>;

export type Subscription = {
  /**
   * Resolves when everything published from now on arrives, by whatever process: who catches up from the database waits for this first.
   * Resolves all the same where the other processes cannot be reached: `onRecovered` then tells when to look again. Never rejects.
   */
  ready: Promise<void>;
  /** From the moment it returns the listener is not called again. A second call does nothing. */
  unsubscribe(): void;
};

/** One contract, two implementations: `memoryBus.ts` for a single process, `redisBus.ts` between several. */
export interface Bus {
  /** Tells every listener of `topic`, in every process; those of this one at once. Never throws and never waits: the database is the log. */
  publish<T extends Topic>(topic: T, message: BusMessages[T]): void;
  /** Calls `listener` for every message of `topic` until it unsubscribes. */
  subscribe<T extends Topic>(topic: T, listener: (message: BusMessages[T]) => void): Subscription;
  /** Whether the other processes can be reached. While they cannot, only this process hears what it publishes. */
  isConnected(): boolean;
  /** Calls `listener` each time the other processes can be reached again: messages may have been lost until now. */
  onRecovered(listener: () => void): () => void;
  close(): Promise<void>;
}
