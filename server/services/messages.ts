import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type {
  editMessageInput,
  listMessagesInput,
  markMessageReadInput,
  searchMessagesInput,
  sendMessageInput,
} from '../../shared/inputs.ts';
import type { Message, MessagePage, MessageSearchHit, ReadState } from '../../shared/views.ts';
import type { Database } from '../database/client.ts';
import { deleteMessage, editMessage, readMessages } from '../database/conversationWriter.ts';
import { findConversation, findSent, listMessages, searchMessages } from '../database/inbox.ts';
import { createMessageWriter } from '../database/messageWriter.ts';
import { atOneMoment } from '../database/transaction.ts';
import { conversationsById, toConversationSummary } from '../database/views.ts';
import type { Bus } from '../realtime/bus.ts';
import { requireConversation, requireTimeline } from './access.ts';
import type { Actor } from './actor.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { highlight } from './highlight.ts';
import { publishChanges } from './publish.ts';
import type { RateLimits } from './rateLimits.ts';

/** Messages of conversations. Isolation, order and counting are kept by the database floor; rules of content and rate here. */
export function createMessageService({
  database,
  databaseIsElsewhere,
  bus,
  rateLimits,
}: {
  database: Database;
  /** In another process. */
  databaseIsElsewhere: boolean;
  bus: Bus;
  rateLimits: Pick<RateLimits, 'message'>;
}) {
  const writer = createMessageWriter(database, (changes) => publishChanges(bus, changes), {
    lanes: databaseIsElsewhere ? 2 : 1,
  });

  return {
    /**
     * Stores a message and answers it once committed. A repeated `clientMessageId` answers the first one and changes nothing.
     * @throws AppError `CONVERSATION_NOT_FOUND`, `CONVERSATION_CLOSED`, `MESSAGE_NOT_FOUND` (the quoted one), `ATTACHMENT_NOT_FOUND`,
     * `VALIDATION_FAILED` (empty), `RATE_LIMITED`
     */
    async send(actor: Actor, input: z.output<typeof sendMessageInput>): Promise<Message> {
      if (input.content === '' && input.attachmentIds.length === 0) {
        throw new AppError('VALIDATION_FAILED', { issues: [{ path: ['content'], message: 'must not be empty' }] });
      }
      if (input.attachmentIds.length > 0) {
        await requireConversation(database, actor, input.conversationId);
        // Uploads come with a later release: until then no attachment exists.
        throw new AppError('ATTACHMENT_NOT_FOUND');
      }
      const { conversationId, clientMessageId, content, type, replyToId } = input;
      const senderId = actor.userId;
      const message = { conversationId, senderId, clientMessageId, content, type, replyToId };
      try {
        return await rateLimits.message(senderId, () => writer.write(message));
      } catch (error) {
        // Whoever has sent too much may still ask what became of a message.
        const isTooMuch = error instanceof AppError && error.code === 'RATE_LIMITED';
        const first = isTooMuch ? await findSent(database, message) : undefined;
        if (first) return first;
        throw error;
      }
    },

    /**
     * A page of history, oldest first. `nextCursor` is passed back as `after` where `after` was given, else as `before`.
     * @throws AppError `CONVERSATION_NOT_FOUND`
     */
    async list(
      actor: Actor,
      { conversationId, before, after, limit }: z.output<typeof listMessagesInput>,
    ): Promise<MessagePage> {
      return atOneMoment(database, async (tx) => {
        const conversation = await findConversation(tx, actor, { id: conversationId });
        if (!conversation) throw new AppError('CONVERSATION_NOT_FOUND');
        const isForward = after !== undefined && after !== null;
        const found = await listMessages(tx, conversationId, { before, after }, limit + 1);
        const page = found.slice(0, limit);
        const nextCursor = found.length > limit ? (page.at(-1)?.sequence ?? null) : null;
        return { items: isForward ? page : page.reverse(), nextCursor, revision: conversation.revision };
      });
    },

    /** @throws AppError `MESSAGE_NOT_FOUND`, `FORBIDDEN` (the other side's), `CONFLICT` (deleted) */
    async edit(actor: Actor, { messageId, content }: z.output<typeof editMessageInput>): Promise<Message> {
      const { result, changes } = await editMessage(database, actor, messageId, content);
      publishChanges(bus, changes);
      return result;
    },

    /** Empties an own message for good; its place stays. @throws AppError `MESSAGE_NOT_FOUND`, `FORBIDDEN` (the other side's) */
    async remove(actor: Actor, messageId: string): Promise<Message> {
      const { result, changes } = await deleteMessage(database, actor, messageId);
      publishChanges(bus, changes);
      return result;
    },

    /** Marks a message and all before it as read. @throws AppError `CONVERSATION_NOT_FOUND`, `MESSAGE_NOT_FOUND` */
    async markRead(actor: Actor, input: z.output<typeof markMessageReadInput>): Promise<ReadState> {
      const { result, changes } = await readMessages(database, actor, input.conversationId, input.messageId);
      publishChanges(bus, changes);
      return result;
    },

    /** @throws AppError `CONVERSATION_NOT_FOUND` */
    async markAllRead(actor: Actor, conversationId: string): Promise<ReadState> {
      const { result, changes } = await readMessages(database, actor, conversationId, null);
      publishChanges(bus, changes);
      return result;
    },

    /**
     * Messages that contain the words (or the text literally), newest first, in everything the actor may see.
     * @throws AppError `CONVERSATION_NOT_FOUND`, `TIMELINE_NOT_FOUND` for a filter that is not the actor's
     */
    async search(
      actor: Actor,
      { query, conversationId, timelineId, cursor, limit }: z.output<typeof searchMessagesInput>,
    ): Promise<{ items: MessageSearchHit[]; nextCursor: string | null }> {
      if (conversationId) await requireConversation(database, actor, conversationId);
      if (timelineId) await requireTimeline(database, actor, timelineId);
      const after = decodeCursor(cursor);
      const found = await searchMessages(
        database,
        actor,
        query,
        { conversationId, timelineId },
        after && { at: after.at ?? new Date(), id: after.id },
        limit + 1,
      );
      const page = found.slice(0, limit);
      const conversations = await conversationsById(
        database,
        page.map((message) => message.conversationId),
      );
      const last = page.at(-1);
      return {
        items: page.flatMap((message) => {
          const row = conversations.get(message.conversationId);
          if (!row) return [];
          const conversation = toConversationSummary(row, actor.type);
          return [{ message, conversation, highlight: highlight(message.content, query) }];
        }),
        nextCursor: found.length > limit && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
      };
    },
  };
}
export type MessageService = ReturnType<typeof createMessageService>;
