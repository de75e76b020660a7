import type { z } from 'zod';
import type { setTypingInput } from '../../shared/inputs.ts';
import type { Database } from '../database/client.ts';
import type { Bus } from '../realtime/bus.ts';
import { requireConversation } from './access.ts';
import type { Actor } from './actor.ts';

export function createPresenceService({ database, bus }: { database: Database; bus: Bus }) {
  return {
    /** Tells the other people of a conversation, now and only now. @throws AppError `CONVERSATION_NOT_FOUND` */
    async setTyping(actor: Actor, { conversationId, isTyping }: z.output<typeof setTypingInput>): Promise<null> {
      await requireConversation(database, actor, conversationId);
      bus.publish(`activity:${conversationId}`, { userId: actor.userId, userName: actor.name, isTyping });
      return null;
    },
  };
}
export type PresenceService = ReturnType<typeof createPresenceService>;
