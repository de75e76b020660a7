/**
 * What has been written and not confirmed: goes out by itself, of each conversation in order, and once.
 *
 * The id is made when the person hits send and kept over all tries, so a try whose answer was lost is repeated without harm: by this page,
 * by the one after a reload, or by another tab. A failure to reach the server is tried again; a refusal marks the message failed, for the
 * person to try again or delete, and the next one goes on.
 *
 * queued ──▶ sending ──▶ (confirmed: gone from here)
 *    ▲          │ not reached, busy: back to queued, wait
 *    └─ retry ─ failed ◀── refused
 *
 * All tabs of a user have the same entries (see `outboxStorage.ts`) and each sends whatever comes next, in turn: before every send a tab
 * waits for its turn in this conversation and looks what is there now. So it does not matter which of them is hidden, offline or closed.
 * Order does not depend on the turns, which may be missing: a tab goes on to a message only when it knows that the one before is stored.
 *
 * A message can be confirmed more than once, by the answer of the call, by the live stream and by another tab: the first takes it out.
 */
import type { Message, MessageType } from '../../shared/views.ts';
import { createBackoff } from './backoff.ts';
import { type Failure, failureOf, isPassing, isSessionOver } from './failures.ts';
import { memoryStorage, type OutboxStorage } from './outboxStorage.ts';
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
  /** Place in the queue, as a time (ms) so that it holds over all tabs; a message tried again goes to the end. */
  order: number;
  /** `sending`: by this tab. It is stored as `queued`: whoever comes after would have to send it. */
  delivery: 'queued' | 'sending' | 'failed';
  /** With `failed`: why. */
  failure?: Failure;
};

export type Outbox = {
  /** All entries, in the order they go out. Changes identity with every change. */
  entries: ReadableStore<readonly OutboxEntry[]>;
  /** Takes a message and sends it as soon as possible. Answers its `clientMessageId`. */
  add(input: { conversationId: string; content: string; type?: MessageType; senderId: string }): string;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  /** The message has been seen to be stored: no need to send (or wait for the answer) any more. */
  confirm(message: Message): void;
  /** Sends as this user from now on, beginning with what is kept of theirs; `null`: nobody, everything waits. */
  setSender(senderId: string | null): void;
  /** Drops everything of this sender, here and where it is kept. */
  forget(senderId: string): void;
  /** Whether something unsent would be lost with the page. */
  isAtRisk(): boolean;
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
  random?: () => number;
}): Outbox {
  const { send, onSent, isConnected, storage = memoryStorage, random = Math.random } = options;
  const entries = createStore<readonly OutboxEntry[]>([]);
  /** Conversations whose next message is under way or waiting for its next try. */
  const busy = new Set<string>();
  /** Nothing goes out before then, for all conversations: the server counts by sender. */
  let pausedUntil = 0;
  let senderId: string | null = null;
  /** Counts what is changed here: a list that was read meanwhile does not have it. */
  let changes = 0;
  /** How often each message got `INTERNAL` for an answer. */
  const internalErrors = new Map<string, number>();
  /** Each ends a wait. */
  const wakers = new Set<() => void>();

  const find = (clientMessageId: string) => entries.get().find((entry) => entry.clientMessageId === clientMessageId);
  const nextOf = (conversationId: string) =>
    entries
      .get()
      .find(
        (entry) =>
          entry.conversationId === conversationId && entry.delivery !== 'failed' && entry.senderId === senderId,
      );
  const nextOrder = () => Math.max(Date.now(), ...entries.get().map((entry) => entry.order + 1));

  function change(apply: (current: readonly OutboxEntry[]) => readonly OutboxEntry[]): void {
    changes++;
    entries.set((current) => [...apply(current)].sort((a, b) => a.order - b.order));
  }

  function update(clientMessageId: string, next: (entry: OutboxEntry) => OutboxEntry): OutboxEntry | undefined {
    const known = find(clientMessageId);
    if (!known) return undefined;
    const changed = next(known);
    change((current) => current.map((entry) => (entry === known ? changed : entry)));
    return changed;
  }

  /** The same, for all tabs and over a reload. */
  async function updateForAll(clientMessageId: string, next: (entry: OutboxEntry) => OutboxEntry): Promise<void> {
    const changed = update(clientMessageId, next);
    if (changed) await storage.replace(changed);
  }

  async function remove(clientMessageId: string, stored?: Message): Promise<void> {
    const known = find(clientMessageId);
    if (!known) return;
    internalErrors.delete(clientMessageId);
    change((current) => current.filter((entry) => entry !== known));
    await storage.remove(known, stored);
  }

  /** Brings the entries in line with what is kept, which other tabs change too. */
  async function reload(): Promise<void> {
    for (;;) {
      const [sender, seen] = [senderId, changes];
      const kept = sender === null ? null : await storage.load(sender);
      if (kept === null) return;
      if (sender !== senderId || seen !== changes) continue;
      const before = entries.get();
      const after = kept.map((entry) => {
        const known = find(entry.clientMessageId);
        const isSame =
          known?.order === entry.order && (known.delivery === entry.delivery || known.delivery === 'sending');
        return isSame ? known : entry;
      });
      if (after.length !== before.length || after.some((entry, index) => entry !== before[index])) change(() => after);
      return;
    }
  }

  async function goOn(): Promise<void> {
    await reload();
    for (const conversationId of new Set(entries.get().map((entry) => entry.conversationId))) void pump(conversationId);
  }

  const wake = () => {
    for (const waker of [...wakers]) waker();
    void goOn();
  };
  isConnected.subscribe(() => {
    if (isConnected.get()) wake();
  });
  storage.onChange((changed) => {
    if (changed.senderId !== senderId) return;
    // Shown in the place of its entry, which goes with the next line.
    if (changed.stored) onSent(changed.stored);
    void goOn();
  });

  /** Sends what there is in one conversation, one after the other. */
  async function pump(conversationId: string): Promise<void> {
    if (busy.has(conversationId)) return;
    busy.add(conversationId);
    const backoff = createBackoff({ firstMs: 1_000, maxMs: 30_000, random });
    try {
      while (nextOf(conversationId)) {
        if (!isConnected.get()) await untilWoken((signal) => backoff.wait({ atLeastMs: triesApartMs, signal }));
        const pause = pausedUntil - Date.now();
        if (pause > 0) await sleep(pause + random() * 250);
        // The turn ends with every message, and before any wait: a tab that cannot send does not keep others from it.
        const failure = await storage.inTurn(`${senderId}:${conversationId}`, () => sendNext(conversationId));
        if (failure === null) backoff.reset();
        else if (failure.retryAfterMs !== undefined) {
          pausedUntil = Math.max(pausedUntil, Date.now() + failure.retryAfterMs);
        } else if (isConnected.get()) await untilWoken((signal) => backoff.wait({ signal }));
      }
    } finally {
      busy.delete(conversationId);
    }
  }

  /** One try of what comes next, if anything still does. Answers why it has to be tried again, later; `null`: go on. */
  async function sendNext(conversationId: string): Promise<Failure | null> {
    await reload();
    const entry = nextOf(conversationId);
    // Discarded, confirmed, signed out or told to pause during the wait.
    if (!entry || pausedUntil > Date.now()) return null;
    const { clientMessageId } = entry;
    const outcome = await trySending(entry);
    if (outcome === 'sent') return null;
    if (outcome === 'unknown' || isPassing(outcome) || isSessionOver(outcome) || isWorthAnotherTry(entry, outcome)) {
      update(clientMessageId, (current) => ({ ...current, delivery: 'queued' }));
      return outcome === 'unknown' ? null : outcome;
    }
    internalErrors.delete(clientMessageId);
    await updateForAll(clientMessageId, (current) => ({ ...current, delivery: 'failed', failure: outcome }));
    return null;
  }

  function isWorthAnotherTry({ clientMessageId }: OutboxEntry, failure: Failure): boolean {
    if (failure.code !== 'INTERNAL') return false;
    const count = (internalErrors.get(clientMessageId) ?? 0) + 1;
    internalErrors.set(clientMessageId, count);
    return count < maxInternalErrors;
  }

  async function trySending(entry: OutboxEntry): Promise<'sent' | 'unknown' | Failure> {
    const { conversationId, clientMessageId, content, type } = entry;
    update(clientMessageId, (current) => ({ ...current, delivery: 'sending' }));
    let giveUp = () => {};
    try {
      const message = await new Promise<Message | null>((resolve, reject) => {
        giveUp = () => resolve(null);
        send({ conversationId, clientMessageId, content, type }).then(resolve, reject);
        // If the connection is another one before the answer is here, the call may hang on a dead line: it is repeated.
        if (isConnected.get()) wakers.add(giveUp);
      });
      if (message === null) return 'unknown';
      onSent(message);
      await remove(clientMessageId, message);
      return 'sent';
    } catch (error) {
      return failureOf(error);
    } finally {
      wakers.delete(giveUp);
    }
  }

  /** Waits to the end, or until something gives reason to go on. */
  async function untilWoken(wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
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
        clientMessageId: randomId(),
        content,
        // The server alone writes the system's messages.
        type: type === 'SYSTEM' ? 'TEXT' : type,
        senderId: sender,
        createdAt: new Date(),
        order: nextOrder(),
        delivery: 'queued',
      };
      change((current) => [...current, entry]);
      void storage.put(entry);
      void pump(conversationId);
      return entry.clientMessageId;
    },
    retry(clientMessageId) {
      const entry = find(clientMessageId);
      if (entry?.delivery !== 'failed') return;
      const order = nextOrder();
      void updateForAll(clientMessageId, ({ failure: _, ...current }) => ({ ...current, delivery: 'queued', order }));
      void pump(entry.conversationId);
    },
    discard(clientMessageId) {
      // One under way may be stored already: it stays until that is known.
      if (find(clientMessageId)?.delivery !== 'sending') void remove(clientMessageId);
    },
    confirm: (message) => void remove(message.clientMessageId, message),
    setSender(next) {
      if (next === senderId) return;
      senderId = next;
      wake();
    },
    forget(sender) {
      change((current) => current.filter((entry) => entry.senderId !== sender));
      void storage.clear(sender);
    },
    isAtRisk: () => entries.get().length > 0 && !storage.isSafe(),
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
