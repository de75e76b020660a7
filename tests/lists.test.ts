/** Lists and search: order, filters, pages, and that everybody finds their own and nothing else. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, type Client, expectRefusal, type Home, openWorld, type World } from './world.ts';

let world: World;
let agent: Agent;
let client: Client;
let home: Home;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  ({ agent, client, home } = await world.couple());
});

/** Every page of a list, by its cursors. */
async function pagesOf<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[][]> {
  const pages: Item[][] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    pages.push(items);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && pages.length < 50);
  return pages;
}

describe('conversation.list', () => {
  test('latest message first, those without one last, each once over all pages, also of one moment', async () => {
    const homes = [home];
    while (homes.length < 9) homes.push(await world.property(agent, client));
    for (const place of homes.slice(0, 6)) await world.send(client, place, 'hello');
    // Three of them in the same millisecond.
    await world.store.sql(`UPDATE "PropertyConversation" SET "lastMessageAt" = '2026-01-01 12:00:00.123'
      WHERE id IN (${homes.slice(0, 3).map(({ conversationId }) => `'${conversationId}'`)})`);
    const caller = world.caller(agent);
    const all = (await caller.conversation.list()).items;
    expect(all).toHaveLength(9);
    const times = all.map(({ lastMessageAt }) => lastMessageAt?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const limit of [1, 2, 4]) {
      const pages = await pagesOf((cursor) => caller.conversation.list({ limit, cursor }));
      expect(pages.flat()).toEqual(all);
      expect(pages).toHaveLength(Math.ceil(9 / limit));
    }
  });

  test('by status, by timeline, and only what is unread', async () => {
    const sibling = await world.client(agent);
    const theirs = await world.property(agent, sibling);
    const archived = await world.property(agent, client);
    const caller = world.caller(agent);
    await caller.conversation.setStatus({ conversationId: archived.conversationId, status: 'ARCHIVED' });
    await world.send(sibling, theirs, 'hello');
    await world.send(agent, home, 'hello');
    const ids = async (filter: Parameters<typeof caller.conversation.list>[0]) =>
      (await caller.conversation.list(filter)).items.map(({ id }) => id).sort();
    const sorted = (...homes: Home[]) => homes.map(({ conversationId }) => conversationId).sort();
    expect(await ids({})).toEqual(sorted(home, theirs, archived));
    expect(await ids({ status: 'ARCHIVED' })).toEqual(sorted(archived));
    expect(await ids({ status: 'CLOSED' })).toEqual([]);
    expect(await ids({ timelineId: client.timelineId })).toEqual(sorted(home, archived));
    expect(await ids({ unreadOnly: true })).toEqual(sorted(theirs));
    expect(await ids({ timelineId: client.timelineId, unreadOnly: true })).toEqual([]);
    const own = (await world.caller(client).conversation.list({ unreadOnly: true })).items;
    expect(own).toMatchObject([{ id: home.conversationId, unreadCount: 1, unreadClientCount: 1, unreadAgentCount: 0 }]);
  });

  test('a card shows the beginning of a long message', async () => {
    await world.send(client, home, '🏡'.repeat(4_000));
    const { items } = await world.caller(agent).conversation.list();
    expect([...(items[0]?.lastMessage?.content ?? '')].length).toBeLessThanOrEqual(200);
    expect(items[0]?.lastMessage?.content).toMatch(/^(?:🏡)+…$/u);
  });
});

describe('notification.list', () => {
  test('newest first, each once over all pages, by type, state and timeline', async () => {
    const sibling = await world.client(agent);
    const theirs = await world.property(agent, sibling);
    const homes = [home, await world.property(agent, client), await world.property(agent, client)];
    for (const place of homes) {
      await world.send(client, place, 'hello');
      await world.caller(client).property.recordView(place);
    }
    await world.send(sibling, theirs, 'hello');
    const caller = world.caller(agent);
    await caller.message.markAllRead(home);
    const all = (await caller.notification.list()).items;
    expect(all).toHaveLength(7);
    const times = all.map(({ updatedAt }) => updatedAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const limit of [1, 3]) {
      expect((await pagesOf((cursor) => caller.notification.list({ limit, cursor }))).flat()).toEqual(all);
    }
    const count = async (filter: Parameters<typeof caller.notification.list>[0]) =>
      (await caller.notification.list(filter)).items.length;
    expect(await count({ type: 'PROPERTY_VIEWED' })).toBe(3);
    expect(await count({ isRead: true })).toBe(1);
    expect(await count({ isRead: false, type: 'NEW_MESSAGE' })).toBe(3);
    expect(await count({ timelineId: sibling.timelineId })).toBe(1);
    // The count is of everything, whatever the filter.
    expect((await caller.notification.list({ isRead: true })).unreadCount).toBe(6);
    expect(await caller.notification.markAllRead({ timelineId: sibling.timelineId })).toEqual({ unreadCount: 5 });
    expect(await caller.notification.unread()).toMatchObject({ notifications: 5, messages: 3 });
  });
});

describe('message.search', () => {
  const find = async (
    person: Agent | Client,
    query: string,
    filter: { conversationId?: string; timelineId?: string } = {},
  ) => (await world.caller(person).message.search({ query, ...filter })).items.map(({ message }) => message.content);

  test('finds words in any form, and any text literally', async () => {
    for (const content of [
      'The inspection is on Monday',
      'We inspected it',
      '100% sure',
      '100 per cent',
      'a_b',
      'axb',
      'C:\\x',
    ]) {
      await world.send(client, home, content);
    }
    expect(await find(agent, 'inspecting')).toEqual(['We inspected it', 'The inspection is on Monday']);
    expect(await find(agent, 'MONDAY')).toEqual(['The inspection is on Monday']);
    expect(await find(agent, '100%')).toContain('100% sure');
    expect(await find(agent, '0% s')).toEqual(['100% sure']);
    expect(await find(agent, 'a_b')).toEqual(['a_b']);
    expect(await find(agent, 'C:\\x')).toEqual(['C:\\x']);
    for (const odd of ["'", '"', '" OR "', '-x', ':*', '((', '\\', '%', '&|!']) await find(agent, odd);
    await expectRefusal(find(agent, '  '), 'VALIDATION_FAILED');
  });

  test('newest first, page by page, within a conversation, a timeline or everything', async () => {
    const sibling = await world.client(agent);
    const theirs = await world.property(agent, sibling);
    const other = await world.property(agent, client);
    const word = `word${randomUUID()}`;
    for (const [index, place] of [home, other, theirs, home, other, theirs].entries()) {
      await world.send(agent, place, `${word} ${index}`);
    }
    const contents = (...indices: number[]) => indices.map((index) => `${word} ${index}`);
    expect(await find(agent, word)).toEqual(contents(5, 4, 3, 2, 1, 0));
    expect(await find(agent, word, { timelineId: client.timelineId })).toEqual(contents(4, 3, 1, 0));
    expect(await find(agent, word, { conversationId: home.conversationId })).toEqual(contents(3, 0));
    expect(await find(client, word)).toEqual(contents(4, 3, 1, 0));
    const caller = world.caller(agent);
    const pages = await pagesOf((cursor) => caller.message.search({ query: word, limit: 4, cursor }));
    expect(pages.map((page) => page.map(({ message }) => message.content))).toEqual([
      contents(5, 4, 3, 2),
      contents(1, 0),
    ]);
    expect(pages[0]?.[0]).toMatchObject({
      conversation: { id: theirs.conversationId },
      highlight: `<mark>${word}</mark> 5`,
    });
  });
});

test('a cursor of another list, or none at all, is VALIDATION_FAILED', async () => {
  const caller = world.caller(agent);
  for (const cursor of ['x', 'AAAA', Buffer.from('nonsense id').toString('base64url'), '🏡']) {
    await expectRefusal(caller.conversation.list({ cursor }), 'VALIDATION_FAILED');
    await expectRefusal(caller.notification.list({ cursor }), 'VALIDATION_FAILED');
    await expectRefusal(caller.message.search({ query: 'x', cursor }), 'VALIDATION_FAILED');
  }
});

test('there are no attachments yet', async () => {
  const input = {
    conversationId: home.conversationId,
    clientMessageId: randomUUID(),
    content: '',
    attachmentIds: ['none'],
  };
  await expectRefusal(world.caller(client).message.send(input), 'ATTACHMENT_NOT_FOUND');
});
