import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { listConversationsInput, setStatusInput } from '../../shared/inputs.ts';
import { limits } from '../../shared/limits.ts';
import type { ConversationDetail, ConversationSummary } from '../../shared/views.ts';
import type { Database } from '../database/client.ts';
import { changeStatus } from '../database/conversationWriter.ts';
import { findConversation, listConversations, listMessages } from '../database/inbox.ts';
import { atOneMoment } from '../database/transaction.ts';
import { toConversationSummary } from '../database/views.ts';
import type { Bus } from '../realtime/bus.ts';
import { requireTimeline } from './access.ts';
import type { Actor, AgentActor } from './actor.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { publishChanges } from './publish.ts';

/** Conversations, one per property: made by the import that makes the property, deleted only with it. */
export function createConversationService({ database, bus }: { database: Database; bus: Bus }) {
  return {
    /**
     * The conversation of a property with its latest messages: a snapshot to subscribe from (`lastEventId` = its `revision`).
     * @throws AppError `PROPERTY_NOT_FOUND`
     */
    async forProperty(actor: Actor, propertyId: string): Promise<ConversationDetail> {
      return atOneMoment(database, async (tx) => {
        const row = await findConversation(tx, actor, { propertyId });
        if (!row) throw new AppError('PROPERTY_NOT_FOUND');
        const messages = await listMessages(tx, row.id, {}, limits.latestMessages);
        return {
          ...toConversationSummary(row, actor.type),
          revision: row.revision,
          lastSequence: row.lastSequence,
          agentReadSequence: row.agentReadSequence,
          clientReadSequence: row.clientReadSequence,
          messages: messages.reverse(),
        };
      });
    },

    /** The actor's conversations, latest message first. @throws AppError `TIMELINE_NOT_FOUND` for a filter that is not the actor's */
    async list(
      actor: Actor,
      { cursor, limit, ...filter }: z.output<typeof listConversationsInput>,
    ): Promise<{ items: ConversationSummary[]; nextCursor: string | null }> {
      const after = decodeCursor(cursor);
      if (filter.timelineId) await requireTimeline(database, actor, filter.timelineId);
      const rows = await listConversations(
        database,
        actor,
        filter,
        after && { lastMessageAt: after.at, id: after.id },
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => toConversationSummary(row, actor.type)),
        nextCursor: rows.length > limit && last ? encodeCursor({ at: last.lastMessageAt, id: last.id }) : null,
      };
    },

    /** @throws AppError `CONVERSATION_NOT_FOUND` */
    async setStatus(
      actor: AgentActor,
      { conversationId, status }: z.output<typeof setStatusInput>,
    ): Promise<ConversationSummary> {
      const { changes } = await changeStatus(database, actor, conversationId, status);
      publishChanges(bus, changes);
      const row = await findConversation(database, actor, { id: conversationId });
      if (!row) throw new AppError('CONVERSATION_NOT_FOUND');
      return toConversationSummary(row, actor.type);
    },
  };
}
export type ConversationService = ReturnType<typeof createConversationService>;
