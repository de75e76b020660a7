import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../shared/views.ts';
import type { OutboxEntry } from './outbox.ts';
import { createBrowserStorage, type OutboxChange } from './outboxStorage.ts';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const agent = 'agent';
const client = 'client:share-token';

const entry = (clientMessageId: string, fields: Partial<OutboxEntry> = {}): OutboxEntry => ({
  conversationId: 'c',
  clientMessageId,
  content: `text of ${clientMessageId}`,
  type: 'TEXT',
  senderId: 'ann',
  createdAt: new Date(0),
  order: 1,
  delivery: 'queued',
  ...fields,
});

describe('the kept outbox', () => {
  it('gives a page all that was put before, in order, as it was', async () => {
    const failure = { code: 'CONVERSATION_CLOSED' as const, message: 'Closed.', issues: [], retryAfterMs: undefined };
    const [first, second] = [entry('b', { order: 1, delivery: 'failed', failure }), entry('a', { order: 2 })];
    const before = createBrowserStorage(agent);
    await before.put(second);
    await before.put(first);
    expect(before.isSafe()).toBe(true);
    expect(await createBrowserStorage(agent).load('ann')).toEqual([first, second]);
  });

  it('gives nothing of another user or another session', async () => {
    const storage = createBrowserStorage(agent);
    await storage.put(entry('a'));
    await createBrowserStorage(client).put(entry('b'));
    await createBrowserStorage('client:share-token-2').put(entry('c'));
    expect(await storage.load('an')).toEqual([]);
    expect(await storage.load('anna')).toEqual([]);
    expect(await storage.load('ann')).toEqual([entry('a')]);
    expect(await createBrowserStorage(client).load('ann')).toEqual([entry('b')]);
  });

  it('forgets all of one user and nothing of others', async () => {
    const storage = createBrowserStorage(agent);
    for (const each of [entry('a'), entry('b'), entry('c', { senderId: 'bob' })]) await storage.put(each);
    await createBrowserStorage(client).put(entry('d'));
    await storage.clear('ann');
    expect(await storage.load('ann')).toEqual([]);
    expect(await storage.load('bob')).toHaveLength(1);
    expect(await createBrowserStorage(client).load('ann')).toHaveLength(1);
  });

  it('replaces what is there, and brings nothing back that is gone', async () => {
    const storage = createBrowserStorage(agent);
    await storage.put(entry('a'));
    await storage.put(entry('b'));
    await storage.remove(entry('b'));
    await storage.replace(entry('a', { delivery: 'failed' }));
    await storage.replace(entry('b', { delivery: 'failed' }));
    expect(await storage.load('ann')).toEqual([entry('a', { delivery: 'failed' })]);
  });

  it('tells the other tabs of the same session what has changed, once it is certain', async () => {
    const [here, there, foreign] = [
      createBrowserStorage(agent),
      createBrowserStorage(agent),
      createBrowserStorage(client),
    ];
    const heard: [string, OutboxChange, number | undefined][] = [];
    const listen = (name: string, storage: typeof here) =>
      storage.onChange(async (change) => heard.push([name, change, (await there.load('ann'))?.length]));
    listen('here', here);
    listen('there', there);
    listen('foreign', foreign);
    await here.put(entry('a'));
    await vi.waitFor(() => expect(heard).toEqual([['there', { senderId: 'ann' }, 1]]));
    const stored = { clientMessageId: 'a', createdAt: new Date(0) } as Message; // as much of one as has to arrive
    await here.remove(entry('a'), stored);
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['there', { senderId: 'ann', stored }, 0]));
    expect(heard).toHaveLength(2);
  });
});

describe('without a database', () => {
  const everything = async () => {
    const storage = createBrowserStorage(agent);
    await storage.put(entry('a'));
    await storage.replace(entry('a'));
    await storage.remove(entry('b'));
    await storage.clear('bob');
    return [await storage.load('ann'), storage.isSafe()];
  };

  it('nothing is kept where it is missing', async () => {
    vi.stubGlobal('indexedDB', undefined);
    expect(await everything()).toEqual([null, false]);
  });

  it('nothing is kept where it is forbidden', async () => {
    const forbidden = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    vi.stubGlobal('indexedDB', { open: forbidden });
    expect(await everything()).toEqual([null, false]);
  });

  it('the page goes on by itself from the moment when the disk is full', async () => {
    const storage = createBrowserStorage(agent);
    await storage.put(entry('a'));
    const put = vi.spyOn(Object.getPrototypeOf(await objectStore()), 'put').mockImplementation(() => {
      throw new DOMException('Full', 'QuotaExceededError');
    });
    await storage.put(entry('b'));
    put.mockRestore();
    expect(storage.isSafe()).toBe(false);
    expect(await storage.load('ann')).toBeNull();
  });

  it('one that does not answer is waited for a few seconds, once', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('indexedDB', { open: () => ({}) });
    const storage = createBrowserStorage(agent);
    const loaded = storage.load('ann');
    expect(storage.isSafe()).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await loaded).toBeNull();
    expect(await storage.load('ann')).toBeNull();
  });
});

/** Any object store of the fake, for its methods. */
async function objectStore(): Promise<IDBObjectStore> {
  const request = indexedDB.open('property-sync-outbox');
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  return request.result.transaction('entries').objectStore('entries');
}
