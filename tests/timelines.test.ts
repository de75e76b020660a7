/** Timelines and what happens to their properties, against the real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../shared/views.ts';
import { type Agent, openWorld, origin, type Person, type World } from './world.ts';

let world: World;
let agent: Agent;
beforeAll(async () => {
  world = await openWorld();
  agent = await world.agent('Ann Agent');
});
afterAll(() => world[Symbol.asyncDispose]());

const newTimeline = (title = 'Homes by the lake') =>
  world.caller(agent).timeline.create({ title, client: { name: 'Dana' } });

describe('timelines', () => {
  it('are made with their client, a link and a code that opens it', async () => {
    const { timeline, access } = await newTimeline();
    expect(timeline).toMatchObject({
      title: 'Homes by the lake',
      agent: { id: agent.userId, name: 'Ann Agent', avatarUrl: null },
      client: { name: 'Dana', avatarUrl: null },
    });
    expect(access.url).toBe(`${origin}/t/${access.shareToken}`);
    const opened = await world.caller(null).auth.openTimeline(access);
    expect(opened).toMatchObject({
      timelineId: timeline.id,
      user: { id: timeline.client.id, name: 'Dana', type: 'CLIENT' },
    });
  });

  it('keep only the hash of the code', async () => {
    const { timeline, access } = await newTimeline();
    const [row] = await world.store.sql(`SELECT * FROM "Timeline" WHERE id = '${timeline.id}'`);
    expect(row?.['clientCodeHash']).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(access.clientCode);
  });

  it('get a fresh code when shared: the old one stops working, and the client is notified', async () => {
    const { timeline, access } = await newTimeline();
    const fresh = await world.caller(agent).timeline.share({ timelineId: timeline.id });
    expect(fresh).toMatchObject({ shareToken: access.shareToken, url: access.url });
    await expect(world.caller(null).auth.openTimeline(access)).rejects.toThrow(/do not match/);
    await expect(world.caller(null).auth.openTimeline(fresh)).resolves.toMatchObject({ timelineId: timeline.id });
    const rows = await world.database.notification.findMany({ where: { recipientId: timeline.client.id } });
    expect(rows).toMatchObject([
      { type: 'TIMELINE_SHARED', level: 'TIMELINE', title: 'Ann Agent shared Homes by the lake' },
    ]);
    expect(JSON.stringify(rows)).not.toContain(fresh.clientCode);
  });

  it('are closed to the client when access is taken away, until they are shared again', async () => {
    const { timeline, access } = await newTimeline();
    const { accessToken } = await world.caller(null).auth.openTimeline(access);
    expect(await world.caller(agent).timeline.revokeAccess({ timelineId: timeline.id })).toBe(null);
    await expect(world.app.sessions.authenticate(accessToken)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(world.caller(null).auth.openTimeline(access)).rejects.toThrow(/do not match/);
    const fresh = await world.caller(agent).timeline.share({ timelineId: timeline.id });
    await expect(world.app.sessions.authenticate(accessToken)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(world.caller(null).auth.openTimeline(fresh)).resolves.toMatchObject({ timelineId: timeline.id });
  });

  it('are listed by latest activity, with their sums', async () => {
    const lister = await world.agent('Lily Lister');
    const [first, second] = [await world.client(lister, 'First'), await world.client(lister, 'Second')];
    const homes = [await world.property(lister, first), await world.property(lister, first)];
    const titles = async () => (await world.caller(lister).timeline.list()).map(({ title }) => title);
    expect(await titles()).toEqual(['Homes for Second', 'Homes for First']);

    await world.send(first, homes[0]!, 'One');
    await world.send(first, homes[0]!, 'Two');
    const last = await world.send(first, homes[1]!, 'Three');
    await world.send(lister, homes[1]!, 'Hello');
    const timelines = await world.caller(lister).timeline.list();
    expect(timelines).toMatchObject([
      { id: first.timelineId, propertyCount: 2, unreadCount: 3 },
      { id: second.timelineId, propertyCount: 0, unreadCount: 0, lastMessageAt: null },
    ]);
    expect(timelines[0]!.lastMessageAt!.getTime()).toBeGreaterThanOrEqual(last.createdAt.getTime());
    expect(Object.keys(timelines[0]!).sort()).toEqual(
      [
        'agent',
        'client',
        'createdAt',
        'id',
        'lastMessageAt',
        'propertyCount',
        'title',
        'unreadCount',
        'updatedAt',
      ].sort(),
    );
  });

  it('show their properties with the latest message first, then the newest, to both sides with their own counts', async () => {
    const client = await world.client(agent);
    const homes = [
      await world.property(agent, client, '1 Elm St'),
      await world.property(agent, client, '2 Elm St'),
      await world.property(agent, client, '3 Elm St'),
    ];
    await world.send(client, homes[0]!, 'Is it sunny?');
    const [seenByAgent, seenByClient] = await Promise.all(
      [agent, client].map((actor) => world.caller(actor).timeline.get({ timelineId: client.timelineId })),
    );
    for (const detail of [seenByAgent!, seenByClient!]) {
      expect(detail.properties.map(({ address }) => address)).toEqual(['1 Elm St', '3 Elm St', '2 Elm St']);
      expect(detail).not.toHaveProperty('shareToken');
    }
    expect(seenByAgent!.properties[0]!.conversation).toMatchObject({
      unreadCount: 1,
      lastMessage: { content: 'Is it sunny?', senderType: 'CLIENT' },
    });
    expect(seenByClient!.properties[0]!.conversation.unreadCount).toBe(0);
    expect(await world.caller(client).property.list({ timelineId: client.timelineId })).toEqual(
      seenByClient!.properties,
    );
  });

  it('tell their agent the link and whether it is open, their client neither', async () => {
    const client = await world.client(agent);
    const { timelineId } = client;
    const url = `${origin}/t/${client.shareToken}`;
    const sharing = async (actor: Person) => (await world.caller(actor).timeline.get({ timelineId })).sharing;
    expect(await sharing(agent)).toEqual({ url, isOpen: true });
    expect(await sharing(client)).toBeNull();
    await world.caller(agent).timeline.revokeAccess({ timelineId });
    expect(await sharing(agent)).toEqual({ url, isOpen: false });
    expect((await world.caller(agent).timeline.share({ timelineId })).url).toBe(url);
    expect(await sharing(agent)).toEqual({ url, isOpen: true });
  });
});

describe('recordView', () => {
  it('tells the agent once an hour, however often and from how many devices the client looks', async () => {
    const viewer = await world.agent();
    const client = await world.client(viewer, 'Dana');
    const home = await world.property(viewer, client, '12 Elm Street');
    const views = async () => (await world.caller(viewer).notification.list({ type: 'PROPERTY_VIEWED' })).items;
    const look = () => world.caller(client).property.recordView({ propertyId: home.propertyId });

    expect(await Promise.all([look(), look(), look()])).toEqual([null, null, null]);
    expect(await views()).toMatchObject([
      {
        title: 'Dana viewed 12 Elm Street',
        level: 'PROPERTY',
        propertyId: home.propertyId,
        conversationId: home.conversationId,
        propertyAddress: '12 Elm Street',
      },
    ]);

    await world.store.sql(`UPDATE "Property" SET "lastViewedAt" = "lastViewedAt" - interval '61 minutes'`);
    await look();
    await look();
    expect(await views()).toHaveLength(2);
  });
});

describe('giveFeedback', () => {
  it('keeps the latest word and tells the agent of each that is new', async () => {
    const { agent: seller, client, home } = await world.couple('14 Elm Street');
    const give = (verdict: Verdict, comment?: string) =>
      world.caller(client).property.giveFeedback({ propertyId: home.propertyId, verdict, comment });
    const first = await give('LIKE');
    expect(first).toMatchObject({ propertyId: home.propertyId, verdict: 'LIKE', comment: null });
    expect(await give('LIKE', '  ')).toEqual(first);
    const second = await give('LOVE', 'The garden!');
    expect(second).toMatchObject({ id: first.id, verdict: 'LOVE', comment: 'The garden!', createdAt: first.createdAt });
    expect(await give('LOVE', 'The garden!')).toEqual(second);

    const [card] = await world.caller(seller).property.list({ timelineId: home.timelineId });
    expect(card?.feedback).toEqual(second);
    const { items } = await world.caller(seller).notification.list({ type: 'PROPERTY_FEEDBACK' });
    expect(items.map(({ title, message }) => [title, message])).toEqual([
      ['Carl Client loves 14 Elm Street', 'The garden!'],
      ['Carl Client likes 14 Elm Street', 'Carl Client likes 14 Elm Street.'],
    ]);
  });

  it('of the same word said twice at once is one', async () => {
    const { agent: seller, client, home } = await world.couple();
    const give = () => world.caller(client).property.giveFeedback({ propertyId: home.propertyId, verdict: 'PASS' });
    const [one, other] = await Promise.all([give(), give()]);
    expect(one).toEqual(other);
    expect((await world.caller(seller).notification.list({ type: 'PROPERTY_FEEDBACK' })).items).toHaveLength(1);
  });
});
