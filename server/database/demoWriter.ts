/** Writes the demo: all its rows at once, and only where there is nothing yet. */
import { Prisma } from '../../generated/prisma/client.ts';
import type { ConversationStatus, NotificationType, UserType, Verdict } from '../../shared/views.ts';
import type { Database, Transaction } from './client.ts';

/** Complete rows; every counter is whoever made them's to count. What is missing here keeps its default. */
export type DemoRows = {
  users: {
    id: string;
    type: UserType;
    name: string;
    email: string | null;
    passwordHash: string | null;
    /** How far the user's feed has come. */
    feedRevision: number;
    lastSeenAt: Date | null;
    createdAt: Date;
  }[];
  timelines: {
    id: string;
    title: string;
    agentId: string;
    clientId: string;
    shareToken: string;
    clientCodeHash: string;
    createdAt: Date;
  }[];
  properties: {
    id: string;
    timelineId: string;
    listingKey: string;
    address: string;
    addressKey: string;
    city: string;
    stateOrProvince: string;
    postalCode: string;
    price: number | null;
    bedrooms: number;
    bathrooms: number;
    livingArea: number;
    propertyType: string;
    status: string;
    imageUrl: string;
    latitude: number;
    longitude: number;
    lastViewedAt: Date | null;
    createdAt: Date;
  }[];
  feedback: { id: string; propertyId: string; verdict: Verdict; comment: string | null; createdAt: Date }[];
  conversations: {
    id: string;
    propertyId: string;
    timelineId: string;
    agentId: string;
    clientId: string;
    status: ConversationStatus;
    revision: number;
    lastSequence: number;
    agentReadSequence: number;
    clientReadSequence: number;
    unreadAgentCount: number;
    unreadClientCount: number;
    statusRevision: number;
    agentFeedRevision: number;
    clientFeedRevision: number;
    lastMessageSequence: number | null;
    lastMessageAt: Date | null;
    createdAt: Date;
  }[];
  messages: {
    id: string;
    conversationId: string;
    sequence: number;
    revision: number;
    clientMessageId: string;
    senderId: string;
    senderType: UserType;
    content: string;
    replyToId: string | null;
    createdAt: Date;
  }[];
  receipts: { conversationId: string; revision: number; readerType: UserType; readSequence: number; readAt: Date }[];
  notifications: {
    id: string;
    recipientId: string;
    type: NotificationType;
    level: 'PROPERTY' | 'TIMELINE';
    timelineId: string;
    conversationId: string | null;
    messageId: string | null;
    title: string;
    message: string;
    count: number;
    isRead: boolean;
    readAt: Date | null;
    revision: number;
    createdAt: Date;
    updatedAt: Date;
  }[];
};

/** Any number, as long as nothing else locks it. */
const demoLock = 7_331_900;

export async function isEmptyDatabase(database: Database): Promise<boolean> {
  return (await database.user.findFirst({ select: { id: true } })) === null;
}

/** Writes all rows, unless there is any user: then nothing. Several processes may start at once; one of them writes. */
export async function writeDemo(database: Database, rows: DemoRows): Promise<void> {
  await database.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${demoLock}::bigint)`;
    if (await tx.user.findFirst({ select: { id: true } })) return;
    await insert(tx, 'User', rows.users.map(untouched));
    // The feeds' rows come with the users, by a trigger.
    for (const { id, feedRevision } of rows.users) {
      await tx.userFeed.update({ where: { userId: id }, data: { revision: feedRevision }, select: { userId: true } });
    }
    await insert(tx, 'Timeline', rows.timelines.map(untouched));
    await insert(tx, 'Property', rows.properties.map(untouched));
    await insert(tx, 'PropertyFeedback', rows.feedback.map(untouched));
    await insert(
      tx,
      'PropertyConversation',
      rows.conversations.map((row) => ({ ...row, updatedAt: row.lastMessageAt ?? row.createdAt })),
    );
    await insert(
      tx,
      'Message',
      rows.messages.map((row) => ({ ...untouched(row), type: 'TEXT' })),
    );
    await insert(tx, 'ReadReceipt', rows.receipts);
    await insert(tx, 'Notification', rows.notifications);
  });
}

/**
 * All rows of a table in one parameter: several times faster than one parameter for each value. A column that the rows do not have becomes
 * null, whatever its default; what the table does not have is left out. Times are UTC, as everywhere in the database.
 */
async function insert(tx: Transaction, table: keyof typeof Prisma.ModelName, rows: readonly object[]): Promise<void> {
  const name = Prisma.raw(`"${table}"`);
  await tx.$executeRaw`
    INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, ${JSON.stringify(rows)}::jsonb)`;
}

/** Last changed when made. */
const untouched = <Made extends { createdAt: Date }>(row: Made) => ({ ...row, updatedAt: row.createdAt });

/** The timelines of the agent with this e-mail address, with what tells whether a code opens them; oldest first. */
export function demoTimelines(database: Database, email: string) {
  return database.timeline.findMany({
    where: { agent: { email, type: 'AGENT' } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { shareToken: true, clientCodeHash: true, client: { select: { name: true } } },
  });
}

/** The hash of that agent's password; null when there is no such agent. */
export async function demoPasswordHash(database: Database, email: string): Promise<string | null> {
  const agent = await database.user.findFirst({ where: { email, type: 'AGENT' }, select: { passwordHash: true } });
  return agent?.passwordHash ?? null;
}
