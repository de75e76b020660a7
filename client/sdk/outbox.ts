/**
 * What has been written and not confirmed: goes out by itself, of each conversation in order, and once.
 *
 * The id is made when the person hits send and kept over all tries, so a try whose answer was lost is repeated without harm. A failure
 * to reach the server is tried again; a refusal marks the message failed, for the person to try again or delete, and the next one goes on.
 *
 * queued ──▶ sending ──▶ (confirmed: gone from here)
 *    ▲          │ not reached, busy: back to queued, wait
 *    └─ retry ─ failed ◀── refused
 *
 * A message can be confirmed twice, by the answer of the call and by the live stream, in any order: the first one takes it out.
 */
import type { Message, MessageType } from '../../shared/views.ts';
import { createBackoff } from './backoff.ts';
import { type Failure, failureOf, isPassing, isSessionOver } from './failures.ts';
import { createStore, type ReadableStore } from './store.ts';

export type SendInput = {
  conversationId: string;
  clientMessageId: string;
  content: string;
  type: 'TEXT' | 'IMAGE' | 'FILE';
};

export type OutboxEntry = SendInput & {
  /** Whose message it is: it never goes out as somebody else's. */
  senderId: string;
  createdAt: Date;
  /** Place in the queue; a message tried again goes to the end. */
  order: number;
  delivery: 'queued' | 'sending' | 'failed';
  /** With `failed`: why. */
  failure?: Failure;
};

/** Where entries are kept over a reload. In memory there is nothing to do. */
export type OutboxStorage = {
  load(): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
};

export const memoryStorage: OutboxStorage = {
  load: async () => [],
  put: async () => {},
  remove: async () => {},
};

export type Outbox = {
  /** All entries, in the order they go out. Changes identity with every change. */
  entries: ReadableStore<readonly OutboxEntry[]>;
  /** Takes a message and sends it as soon as possible. Answers its `clientMessageId`. */
  add(input: { conversationId: string; content: string; type?: MessageType; senderId: string }): string;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  /** The message has been seen to be stored: no need to send (or wait for the answer) any more. */
  confirm(clientMessageId: string): void;
  /** Sends as this user from now on; `null`: nobody, everything waits. */
  setSender(senderId: string | null): void;
  /** Drops everything. */
  clear(): void;
};

/** Without a connection a try is made all the same, at least this far (ms) from the last. */
const triesApartMs = 4_000;
/** After this many answers of `INTERNAL` to one message it counts as refused. */
const maxInternalErrors = 3;

export function createOutbox(options: {
  send: (input: SendInput) => Promise<Message>;
  /** Stored: the message, before its entry goes. */
  onSent: (message: Message) => void;
  /** Whether it makes sense to try at once. Otherwise a try is made now and then: a socket may be blocked where calls are not. */
  isConnected: ReadableStore<boolean>;
  storage?: OutboxStorage;
  newId?: () => string;
  random?: () => number;
  now?: () => Date;
}): Outbox {
  const { send, onSent, isConnected, storage = memoryStorage, newId = randomId, now = () => new Date() } = options;
  const random = options.random ?? Math.random;
  const entries = createStore<readonly OutboxEntry[]>([]);
  /** Conversations whose next message is under way or waiting for its next try. */
  const busy = new Set<string>();
  /** Nothing goes out before then, for all conversations: the server counts by sender. */
  let pausedUntil = 0;
  let senderId: string | null = null;
  let order = 0;
  const wakers = new Set<() => void>();

  void storage.load().then((stored) => {
    if (stored.length === 0) return;
    order = Math.max(order, ...stored.map((entry) => entry.order));
    const waiting = stored.map((entry) =>
      entry.delivery === 'sending' ? { ...entry, delivery: 'queued' as const } : entry,
    );
    entries.set((current) => [...waiting, ...current].sort((a, b) => a.order - b.order));
    pumpAll();
  });

  const find = (clientMessageId: string) => entries.get().find((entry) => entry.clientMessageId === clientMessageId);

  function update(clientMessageId: string, change: (entry: OutboxEntry) => OutboxEntry): void {
    const known = find(clientMessageId);
    if (!known) return;
    const changed = change(known);
    entries.set((current) =>
      current.map((entry) => (entry === known ? changed : entry)).sort((a, b) => a.order - b.order),
    );
    void storage.put(changed);
  }

  function remove(clientMessageId: string): void {
    if (!find(clientMessageId)) return;
    entries.set((current) => current.filter((entry) => entry.clientMessageId !== clientMessageId));
    void storage.remove(clientMessageId);
  }

  const pumpAll = () => {
    for (const conversationId of new Set(entries.get().map((entry) => entry.conversationId))) void pump(conversationId);
  };

  const wake = () => {
    for (const waker of [...wakers]) waker();
    pumpAll();
  };
  isConnected.subscribe(() => {
    if (isConnected.get()) wake();
  });

  /** Sends what is queued in one conversation, one after the other. */
  async function pump(conversationId: string): Promise<void> {
    if (busy.has(conversationId)) return;
    busy.add(conversationId);
    const backoff = createBackoff({ firstMs: 1_000, maxMs: 30_000, random });
    let internalErrors = 0;
    try {
      for (;;) {
        const entry = entries
          .get()
          .find(
            (candidate) =>
              candidate.conversationId === conversationId &&
              candidate.delivery === 'queued' &&
              candidate.senderId === senderId,
          );
        if (!entry) return;
        if (!isConnected.get()) await reconnection((signal) => backoff.wait({ atLeastMs: triesApartMs, signal }));
        const pause = pausedUntil - Date.now();
        if (pause > 0) await sleep(pause + random() * 250);
        // Discarded, confirmed or signed out during the wait.
        if (find(entry.clientMessageId)?.delivery !== 'queued' || entry.senderId !== senderId) continue;

        const failure = await trySending(entry);
        if (failure === null) {
          backoff.reset();
          internalErrors = 0;
          continue;
        }
        if (failure.code === 'INTERNAL') internalErrors++;
        const isWorthAnotherTry =
          isPassing(failure) ||
          isSessionOver(failure) ||
          (failure.code === 'INTERNAL' && internalErrors < maxInternalErrors);
        if (!isWorthAnotherTry) {
          internalErrors = 0;
          update(entry.clientMessageId, (current) => ({ ...current, delivery: 'failed', failure }));
          continue;
        }
        update(entry.clientMessageId, (current) => ({ ...current, delivery: 'queued' }));
        if (failure.retryAfterMs !== undefined) pausedUntil = Math.max(pausedUntil, Date.now() + failure.retryAfterMs);
        else if (isConnected.get()) await reconnection((signal) => backoff.wait({ signal }));
      }
    } finally {
      busy.delete(conversationId);
    }
  }

  /** `null`: stored. */
  async function trySending(entry: OutboxEntry): Promise<Failure | null> {
    const { clientMessageId, content, type } = entry;
    update(clientMessageId, (current) => ({ ...current, delivery: 'sending' }));
    try {
      const message = await send({ conversationId: entry.conversationId, clientMessageId, content, type });
      onSent(message);
      remove(clientMessageId);
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Waits to the end, or until the connection comes back. */
  async function reconnection(wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    const waker = () => controller.abort();
    wakers.add(waker);
    await wait(controller.signal);
    wakers.delete(waker);
  }

  return {
    entries,
    add({ conversationId, content, type = 'TEXT', senderId: sender }) {
      const entry: OutboxEntry = {
        conversationId,
        clientMessageId: newId(),
        content,
        // The server alone writes the system's messages.
        type: type === 'SYSTEM' ? 'TEXT' : type,
        senderId: sender,
        createdAt: now(),
        order: ++order,
        delivery: 'queued',
      };
      entries.set((current) => [...current, entry]);
      void storage.put(entry);
      void pump(conversationId);
      return entry.clientMessageId;
    },
    retry(clientMessageId) {
      const entry = find(clientMessageId);
      if (entry?.delivery !== 'failed') return;
      update(clientMessageId, ({ failure: _, ...current }) => ({ ...current, delivery: 'queued', order: ++order }));
      void pump(entry.conversationId);
    },
    discard(clientMessageId) {
      // One under way may be stored already: it stays until that is known.
      if (find(clientMessageId)?.delivery !== 'sending') remove(clientMessageId);
    },
    confirm: remove,
    setSender(next) {
      if (next === senderId) return;
      senderId = next;
      wake();
    },
    clear() {
      for (const { clientMessageId } of entries.get()) remove(clientMessageId);
    },
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A random UUID. `crypto.randomUUID` exists only on secure origins; an office may serve over plain http in its own network. */
export function randomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
