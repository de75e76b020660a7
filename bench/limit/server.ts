/**
 * The limit: what a server of this design costs at the least. A bare `ws`, and the one SQL statement of the product through `pg`, batched
 * in the product's way. No validation, no access tokens, no tRPC, no Prisma, no feed: whatever the product takes more than this is
 * the price of what it does more.
 *
 * With `NULL=1` it stores nothing and answers at once: the proof that the load generator can do more than any contender.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type WebSocket, WebSocketServer } from 'ws';
import { insertMessagesStatement, type MessageInput, type MessageRow } from '../../server/database/messageStatement.ts';

const batchLimit = 256;
const isNull = process.env['NULL'] === '1';

type Sent = { conversationId: string; senderId: string; clientMessageId: string; content: string };
type Waiting = { socket: WebSocket; sent: Sent };

const listeners = new Map<string, WebSocket>();
let waiting: Waiting[] = [];
let isWriting = false;
/** Where nothing is stored. */
const sequences = new Map<string, number>();

const pool = isNull
  ? undefined
  : new pg.Pool({
      connectionString: process.env['DATABASE_URL'],
      max: 4,
      options: '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off',
    });
pool?.on('error', () => {});

type Written = Pick<MessageRow, 'ord' | 'outcome' | 'sequence'>;

async function write(batch: Waiting[]): Promise<Written[]> {
  if (!pool)
    return batch.map(({ sent }, ord) => ({ ord, outcome: 'sent', sequence: nextSequence(sent.conversationId) }));
  const input = batch.map(
    ({ sent }, ord): MessageInput => ({
      ...sent,
      ord,
      id: randomUUID(),
      type: 'TEXT',
      preview: sent.content,
      replyToId: null,
    }),
  );
  const { rows } = await pool.query<Written>({
    name: 'send',
    text: insertMessagesStatement,
    values: [JSON.stringify(input)],
  });
  return rows.sort((a, b) => a.ord - b.ord);
}

function nextSequence(conversationId: string): number {
  const sequence = (sequences.get(conversationId) ?? 0) + 1;
  sequences.set(conversationId, sequence);
  return sequence;
}

async function drain(): Promise<void> {
  isWriting = true;
  while (waiting.length > 0) {
    const batch = waiting.slice(0, batchLimit);
    waiting = waiting.slice(batchLimit);
    const results = await write(batch).catch(() => []);
    for (const [index, { socket, sent }] of batch.entries()) {
      const result = results[index];
      if (result?.outcome !== 'sent') {
        socket.send(`{"error":${JSON.stringify(result?.outcome ?? 'failed')}}`);
        continue;
      }
      const message = JSON.stringify({ ...sent, sequence: result.sequence });
      listeners.get(sent.conversationId)?.send(`{"message":${message}}`);
      socket.send(`{"answer":${message}}`);
    }
  }
  isWriting = false;
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, clientTracking: false });
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Sent | { listen: string };
    if ('listen' in message) listeners.set(message.listen, socket);
    else {
      waiting.push({ socket, sent: message });
      if (!isWriting) void drain();
    }
  });
});
server.on('listening', () => {
  const address = server.address();
  process.stdout.write(`ready ${typeof address === 'object' && address ? address.port : ''}\n`);
});
