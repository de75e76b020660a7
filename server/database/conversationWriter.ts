/**
 * Every durable change of a conversation but sending: reading, editing, deleting, status. Each runs in a transaction that first locks
 * the conversation's row, takes the next revisions from it, and answers with what is to be published.
 */
import { Prisma } from '../../generated/prisma/client.ts';
import { AppError } from '../../shared/errors.ts';
import { type ConversationStatus, type Message, otherSide, type ReadState, type UserType } from '../../shared/views.ts';
import type { Database, Transaction } from './client.ts';
import type { DurableChange } from './durableChange.ts';
import { touchCards } from './feedWriter.ts';
import { deleteInNotifications, editInNotifications, settleNotification } from './messageNotifications.ts';
import { inTransaction } from './transaction.ts';
import { anyOf, messageViews } from './views.ts';

/** Who changes it: the id decides the side, and whether there is such a conversation for them at all. */
type Participant = { type: UserType; userId: string };

type Locked = {
  id: string;
  status: ConversationStatus;
  revision: number;
  lastSequence: number;
  agentId: string;
  clientId: string;
  agentReadSequence: number;
  clientReadSequence: number;
  unreadAgentCount: number;
  unreadClientCount: number;
  lastMessageSequence: number | null;
};

async function lockConversation(tx: Transaction, participant: Participant, id: string): Promise<Locked | undefined> {
  const [row] = await tx.$queryRaw<Locked[]>`
    SELECT id, status::text AS status, revision, "lastSequence", "agentId", "clientId", "agentReadSequence", "clientReadSequence",
      "unreadAgentCount", "unreadClientCount", "lastMessageSequence"
    FROM "PropertyConversation"
    WHERE id = ${id} AND ${participant.type === 'AGENT' ? Prisma.sql`"agentId"` : Prisma.sql`"clientId"`} = ${participant.userId}
    FOR NO KEY UPDATE`;
  return row;
}

const userOf = (conversation: Locked, side: UserType) =>
  side === 'AGENT' ? conversation.agentId : conversation.clientId;

type Written<T> = { result: T; changes: DurableChange[] };

/**
 * Moves the participant's read sequence to `upTo` (a message's id) or to the end, never back. Reading to where no unread message of
 * the other side is left reads the collecting notification too.
 * @throws AppError `CONVERSATION_NOT_FOUND`, `MESSAGE_NOT_FOUND`
 */
export function readMessages(
  database: Database,
  participant: Participant,
  conversationId: string,
  upTo: string | null,
): Promise<Written<ReadState>> {
  const side = participant.type;
  return inTransaction(database, async (tx) => {
    const conversation = await lockConversation(tx, participant, conversationId);
    if (!conversation) throw new AppError('CONVERSATION_NOT_FOUND');
    const target = upTo === null ? conversation.lastSequence : await sequenceOf(tx, conversationId, upTo);
    const current = side === 'AGENT' ? conversation.agentReadSequence : conversation.clientReadSequence;
    const unread = side === 'AGENT' ? conversation.unreadAgentCount : conversation.unreadClientCount;
    if (target <= current) {
      return { result: { conversationId, readSequence: current, unreadCount: unread }, changes: [] };
    }
    const unreadCount = target === conversation.lastSequence ? 0 : await countUnread(tx, conversation, side, target);
    const revision = conversation.revision + 1;
    const receipt = await tx.readReceipt.create({
      data: { conversationId, revision, readerType: side, readSequence: target },
      select: { readAt: true },
    });
    await tx.propertyConversation.update({
      where: { id: conversationId },
      data: {
        revision,
        ...(side === 'AGENT'
          ? { agentReadSequence: target, unreadAgentCount: unreadCount }
          : { clientReadSequence: target, unreadClientCount: unreadCount }),
      },
      select: { id: true },
    });
    const changes: DurableChange[] = [
      {
        aggregate: 'conversation',
        id: conversationId,
        revision,
        change: { kind: 'read', revision, readerType: side, readSequence: target, readAt: receipt.readAt },
      },
      ...(await touchCards(tx, [conversationId])),
      ...(await settleNotification(tx, conversationId, userOf(conversation, side), unreadCount)),
    ];
    return { result: { conversationId, readSequence: target, unreadCount }, changes };
  });
}

async function sequenceOf(tx: Transaction, conversationId: string, messageId: string): Promise<number> {
  const message = await tx.message.findFirst({
    where: { id: messageId, conversationId },
    select: { sequence: true },
  });
  if (!message) throw new AppError('MESSAGE_NOT_FOUND');
  return message.sequence;
}

/** The rule of counting: undeleted messages of the other side beyond the read sequence. An index range, as long as what is unread. */
async function countUnread(
  tx: Transaction,
  conversation: Locked,
  side: UserType,
  readSequence: number,
): Promise<number> {
  return tx.message.count({
    where: {
      conversationId: conversation.id,
      sequence: { gt: readSequence },
      senderType: otherSide(side),
      deletedAt: null,
    },
  });
}

/**
 * Sets the status. The same status again changes nothing.
 * @throws AppError `CONVERSATION_NOT_FOUND`
 */
export function changeStatus(
  database: Database,
  participant: Participant,
  conversationId: string,
  status: ConversationStatus,
): Promise<Written<null>> {
  return inTransaction(database, async (tx) => {
    const conversation = await lockConversation(tx, participant, conversationId);
    if (!conversation) throw new AppError('CONVERSATION_NOT_FOUND');
    if (conversation.status === status) return { result: null, changes: [] };
    const revision = conversation.revision + 1;
    await tx.propertyConversation.update({
      where: { id: conversationId },
      data: { status, revision, statusRevision: revision },
      select: { id: true },
    });
    return {
      result: null,
      changes: [
        { aggregate: 'conversation', id: conversationId, revision, change: { kind: 'status', revision, status } },
        ...(await touchCards(tx, [conversationId])),
      ],
    };
  });
}

/** The message and its conversation, locked, for a change by its sender. */
async function lockOwnMessage(tx: Transaction, participant: Participant, messageId: string) {
  const found = await tx.message.findUnique({ where: { id: messageId }, select: { conversationId: true } });
  const conversation = found && (await lockConversation(tx, participant, found.conversationId));
  if (!conversation) throw new AppError('MESSAGE_NOT_FOUND');
  const message = await tx.message.findUniqueOrThrow({
    where: { id: messageId },
    select: { id: true, senderId: true, senderType: true, sequence: true, type: true, content: true, deletedAt: true },
  });
  if (message.senderId !== participant.userId || message.type === 'SYSTEM') throw new AppError('FORBIDDEN');
  return { conversation, message };
}

/** The present state of one message, whether or not anything changed. */
async function requireView(tx: Transaction, messageId: string): Promise<Message> {
  const [view] = await messageViews(tx, Prisma.sql`WHERE m.id = ${messageId}`);
  if (!view) throw new AppError('MESSAGE_NOT_FOUND');
  return view;
}

/**
 * Replaces the content of an own message.
 * @throws AppError `MESSAGE_NOT_FOUND`, `FORBIDDEN` (the other side's), `CONFLICT` (deleted)
 */
export function editMessage(
  database: Database,
  participant: Participant,
  messageId: string,
  content: string,
): Promise<Written<Message>> {
  return inTransaction(database, async (tx) => {
    const { conversation, message } = await lockOwnMessage(tx, participant, messageId);
    if (message.deletedAt) throw new AppError('CONFLICT', { message: 'A deleted message cannot be edited.' });
    if (message.content === content) return { result: await requireView(tx, messageId), changes: [] };
    const changes = await rewriteMessage(tx, conversation, messageId, { content, editedAt: new Date() });
    if (conversation.lastMessageSequence === message.sequence)
      changes.push(...(await touchCards(tx, [conversation.id])));
    changes.push(...(await editInNotifications(tx, conversation.id, messageId, content)));
    return { result: await requireView(tx, messageId), changes };
  });
}

/**
 * Deletes an own message: its text goes from everywhere, its place in the sequence stays. Deleting twice changes nothing.
 * @throws AppError `MESSAGE_NOT_FOUND`, `FORBIDDEN` (the other side's)
 */
export function deleteMessage(
  database: Database,
  participant: Participant,
  messageId: string,
): Promise<Written<Message>> {
  return inTransaction(database, async (tx) => {
    const { conversation, message } = await lockOwnMessage(tx, participant, messageId);
    if (message.deletedAt) return { result: await requireView(tx, messageId), changes: [] };
    const changes = await rewriteMessage(tx, conversation, messageId, { content: '', deletedAt: new Date() });

    const side = otherSide(message.senderType);
    const readSequence = side === 'AGENT' ? conversation.agentReadSequence : conversation.clientReadSequence;
    const wasUnread = message.sequence > readSequence;
    const unreadBefore = side === 'AGENT' ? conversation.unreadAgentCount : conversation.unreadClientCount;
    const wasLast = conversation.lastMessageSequence === message.sequence;
    if (wasLast || wasUnread) {
      const last = wasLast ? await newestUndeleted(tx, conversation.id) : null;
      await tx.propertyConversation.update({
        where: { id: conversation.id },
        data: {
          ...(wasLast && { lastMessageSequence: last?.sequence ?? null, lastMessageAt: last?.createdAt ?? null }),
          ...(wasUnread &&
            (side === 'AGENT' ? { unreadAgentCount: { decrement: 1 } } : { unreadClientCount: { decrement: 1 } })),
        },
        select: { id: true },
      });
      changes.push(...(await touchCards(tx, [conversation.id])));
    }
    const unreadCount = wasUnread ? unreadBefore - 1 : unreadBefore;
    changes.push(
      ...(await deleteInNotifications(tx, conversation.id, userOf(conversation, side), messageId, unreadCount)),
    );
    return { result: await requireView(tx, messageId), changes };
  });
}

async function newestUndeleted(tx: Transaction, conversationId: string) {
  return tx.message.findFirst({
    where: { conversationId, deletedAt: null },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, createdAt: true },
  });
}

/**
 * Changes a message and says so of every message that quotes it: each takes a revision, so that a reader who only replaces messages by
 * id never keeps the old text in a quote.
 */
async function rewriteMessage(
  tx: Transaction,
  conversation: Locked,
  messageId: string,
  data: { content: string; editedAt?: Date; deletedAt?: Date },
): Promise<DurableChange[]> {
  await tx.message.update({
    where: { id: messageId },
    data: { ...data, revision: conversation.revision + 1 },
    select: { id: true },
  });
  const replies = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "Message" m SET revision = ${conversation.revision + 1}::int + r.n
    FROM (
      SELECT id, row_number() OVER (ORDER BY sequence)::int AS n FROM "Message"
      WHERE "conversationId" = ${conversation.id} AND "replyToId" = ${messageId}
    ) r WHERE m.id = r.id RETURNING m.id`;
  await tx.propertyConversation.update({
    where: { id: conversation.id },
    data: { revision: { increment: 1 + replies.length } },
    select: { id: true },
  });
  const views = await messageViews(
    tx,
    Prisma.sql`WHERE m.id ${anyOf([messageId, ...replies.map(({ id }) => id)])} ORDER BY m.revision`,
  );
  return views.map((message) => ({
    aggregate: 'conversation',
    id: conversation.id,
    revision: message.revision,
    change: { kind: 'message', revision: message.revision, message },
  }));
}
