/**
 * Where unsent messages are kept, and how the tabs of one browser hear of each other's: in IndexedDB, so that a reload or a crash loses
 * nothing. The key of an entry says whose it is: nobody else ever gets to see it, in another session or as another user.
 *
 * Where the database is missing, forbidden, full or does not answer, the page goes on without it: every operation then does nothing, and
 * what the outbox holds in memory is all there is.
 */
import { createStore, promisifyRequest } from 'idb-keyval';
import type { Message } from '../../shared/views.ts';
import type { OutboxEntry } from './outbox.ts';
import { withTabLock } from './tabLock.ts';

/** Another tab has changed something. `stored`: what an entry has become. */
export type OutboxChange = { senderId: string; stored?: Message };

export type OutboxStorage = {
  /** All that is kept of this sender, from the first to go out to the last; `null`: nothing is kept, what is in memory counts. */
  load(senderId: string): Promise<OutboxEntry[] | null>;
  put(entry: OutboxEntry): Promise<void>;
  /** Unless it is gone: sent by another tab, say. */
  replace(entry: OutboxEntry): Promise<void>;
  /** `stored`: because the message is there now, which other tabs then can show in its place. */
  remove(entry: OutboxEntry, stored?: Message): Promise<void>;
  /** Forgets all of this sender. */
  clear(senderId: string): Promise<void>;
  onChange(listener: (change: OutboxChange) => void): void;
  /** Runs `work` while no other tab runs work of the same name, as far as that can be had. */
  inTurn<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Whether all that was put would survive the page. */
  isSafe(): boolean;
};

export const memoryStorage: OutboxStorage = {
  load: async () => null,
  put: async () => {},
  replace: async () => {},
  remove: async () => {},
  clear: async () => {},
  onChange: () => {},
  inTurn: (_name, work) => work(),
  isSafe: () => false,
};

/** A database that has not answered for this long (ms) is not waited for any more. */
const answerWithinMs = 5_000;

/** For a page. `session`: the name of the session, as in `sessionName`. */
export function createBrowserStorage(session: string): OutboxStorage {
  const name = `property-sync-outbox:${session}`;
  const database = createStore('property-sync-outbox', 'entries');
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  let isBroken = false;
  let unfinished = 0;

  /** `null` once anything has failed. */
  async function attempt<T>(
    mode: IDBTransactionMode,
    work: (entries: IDBObjectStore) => Promise<T>,
  ): Promise<T | null> {
    if (isBroken) return null;
    unfinished++;
    try {
      const result = await inTime(async () => database(mode, work));
      return isBroken ? null : result;
    } catch {
      isBroken = true;
      return null;
    } finally {
      unfinished--;
    }
  }

  /** Changes something and, once that is certain, tells the other tabs. */
  async function write(change: OutboxChange, work: (entries: IDBObjectStore) => void): Promise<void> {
    await attempt('readwrite', (entries) => {
      work(entries);
      return promisifyRequest(entries.transaction);
    });
    channel?.postMessage(change);
  }

  const keyOf = ({ senderId, clientMessageId }: OutboxEntry) => [session, senderId, clientMessageId];
  /** In the order of keys an array comes after all strings. */
  const allOf = (senderId: string) => IDBKeyRange.bound([session, senderId], [session, senderId, []]);

  return {
    async load(senderId) {
      const entries = await attempt('readonly', (all) =>
        // Nothing but entries is ever put in here.
        promisifyRequest<OutboxEntry[]>(all.getAll(allOf(senderId))),
      );
      return entries?.sort((a, b) => a.order - b.order) ?? null;
    },
    put: (entry) => write({ senderId: entry.senderId }, (entries) => entries.put(entry, keyOf(entry))),
    replace: (entry) =>
      write({ senderId: entry.senderId }, (entries) => {
        const known = entries.count(keyOf(entry));
        known.onsuccess = () => known.result > 0 && entries.put(entry, keyOf(entry));
      }),
    remove: (entry, stored) =>
      write({ senderId: entry.senderId, ...(stored && { stored }) }, (entries) => entries.delete(keyOf(entry))),
    clear: (senderId) => write({ senderId }, (entries) => entries.delete(allOf(senderId))),
    onChange(listener) {
      channel?.addEventListener('message', ({ data }: MessageEvent<OutboxChange>) => listener(data));
    },
    inTurn: (workName, work) => withTabLock(`${name}:${workName}`, work),
    isSafe: () => !isBroken && unfinished === 0,
  };
}

function inTime<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The database does not answer')), answerWithinMs);
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
