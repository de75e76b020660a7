/** An outbox between a transport and a storage that a test holds in its hands. */
import { vi } from 'vitest';
import type { Message } from '../../shared/views.ts';
import { createOutbox, type OutboxEntry, type SendInput } from './outbox.ts';
import type { OutboxChange, OutboxStorage } from './outboxStorage.ts';
import { createStore } from './store.ts';

export const settle = () => vi.advanceTimersByTimeAsync(0);
export const storedMessage = (clientMessageId: string) => ({ clientMessageId }) as Message; // only what the outbox looks at

/** A transport whose answers the test gives one by one. */
export function setUpOutbox(options: { connected?: boolean; storage?: OutboxStorage; sender?: string } = {}) {
  const calls: { input: SendInput; answer: (message?: Partial<Message>) => void; fail: (error: Error) => void }[] = [];
  const stored: string[] = [];
  const isConnected = createStore(options.connected ?? true);
  const outbox = createOutbox({
    isConnected,
    random: () => 0.5,
    ...(options.storage && { storage: options.storage }),
    onSent: (message) => stored.push(message.content),
    send: (input) =>
      new Promise((resolve, reject) => {
        calls.push({
          input,
          answer: (message) => resolve({ ...input, ...message } as Message), // a test's message: only what the outbox passes on
          fail: reject,
        });
      }),
  });
  const { sender = 'me' } = options;
  outbox.setSender(sender);
  const add = (content: string, conversationId = 'c') => outbox.add({ conversationId, content, senderId: sender });
  const shown = () => outbox.entries.get().map(({ content, delivery }) => `${content} ${delivery}`);
  const sent = () => calls.map(({ input }) => input.content);
  const call = (index: number) => {
    const found = calls[index];
    if (!found) throw new Error(`there was no call ${index}`);
    return found;
  };
  return { outbox, calls, call, stored, isConnected, add, shown, sent };
}

/** What several tabs of one browser share: entries, turns, and the word of changes. `closeTab` ends the turns of a tab for good. */
export function sharedPlace() {
  const kept = new Map<string, OutboxEntry>();
  const listeners = new Map<object, (change: OutboxChange) => void>();
  let last: Promise<unknown> = Promise.resolve();
  const tab = (withTurns = true) => {
    let close = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const me = {};
    const tell = (change: OutboxChange) => {
      for (const [who, listener] of listeners) if (who !== me) listener(structuredClone(change));
    };
    const storage: OutboxStorage = {
      load: async (senderId) =>
        structuredClone([...kept.values()].filter((entry) => entry.senderId === senderId)).sort(
          (a, b) => a.order - b.order,
        ),
      async put(entry) {
        kept.set(entry.clientMessageId, structuredClone(entry));
        tell(entry);
      },
      async replace(entry) {
        if (kept.has(entry.clientMessageId)) await this.put(entry);
      },
      async remove({ senderId, clientMessageId }, message) {
        kept.delete(clientMessageId);
        tell({ senderId, ...(message && { stored: message }) });
      },
      async clear(senderId) {
        for (const [id, entry] of kept) if (entry.senderId === senderId) kept.delete(id);
        tell({ senderId });
      },
      onChange: (listener) => listeners.set(me, listener),
      inTurn<T>(_name: string, work: () => Promise<T>): Promise<T> {
        if (!withTurns) return work();
        const mine = last.then(work);
        last = Promise.race([mine, closed]);
        return mine;
      },
      isSafe: () => true,
    };
    return {
      storage,
      closeTab() {
        listeners.delete(me);
        close();
      },
    };
  };
  return { kept, tab };
}
