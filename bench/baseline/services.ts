/** The seed's ConversationService, MessageService and NotificationService, as far as the benchmark calls them. */
import type { NotificationType, Prisma } from '../../generated/baseline/client.ts';
import type { Database } from './database.ts';
import { ApiError } from './errors.ts';
import type { Caller } from './tokens.ts';

export type SentMessage = Awaited<ReturnType<Services['sendMessage']>>;
export type Services = ReturnType<typeof createServices>;

const inboxSize = 50;
const previewLength = 100;

const sentMessage = {
  id: true,
  conversationId: true,
  senderId: true,
  senderType: true,
  content: true,
  type: true,
  createdAt: true,
} satisfies Prisma.MessageSelect;

const sentNotification = {
  id: true,
  conversationId: true,
  type: true,
  title: true,
  message: true,
  createdAt: true,
} satisfies Prisma.NotificationSelect;

export function createServices(database: Database) {
  /** Throws `ApiError` 404 for who takes no part in it, as if it were not there. */
  async function requireConversation(caller: Caller, id: string) {
    const conversation = await database.propertyConversation.findUnique({
      where: { id },
      select: { id: true, timelineId: true, agentId: true, clientId: true, property: { select: { address: true } } },
    });
    const participantId = caller.type === 'AGENT' ? conversation?.agentId : conversation?.clientId;
    if (!conversation || participantId !== caller.userId) {
      throw new ApiError(404, 'CONVERSATION_NOT_FOUND', 'Conversation not found');
    }
    return conversation;
  }

  /** "Data Consistency Flow": the four steps, the two that change the conversation's row as one statement. */
  async function sendMessage(
    caller: Caller,
    conversationId: string,
    { content, type }: { content: string; type: 'TEXT' | 'IMAGE' | 'FILE' },
  ) {
    const { agentId, clientId, timelineId, property } = await requireConversation(caller, conversationId);
    const isFromAgent = caller.type === 'AGENT';
    const [message, notification] = await database.$transaction(async (tx) => {
      const created = await tx.message.create({
        data: { conversationId, senderId: caller.userId, senderType: caller.type, content, type },
        select: sentMessage,
      });
      await tx.propertyConversation.update({
        where: { id: conversationId },
        data: {
          lastMessageAt: created.createdAt,
          ...(isFromAgent ? { unreadClientCount: { increment: 1 } } : { unreadAgentCount: { increment: 1 } }),
        },
        select: { id: true },
      });
      const notified = await tx.notification.create({
        data: {
          conversationId,
          recipientId: isFromAgent ? clientId : agentId,
          type: 'NEW_MESSAGE',
          title: `New message for ${property.address}`,
          message: content.slice(0, previewLength),
        },
        select: sentNotification,
      });
      return [created, notified] as const;
    });
    return {
      // The name is in the token: no query for it.
      message: { ...message, sender: { id: caller.userId, name: caller.name } },
      notification: { ...notification, propertyAddress: property.address },
      recipientRoom: isFromAgent ? `client:${clientId}:${timelineId}` : `agent:${agentId}`,
    };
  }

  /** One page, oldest first: the latest, or the one before the message with the id `before`. */
  async function listMessages(
    caller: Caller,
    conversationId: string,
    { limit, before }: { limit: number; before?: string | undefined },
  ) {
    await requireConversation(caller, conversationId);
    const newestFirst = await database.message.findMany({
      where: { conversationId, ...(before !== undefined && (await olderThan(conversationId, before))) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
      select: {
        ...sentMessage,
        isRead: true,
        readAt: true,
        sender: { select: { id: true, name: true, avatar: true } },
      },
      // There are two senders: one more query for both beats a join for every message.
      relationLoadStrategy: 'query',
    });
    return { messages: newestFirst.slice(0, limit).reverse(), hasMore: newestFirst.length > limit };
  }

  /** Not Prisma's `cursor`: its condition has no bound that the index could start at, so that deep pages get slow. */
  async function olderThan(conversationId: string, messageId: string): Promise<Prisma.MessageWhereInput> {
    const cursor = await database.message.findFirst({
      where: { id: messageId, conversationId },
      select: { createdAt: true },
    });
    if (!cursor) throw new ApiError(404, 'MESSAGE_NOT_FOUND', 'Message not found');
    const { createdAt } = cursor;
    return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: messageId } }] };
  }

  async function listConversations(caller: Caller) {
    const isAgent = caller.type === 'AGENT';
    return database.propertyConversation.findMany({
      where: { ...(isAgent ? { agentId: caller.userId } : { clientId: caller.userId }), status: 'ACTIVE' },
      orderBy: { lastMessageAt: { sort: 'desc', nulls: 'last' } },
      take: inboxSize,
      select: {
        id: true,
        propertyId: true,
        timelineId: true,
        agentId: true,
        clientId: true,
        status: true,
        unreadAgentCount: true,
        unreadClientCount: true,
        lastMessageAt: true,
        property: { select: { id: true, address: true, price: true, imageUrl: true } },
      },
    });
  }

  async function listNotifications(
    caller: Caller,
    query: { type?: NotificationType | undefined; isRead?: boolean | undefined; page: number; limit: number },
  ) {
    return database.notification.findMany({
      where: {
        recipientId: caller.userId,
        ...(query.type !== undefined && { type: query.type }),
        ...(query.isRead !== undefined && { isRead: query.isRead }),
      },
      orderBy: { createdAt: 'desc' },
      skip: (query.page - 1) * query.limit,
      take: query.limit,
      select: { ...sentNotification, isRead: true, readAt: true },
    });
  }

  return { requireConversation, sendMessage, listMessages, listConversations, listNotifications };
}
