import type { ConversationChange, FeedChange } from '../../shared/events.ts';

/**
 * What a transaction changed in one aggregate, to be published once it has committed. Without `change` it only says how far the
 * aggregate has come (for changes too many to carry).
 */
export type DurableChange =
  | { aggregate: 'conversation'; id: string; revision: number; change?: ConversationChange }
  | { aggregate: 'user'; id: string; revision: number; change?: FeedChange };
