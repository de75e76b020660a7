/**
 * Group commit for message.send: while one statement is under way, further sends wait and go out together in the next. Trades up to
 * one statement's time (a few ms) of latency for many times the throughput. Order within a conversation is the order of arrival
 * here; across processes, the order of the row lock.
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
import { type Answer, insertMessagesStatement } from './messageStatement.ts';
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

type Waiting = { message: NewMessage; resolve: (stored: Stored) => void; reject: (error: unknown) => void };

export type MessageWriter = {
  /**
   * Stores the message once and answers it as stored; a repeated `clientMessageId` answers the first one.
   * @throws AppError `CONVERSATION_NOT_FOUND`, `CONVERSATION_CLOSED`, `MESSAGE_NOT_FOUND` (the quoted one)
   */
  write(message: NewMessage): Promise<Stored>;
};

/** `onCommit` is told what to publish, after each commit and before the senders have their answers. */
export function createMessageWriter(database: Database, onCommit: (changes: DurableChange[]) => void): MessageWriter {
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function drain(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        await writeBatch(batch);
      } catch (error) {
        if (isUnavailable(error)) await writeAgain(batch);
        else for (const single of batch) await writeBatch([single]).catch(single.reject);
      }
    }
    isWriting = false;
  }

  async function writeAgain(batch: readonly Waiting[]): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    try {
      await writeBatch(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** The next sends in order of arrival; a repeat of one that is already in the batch waits for the following batch. */
  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const keys = new Set<string>();
    for (const entry of waiting) {
      const { conversationId, senderId, clientMessageId } = entry.message;
      const key = `${conversationId} ${senderId} ${clientMessageId}`;
      if (batch.length === batchLimit || keys.has(key)) later.push(entry);
      else {
        keys.add(key);
        batch.push(entry);
      }
    }
    waiting = later;
    return batch;
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    const stale = settle(batch, await insertMessages(database, batch));
    if (stale.length > 0) settle(stale, await insertUnderLock(database, stale));
  }

  /** Tells everybody what became of their messages, but those to be stored again. */
  function settle(batch: readonly Waiting[], { results, changes }: Inserted): Waiting[] {
    onCommit(changes);
    return batch.filter((entry, index) => {
      const result = results[index];
      if (result === 'stale') return true;
      if (result instanceof AppError) entry.reject(result);
      else if (result) entry.resolve(result);
      else entry.reject(new AppError('INTERNAL'));
      return false;
    });
  }

  return {
    write: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject });
        if (!isWriting) void drain();
      }),
  };
}

const isUnavailable = (error: unknown) => error instanceof AppError && error.code === 'UNAVAILABLE';

const utc = (timestamp: string) => new Date(`${timestamp}Z`);

type Inserted = { results: (Stored | AppError | 'stale')[]; changes: DurableChange[] };

/** Takes the locks in a statement of their own, so that the next one sees everything that was committed before. */
function insertUnderLock(database: Database, batch: readonly { message: NewMessage }[]): Promise<Inserted> {
  const conversationIds = batch.map(({ message }) => message.conversationId);
  return inTransaction(database, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "PropertyConversation" WHERE id ${anyOf(conversationIds)} ORDER BY id FOR NO KEY UPDATE`;
    return insertMessages(tx, batch);
  });
}

async function insertMessages(
  database: Database | Transaction,
  batch: readonly { message: NewMessage }[],
): Promise<Inserted> {
  const messages = batch.map(({ message }) => message);
  const input = messages.map((message, index) => ({
    ...message,
    ord: index,
    id: randomUUID(),
    notificationId: randomUUID(),
    preview: preview(message.content),
  }));
  const [row] = await database.$queryRaw<{ answer: Answer }[]>`${insertMessagesStatement(JSON.stringify(input))}`;
  if (!row) throw new AppError('INTERNAL');
  const { answer } = row;

  const repeated = answer.results.flatMap(({ existingId }) => existingId ?? []);
  const hasRepeats = repeated.length > 0;
  const existing = new Map(
    (hasRepeats ? await messageViews(database, Prisma.sql`WHERE m.id ${anyOf(repeated)}`) : []).map((view) => [
      view.id,
      view,
    ]),
  );

  const results = answer.results.map((result, index): Stored | AppError | 'stale' => {
    const message = messages[index];
    if (result.outcome === 'stale') return 'stale';
    if (result.outcome === 'sent' && message) return { message: sentMessage(message, result), isNew: true };
    const first = existing.get(result.existingId ?? '');
    if (result.outcome === 'repeat' && first) return { message: first, isNew: false };
    return new AppError(refusals[result.outcome] ?? 'INTERNAL');
  });
  const changes: DurableChange[] = hasRepeats ? await headsAround(database, repeated) : [];
  for (const stored of results) {
    if (stored === 'stale' || stored instanceof AppError || !stored.isNew) continue;
    const { message } = stored;
    const { conversationId: id, revision } = message;
    changes.push({ aggregate: 'conversation', id, revision, change: { kind: 'message', revision, message } });
  }
  for (const conversation of answer.conversations ?? []) {
    if (conversation.previousStatus === 'ARCHIVED') {
      changes.push({
        aggregate: 'conversation',
        id: conversation.id,
        revision: conversation.revision,
        change: { kind: 'status', revision: conversation.revision, status: conversation.status },
      });
    }
    const lastMessageAt = utc(conversation.lastMessageAt);
    changes.push(...cardChanges({ ...conversation, lastMessageAt, lastMessageCreatedAt: lastMessageAt }));
  }
  for (const row of answer.notifications ?? []) {
    const notification: Notification = {
      ...row,
      readAt: null,
      createdAt: utc(row.createdAt),
      updatedAt: utc(row.updatedAt),
    };
    changes.push({
      aggregate: 'user',
      id: row.recipientId,
      revision: row.revision,
      change: { kind: 'notification', revision: row.revision, notification },
    });
  }
  return { results, changes };
}

const refusals: Partial<Record<Answer['results'][number]['outcome'], AppErrorCode>> = {
  missing: 'CONVERSATION_NOT_FOUND',
  closed: 'CONVERSATION_CLOSED',
  replyMissing: 'MESSAGE_NOT_FOUND',
};

/** The view of a message just stored: what was sent, and what the statement added. */
function sentMessage(message: NewMessage, stored: Answer['results'][number]): Message {
  const { conversationId, clientMessageId, senderId, type, content, replyToId } = message;
  const createdAt = utc(stored.createdAt);
  return {
    id: stored.id,
    conversationId,
    sequence: stored.sequence,
    revision: stored.revision,
    clientMessageId,
    senderId,
    senderType: stored.senderType,
    sender: { id: senderId, name: stored.senderName, avatarUrl: stored.senderAvatarUrl },
    type,
    content,
    isRead: false,
    readAt: null,
    createdAt,
    updatedAt: createdAt,
    editedAt: null,
    deletedAt: null,
    replyTo:
      replyToId !== null && stored.replySenderType !== null && stored.replyContent !== null
        ? { id: replyToId, senderType: stored.replySenderType, content: stored.replyContent }
        : null,
    attachments: [],
  };
}
