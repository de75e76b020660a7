/**
 * Group commit for message.send: while statements are under way, further sends wait and go out together in the next. Trades up to one
 * statement's time (a few ms) of latency for many times the throughput. Over PostgreSQL two statements ("lanes") may be under way at a
 * time, and the next one of a lane is before the last is told of: so neither side waits for the other. A conversation is in one lane only.
 * Order within a conversation is the order of arrival here; across processes, the order of the row lock.
 *
 * One statement does everything about a batch, or nothing: checks who may send and whether the conversation takes messages, finds
 * repeats, takes sequences and revisions, inserts the messages, moves the counters, collects the notifications and takes the feeds'
 * revisions. Locks are taken in one order (conversations by id, then feeds by user id), as everywhere.
 *
 * What another process changes while the statement waits for its locks, the statement does not see (a message deleted whose text would
 * live on in a quote, a new price, the same `clientMessageId`). It answers `stale` for the messages of such a conversation, and those are
 * stored in a transaction that takes the locks first.
 *
 * A batch that fails is retried one by one, so that one bad row costs no other; not where the database was out of reach, since then
 * each of them would wait for it again, and everybody behind them. There it is retried as a whole, once, in case only a connection was
 * lost: whether it was stored before that or not, nothing is stored twice.
 *
 * A repeat may come because the process that stored the message ended before it told anybody. So it is told again how far the conversation
 * and its people's feeds have come: who knows has nothing to do.
 */
import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import { AppError, type AppErrorCode } from '../../shared/errors.ts';
import type { Message, Notification } from '../../shared/views.ts';
import { headsAround } from './changes.ts';
import type { Database, Transaction } from './client.ts';
import type { DurableChange } from './durableChange.ts';
import { cardChanges } from './feedWriter.ts';
import { newMessageTitle } from './messageNotifications.ts';
import { insertMessagesStatement, type MessageInput, type MessageRow } from './messageStatement.ts';
import { inTransaction } from './transaction.ts';
import { anyOf, messageViews, preview } from './views.ts';

/** Before a batch whose connection was lost is tried again. */
const retryMs = 150;
/** Messages of one statement; keeps the statement's time, and so everybody's latency, small. */
const batchLimit = 256;

export type NewMessage = {
  conversationId: string;
  senderId: string;
  clientMessageId: string;
  content: string;
  type: 'TEXT' | 'IMAGE' | 'FILE';
  replyToId: string | null;
};

/** A message as stored; `isNew`: by this very call, not by an earlier one with the same `clientMessageId`. */
export type Stored = { message: Message; isNew: boolean };

/** Ids of conversations. */
type Lane = Set<string>;
type Waiting = { message: NewMessage; resolve: (stored: Stored) => void; reject: (error: unknown) => void };

export type MessageWriter = {
  /**
   * Stores the message once and answers it as stored; a repeated `clientMessageId` answers the first one.
   * @throws AppError `CONVERSATION_NOT_FOUND`, `CONVERSATION_CLOSED`, `MESSAGE_NOT_FOUND` (the quoted one)
   */
  write(message: NewMessage): Promise<Stored>;
};

/**
 * `onCommit` is told what to publish, after each commit and before the senders have their answers. `lanes`: statements that may be under way
 * at a time. Two keep a database in another process busy while this one tells of what is stored.
 */
export function createMessageWriter(
  database: Database,
  onCommit: (changes: DurableChange[]) => void,
  { lanes = 1 }: { lanes?: number } = {},
): MessageWriter {
  let waiting: Waiting[] = [];
  /**
   * The lanes that are open, each with the conversations that it is storing for or has yet to tell of. What comes for one of them waits for
   * that lane, so that it is stored and told of in order.
   */
  const open = new Set<Lane>();

  async function serve(): Promise<void> {
    const lane: Lane = new Set();
    open.add(lane);
    /** Tells of the batch before. */
    let tell: (() => void) | undefined;
    for (;;) {
      // What has come over other sockets in the meantime is read first. (The embedded database works in this very thread: without this
      // it would find one message, store it, find the next, and never make a batch.)
      if (!tell) await turnOfTheLoop();
      const batch = takeBatch(lane);
      if (batch.length === 0 && !tell) break;
      occupy(lane, batch);
      const stored = batch.length > 0 ? store(batch) : undefined;
      if (tell) {
        // Once the next statement is on its way.
        if (stored) await turnOfTheLoop();
        tell();
        lane.clear();
        occupy(lane, batch);
      }
      tell = await stored;
      // With one lane the database works in this thread: there is nothing to be gained by going ahead.
      if (tell && lanes === 1) {
        tell();
        tell = undefined;
        lane.clear();
      }
    }
    open.delete(lane);
  }

  /** Never rejects. The function it resolves with tells everybody what became of their messages. */
  async function store(batch: readonly Waiting[]): Promise<() => void> {
    try {
      return await writeBatch(batch);
    } catch (error) {
      if (isUnavailable(error)) return storeAgain(batch);
      const outcomes: (() => void)[] = [];
      for (const single of batch) {
        outcomes.push(await writeBatch([single]).catch((reason: unknown) => () => single.reject(reason)));
      }
      return () => {
        for (const tell of outcomes) tell();
      };
    }
  }

  async function storeAgain(batch: readonly Waiting[]): Promise<() => void> {
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    return writeBatch(batch).catch((error: unknown) => () => {
      for (const { reject } of batch) reject(error);
    });
  }

  /**
   * The next sends in order of arrival. A repeat of one that is already in the batch waits for the following batch; none at all means that
   * those who wait are served by the other lane next.
   */
  function takeBatch(lane: Lane): Waiting[] {
    const others = [...open].filter((each) => each !== lane);
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const keys = new Set<string>();
    for (const entry of waiting) {
      const { conversationId, senderId, clientMessageId } = entry.message;
      const key = `${conversationId} ${senderId} ${clientMessageId}`;
      if (batch.length === batchLimit || others.some((each) => each.has(conversationId)) || keys.has(key))
        later.push(entry);
      else {
        keys.add(key);
        batch.push(entry);
      }
    }
    waiting = later;
    return batch;
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<() => void> {
    const first = await insertMessages(database, batch, (input) => database.$send(insertMessagesStatement, [input]));
    const stale = batch.filter((_, index) => first.results[index] === 'stale');
    if (stale.length === 0) return () => settle(batch, first);
    settle(batch, first);
    const second = await insertUnderLock(database, stale);
    return () => settle(stale, second);
  }

  /** Tells everybody what became of their messages, but those to be stored again. */
  function settle(batch: readonly Waiting[], { results, changes }: Inserted): void {
    onCommit(changes);
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index];
      if (result === 'stale') continue;
      if (result instanceof AppError) reject(result);
      else if (result) resolve(result);
      else reject(new AppError('INTERNAL'));
    }
  }

  return {
    write: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject });
        if (open.size < lanes) void serve();
      }),
  };
}

function occupy(lane: Lane, batch: readonly Waiting[]): void {
  for (const { message } of batch) lane.add(message.conversationId);
}

const turnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

const isUnavailable = (error: unknown) => error instanceof AppError && error.code === 'UNAVAILABLE';

type Inserted = { results: (Stored | AppError | 'stale')[]; changes: DurableChange[] };

/** Takes the locks in a statement of their own, so that the next one sees everything that was committed before. */
function insertUnderLock(database: Database, batch: readonly { message: NewMessage }[]): Promise<Inserted> {
  const conversationIds = batch.map(({ message }) => message.conversationId);
  return inTransaction(database, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "PropertyConversation" WHERE id ${anyOf(conversationIds)} ORDER BY id FOR NO KEY UPDATE`;
    // In this very transaction, which `$send` knows nothing of.
    return insertMessages(tx, batch, (input) => tx.$queryRawUnsafe(insertMessagesStatement, input));
  });
}

async function insertMessages(
  database: Database | Transaction,
  batch: readonly { message: NewMessage }[],
  run: (input: string) => Promise<MessageRow[]>,
): Promise<Inserted> {
  const messages = batch.map(({ message }) => message);
  const input = messages.map(
    (message, ord): MessageInput => ({
      ord,
      id: randomUUID(),
      preview: preview(message.content),
      ...message,
    }),
  );
  const rows = await run(JSON.stringify(input));

  const repeated = rows.flatMap(({ existingId }) => existingId ?? []);
  const existing = new Map<string, Message>();
  const changes: DurableChange[] = [];
  if (repeated.length > 0) {
    for (const view of await messageViews(database, Prisma.sql`WHERE m.id ${anyOf(repeated)}`))
      existing.set(view.id, view);
    changes.push(...(await headsAround(database, repeated)));
  }

  const results: Inserted['results'] = [];
  // In their order in the batch, and so in each conversation.
  for (const row of rows.sort((a, b) => a.ord - b.ord)) {
    const message = input[row.ord];
    const first = existing.get(row.existingId ?? '');
    if (message && row.outcome === 'sent') {
      const sent = sentMessage(message, row);
      results.push({ message: sent, isNew: true });
      changes.push(...changesOf(sent, message.preview, row));
    } else if (row.outcome === 'repeat' && first) results.push({ message: first, isNew: false });
    else results.push(row.outcome === 'stale' ? 'stale' : new AppError(refusals[row.outcome] ?? 'INTERNAL'));
  }
  return { results, changes };
}

const refusals: Partial<Record<MessageRow['outcome'], AppErrorCode>> = {
  missing: 'CONVERSATION_NOT_FOUND',
  closed: 'CONVERSATION_CLOSED',
  replyMissing: 'MESSAGE_NOT_FOUND',
};

/** What is to be told of a message just stored; with the last of a conversation also what has become of it. */
function changesOf(message: Message, shown: string, row: MessageRow): DurableChange[] {
  const { conversationId, senderType, revision } = message;
  const changes: DurableChange[] = [
    { aggregate: 'conversation', id: conversationId, revision, change: { kind: 'message', revision, message } },
  ];
  if (row.isLast) {
    if (row.previousStatus === 'ARCHIVED') {
      const next = revision + 1;
      const change = { kind: 'status' as const, revision: next, status: 'ACTIVE' as const };
      changes.push({ aggregate: 'conversation', id: conversationId, revision: next, change });
    }
    const at = new Date(row.at);
    const card = { ...row, id: conversationId, status: 'ACTIVE' as const, lastMessageAt: at, lastMessageCreatedAt: at };
    changes.push(...cardChanges({ ...card, lastMessageContent: shown, lastMessageSenderType: senderType }));
  }
  if (row.notificationId !== null) changes.push(notificationChange(message, shown, row, row.notificationId));
  return changes;
}

/** The other side's notification, which now shows this message. */
function notificationChange(message: Message, shown: string, row: MessageRow, id: string): DurableChange {
  const isToAgent = message.senderType === 'CLIENT';
  const recipientId = isToAgent ? row.agentId : row.clientId;
  // It follows the card in the recipient's feed.
  const revision = 1 + (isToAgent ? row.agentFeedRevision : row.clientFeedRevision);
  const notification: Notification = {
    id,
    type: 'NEW_MESSAGE',
    level: 'PROPERTY',
    recipientId,
    conversationId: message.conversationId,
    propertyId: row.propertyId,
    propertyAddress: row.address,
    timelineId: row.timelineId,
    title: `${newMessageTitle(row.notificationCount)}${row.address}`,
    message: shown,
    count: row.notificationCount,
    isRead: false,
    readAt: null,
    createdAt: new Date(row.notificationCreatedAt),
    updatedAt: new Date(row.at),
    revision,
  };
  return { aggregate: 'user', id: recipientId, revision, change: { kind: 'notification', revision, notification } };
}

/** The view of a message just stored: what was sent, and what the statement added. */
function sentMessage(message: MessageInput, row: MessageRow): Message {
  const { id, conversationId, clientMessageId, senderId, type, content, replyToId } = message;
  return {
    id,
    conversationId,
    sequence: row.sequence,
    revision: row.revision,
    clientMessageId,
    senderId,
    senderType: row.byAgent ? 'AGENT' : 'CLIENT',
    sender: { id: senderId, name: row.senderName, avatarUrl: row.senderAvatarUrl },
    type,
    content,
    isRead: false,
    readAt: null,
    createdAt: new Date(row.at),
    updatedAt: new Date(row.at),
    editedAt: null,
    deletedAt: null,
    replyTo:
      replyToId !== null && row.replySenderType !== null && row.replyContent !== null
        ? { id: replyToId, senderType: row.replySenderType, content: row.replyContent }
        : null,
    attachments: [],
  };
}
