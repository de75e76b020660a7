/**
 * What happens in the demo, booked by the contract's rules but with times of its own: services would stamp everything with "now". Pure: it
 * only builds rows. Each entry point is one transaction of the real services and takes the same revisions as it; the test recounts all
 * of it from the rows.
 */
import { randomUUID } from 'node:crypto';
import type { ConversationStatus, UserType, Verdict } from '../../shared/views.ts';
import type { DemoRows } from '../database/demoWriter.ts';
import { preview } from '../database/views.ts';
import { addedTexts, feedbackTexts, sharedTexts, viewedTexts } from '../services/notificationTexts.ts';

type User = DemoRows['users'][number];
type Timeline = DemoRows['timelines'][number];
type Property = DemoRows['properties'][number];
type Conversation = DemoRows['conversations'][number];
type Message = DemoRows['messages'][number];
type Notification = DemoRows['notifications'][number];

/** A property with its conversation and the people of its timeline. */
export type Place = { property: Property; conversation: Conversation; timeline: Timeline; agent: User; client: User };

export function createLedger() {
  const rows: DemoRows = {
    users: [],
    timelines: [],
    properties: [],
    feedback: [],
    conversations: [],
    messages: [],
    receipts: [],
    notifications: [],
  };

  const takeFeedRevision = (user: User) => {
    user.feedRevision += 1;
    return user.feedRevision;
  };

  function touchCard({ conversation, agent, client }: Place): void {
    conversation.agentFeedRevision = takeFeedRevision(agent);
    conversation.clientFeedRevision = takeFeedRevision(client);
  }

  function notify(
    recipient: User,
    at: Date,
    notification: Pick<Notification, 'type' | 'timelineId' | 'title' | 'message'> &
      Partial<Pick<Notification, 'conversationId' | 'messageId' | 'count'>>,
  ): void {
    rows.notifications.push({
      id: randomUUID(),
      recipientId: recipient.id,
      level: notification.conversationId ? 'PROPERTY' : 'TIMELINE',
      conversationId: null,
      messageId: null,
      count: 1,
      isRead: false,
      readAt: null,
      revision: takeFeedRevision(recipient),
      createdAt: at,
      updatedAt: at,
      ...notification,
    });
  }

  const collecting = (conversation: Conversation, recipient: User) =>
    rows.notifications.find(
      (notification) =>
        notification.conversationId === conversation.id &&
        notification.recipientId === recipient.id &&
        notification.type === 'NEW_MESSAGE' &&
        !notification.isRead,
    );

  /** The one unread notification of a conversation's new messages: made, or counted up. */
  function collect({ conversation, property }: Place, recipient: User, message: Message): void {
    const known = collecting(conversation, recipient);
    if (!known) {
      notify(recipient, message.createdAt, {
        type: 'NEW_MESSAGE',
        timelineId: conversation.timelineId,
        conversationId: conversation.id,
        messageId: message.id,
        title: `New message for ${property.address}`,
        message: preview(message.content),
      });
      return;
    }
    known.count += 1;
    known.title = `${known.count} new messages for ${property.address}`;
    known.message = preview(message.content);
    known.messageId = message.id;
    known.updatedAt = message.createdAt;
    known.revision = takeFeedRevision(recipient);
  }

  function markRead(notification: Notification, recipient: User, at: Date): void {
    notification.isRead = true;
    notification.readAt = at;
    notification.revision = takeFeedRevision(recipient);
  }

  return {
    rows,

    addUser(user: Pick<User, 'type' | 'name' | 'email' | 'passwordHash' | 'createdAt'>): User {
      const row: User = { ...user, id: randomUUID(), feedRevision: 0, lastSeenAt: null };
      rows.users.push(row);
      return row;
    },

    addTimeline(timeline: Omit<Timeline, 'id'>): Timeline {
      const row: Timeline = { ...timeline, id: randomUUID() };
      rows.timelines.push(row);
      return row;
    },

    /** One import: properties with their conversations, and one notification for all of them. */
    addProperties(
      people: Pick<Place, 'timeline' | 'agent' | 'client'>,
      properties: readonly Omit<Property, 'id' | 'timelineId' | 'lastViewedAt' | 'createdAt'>[],
      at: Date,
    ): Place[] {
      const { timeline, agent, client } = people;
      // Sorted ids keep the order of those of one moment in lists, as an import's do.
      const ids = properties.map(() => randomUUID()).sort();
      const places = properties.map((fields, index): Place => {
        const property: Property = {
          ...fields,
          id: ids[index] ?? randomUUID(),
          timelineId: timeline.id,
          lastViewedAt: null,
          createdAt: at,
        };
        const conversation: Conversation = {
          id: randomUUID(),
          propertyId: property.id,
          timelineId: timeline.id,
          agentId: agent.id,
          clientId: client.id,
          status: 'ACTIVE',
          revision: 0,
          lastSequence: 0,
          agentReadSequence: 0,
          clientReadSequence: 0,
          unreadAgentCount: 0,
          unreadClientCount: 0,
          statusRevision: 0,
          agentFeedRevision: 0,
          clientFeedRevision: 0,
          lastMessageSequence: null,
          lastMessageAt: null,
          createdAt: at,
        };
        rows.properties.push(property);
        rows.conversations.push(conversation);
        return { property, conversation, timeline, agent, client };
      });
      for (const place of places) touchCard(place);
      notify(client, at, {
        type: 'PROPERTIES_ADDED',
        timelineId: timeline.id,
        ...addedTexts(
          agent.name,
          timeline.title,
          places.map(({ property }) => property.address),
        ),
        count: places.length,
      });
      return places;
    },

    /** `quoted`: the message that this one answers. */
    send(place: Place, side: UserType, content: string, at: Date, quoted?: Message): Message {
      const { conversation, agent, client } = place;
      if (conversation.status === 'CLOSED') throw new Error('The demo writes to a closed conversation.');
      const [sender, recipient] = side === 'AGENT' ? [agent, client] : [client, agent];
      conversation.lastSequence += 1;
      conversation.revision += 1;
      const message: Message = {
        id: randomUUID(),
        conversationId: conversation.id,
        sequence: conversation.lastSequence,
        revision: conversation.revision,
        clientMessageId: randomUUID(),
        senderId: sender.id,
        senderType: side,
        content,
        replyToId: quoted?.id ?? null,
        createdAt: at,
      };
      rows.messages.push(message);
      if (conversation.status === 'ARCHIVED') {
        conversation.status = 'ACTIVE';
        conversation.revision += 1;
        conversation.statusRevision = conversation.revision;
      }
      if (side === 'AGENT') conversation.unreadClientCount += 1;
      else conversation.unreadAgentCount += 1;
      conversation.lastMessageSequence = message.sequence;
      conversation.lastMessageAt = at;
      touchCard(place);
      collect(place, recipient, message);
      return message;
    },

    /** One side opens the conversation and reads all of it. */
    readAll(place: Place, side: UserType, at: Date): void {
      const { conversation, agent, client } = place;
      const isAgent = side === 'AGENT';
      const current = isAgent ? conversation.agentReadSequence : conversation.clientReadSequence;
      if (conversation.lastSequence <= current) return;
      conversation.revision += 1;
      if (isAgent) {
        conversation.agentReadSequence = conversation.lastSequence;
        conversation.unreadAgentCount = 0;
      } else {
        conversation.clientReadSequence = conversation.lastSequence;
        conversation.unreadClientCount = 0;
      }
      rows.receipts.push({
        conversationId: conversation.id,
        revision: conversation.revision,
        readerType: side,
        readSequence: conversation.lastSequence,
        readAt: at,
      });
      touchCard(place);
      const reader = isAgent ? agent : client;
      const notification = collecting(conversation, reader);
      if (notification) markRead(notification, reader, at);
    },

    setStatus(place: Place, status: ConversationStatus): void {
      const { conversation } = place;
      conversation.revision += 1;
      conversation.status = status;
      conversation.statusRevision = conversation.revision;
      touchCard(place);
    },

    viewProperty({ property, conversation, timeline, agent, client }: Place, at: Date): void {
      property.lastViewedAt = at;
      notify(agent, at, {
        type: 'PROPERTY_VIEWED',
        timelineId: timeline.id,
        conversationId: conversation.id,
        ...viewedTexts(client.name, property.address),
      });
    },

    giveFeedback(place: Place, verdict: Verdict, comment: string | null, at: Date): void {
      const { property, conversation, timeline, agent, client } = place;
      rows.feedback.push({ id: randomUUID(), propertyId: property.id, verdict, comment, createdAt: at });
      notify(agent, at, {
        type: 'PROPERTY_FEEDBACK',
        timelineId: timeline.id,
        conversationId: conversation.id,
        ...feedbackTexts(client.name, property.address, verdict, comment),
      });
    },

    /** The agent made a fresh code for the link. */
    share({ timeline, agent, client }: Pick<Place, 'timeline' | 'agent' | 'client'>, at: Date): void {
      notify(client, at, {
        type: 'TIMELINE_SHARED',
        timelineId: timeline.id,
        ...sharedTexts(agent.name, timeline.title),
      });
    },

    /** Somebody reads all that their bell says, which is not yet reading the messages. */
    readNotifications(recipient: User, at: Date): void {
      for (const notification of rows.notifications) {
        if (notification.recipientId === recipient.id && !notification.isRead) markRead(notification, recipient, at);
      }
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;
