import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { type Agent, type Client, expectRefusal, type Home, openWorld, type World } from '../../tests/world.ts';
import type { Database } from './client.ts';
import type { DurableChange } from './durableChange.ts';
import { createMessageWriter, type MessageWriter, type NewMessage } from './messageWriter.ts';

let world: World;
let agent: Agent;
let client: Client;
let home: Home;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

let published: DurableChange[][];
let writer: MessageWriter;
beforeEach(async () => {
  ({ agent, client, home } = await world.couple());
  published = [];
  writer = createMessageWriter(world.database, (changes) => published.push(changes));
});

const message = (changes: Partial<NewMessage> = {}): NewMessage => ({
  conversationId: home.conversationId,
  senderId: client.userId,
  clientMessageId: randomUUID(),
  content: 'hello',
  type: 'TEXT',
  replyToId: null,
  ...changes,
});

test('what comes at once goes out together, in order of arrival', async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      writer.write(message({ content: `${index}`, senderId: index % 2 ? agent.userId : client.userId })),
    ),
  );
  expect(answers.map(({ message: { sequence } }) => sequence)).toEqual(answers.map((_, index) => index + 1));
  expect(answers.map(({ message: { content } }) => content)).toEqual(answers.map((_, index) => `${index}`));
  expect(published).toHaveLength(1);
});

test('with two lanes another conversation does not wait for a statement under way; the same one does', async () => {
  const other = await world.property(agent, client);
  let asked = 0;
  let goOn = () => {};
  const database = new Proxy(world.database, {
    get(target, key) {
      if (key !== '$send') return Reflect.get(target, key);
      return async (...parameters: Parameters<Database['$send']>) => {
        asked += 1;
        if (asked === 1) {
          await new Promise<void>((resolve) => {
            goOn = resolve;
          });
        }
        return target.$send(...parameters);
      };
    },
  });
  const order: string[] = [];
  const told: DurableChange[][] = [];
  const two = createMessageWriter(database, (changes) => told.push(changes), { lanes: 2 });
  const write = (content: string, { conversationId } = home) =>
    two
      .write(message({ conversationId, content }))
      .then(({ message: { sequence } }) => order.push(`${content} ${sequence}`));
  const first = write('first');
  await vi.waitFor(() => expect(asked).toBe(1));
  const [second, elsewhere] = [write('second'), write('elsewhere', other)];
  await elsewhere;
  expect({ order, asked }).toEqual({ order: ['elsewhere 1'], asked: 2 });
  goOn();
  await Promise.all([first, second]);
  expect({ order, asked }).toEqual({ order: ['elsewhere 1', 'first 1', 'second 2'], asked: 3 });
  expect(told).toHaveLength(3);
});

test('what is published of a batch counts on without gaps, in every conversation and every feed', async () => {
  const other = await world.property(agent, client);
  const stranger = await world.couple();
  const places = [home, other].map(({ conversationId }) => message({ conversationId }));
  const strange = message({ conversationId: stranger.home.conversationId, senderId: stranger.agent.userId });
  const before = await world.store.sql(`SELECT "userId" AS id, revision FROM "UserFeed"`);
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      writer.write({ ...[...places, strange][index % 3]!, clientMessageId: randomUUID() }),
    ),
  );
  const heads = new Map(before.map(({ id, revision }) => [String(id), Number(revision)]));
  const byAggregate = new Map<string, DurableChange[]>();
  for (const change of published.flat()) {
    const key = `${change.aggregate} ${change.id}`;
    byAggregate.set(key, [...(byAggregate.get(key) ?? []), change]);
  }
  expect(byAggregate.size).toBe(3 + 4);
  for (const changes of byAggregate.values()) {
    const start = heads.get(changes[0]!.id) ?? 0;
    const revisions = changes.map(({ revision }) => revision).sort((a, b) => a - b);
    expect(revisions).toEqual(revisions.map((_, index) => start + index + 1));
  }
});

test('while the database is away nobody waits for the tries of all the others', async () => {
  let questions = 0;
  let isAway = true;
  const database = new Proxy(world.database, {
    get(target, key) {
      if (key !== '$send') return Reflect.get(target, key);
      return (...parameters: Parameters<Database['$send']>) => {
        questions += 1;
        return isAway ? Promise.reject(new AppError('UNAVAILABLE')) : target.$send(...parameters);
      };
    },
  });
  const hopeful = createMessageWriter(database, (changes) => published.push(changes));
  const sends = Array.from({ length: 50 }, (_, index) => message({ content: `${index}` }));
  const results = await Promise.allSettled(sends.map((each) => hopeful.write(each)));
  for (const result of results) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
  }
  // All together, and once more.
  expect(questions).toBe(2);

  isAway = false;
  const again = await Promise.all(sends.map((each) => hopeful.write(each)));
  expect(again.map(({ message: { sequence } }) => sequence)).toEqual(sends.map((_, index) => index + 1));
});

test('a connection that is lost after the commit costs nobody anything: stored once, answered, and told of', async () => {
  let isFirst = true;
  const database = new Proxy(world.database, {
    get(target, key) {
      if (key !== '$send') return Reflect.get(target, key);
      return async (...parameters: Parameters<Database['$send']>) => {
        const answer = await target.$send(...parameters);
        if (!isFirst) return answer;
        isFirst = false;
        throw new AppError('UNAVAILABLE');
      };
    },
  });
  const unlucky = createMessageWriter(database, (changes) => published.push(changes));
  const { message: stored } = await unlucky.write(message({ content: 'once' }));
  expect(stored).toMatchObject({ sequence: 1, content: 'once' });
  expect((await world.caller(agent).conversation.forProperty(home)).messages).toHaveLength(1);
  const heads = published.flat().map(({ aggregate, id, revision }) => ({ aggregate, id, revision }));
  expect(heads).toContainEqual({ aggregate: 'conversation', id: home.conversationId, revision: 1 });
  expect(heads.filter(({ aggregate }) => aggregate === 'user').map(({ id }) => id)).toEqual(
    expect.arrayContaining([agent.userId, client.userId]),
  );
});

test('a bad row in a batch costs no other', async () => {
  const good = Array.from({ length: 10 }, (_, index) => message({ content: `${index}` }));
  // PostgreSQL cannot store NUL: the whole statement fails.
  const bad = message({ content: 'a\0b' });
  const results = await Promise.allSettled(
    [...good.slice(0, 5), bad, ...good.slice(5)].map((each) => writer.write(each)),
  );
  expect(results.map(({ status }) => status)).toEqual([
    ...Array(5).fill('fulfilled'),
    'rejected',
    ...Array(5).fill('fulfilled'),
  ]);
  const { messages } = await world.caller(agent).conversation.forProperty(home);
  expect(messages.map(({ content, sequence }) => [content, sequence])).toEqual(
    good.map(({ content }, index) => [content, index + 1]),
  );
  expect((await writer.write(message())).message.sequence).toBe(11);
});

test('each of a batch is refused or stored on its own', async () => {
  const stranger = await world.couple();
  const closed = await world.property(agent, client);
  await world.caller(agent).conversation.setStatus({ conversationId: closed.conversationId, status: 'CLOSED' });
  const foreign = await world.send(stranger.client, stranger.home, 'theirs');
  const first = writer.write(message());
  await Promise.all([
    expectRefusal(writer.write(message({ conversationId: 'nowhere' })), 'CONVERSATION_NOT_FOUND'),
    expectRefusal(writer.write(message({ conversationId: stranger.home.conversationId })), 'CONVERSATION_NOT_FOUND'),
    expectRefusal(writer.write(message({ conversationId: closed.conversationId })), 'CONVERSATION_CLOSED'),
    expectRefusal(writer.write(message({ replyToId: 'none' })), 'MESSAGE_NOT_FOUND'),
    expectRefusal(writer.write(message({ replyToId: foreign.id })), 'MESSAGE_NOT_FOUND'),
    expectRefusal(writer.write(message({ senderId: 'nobody' })), 'CONVERSATION_NOT_FOUND'),
    expect(writer.write(message())).resolves.toMatchObject({ message: { sequence: 2 } }),
  ]);
  expect((await first).message.sequence).toBe(1);
});

test('repeats in one batch, and of earlier ones, are answered with the first', async () => {
  const once = message();
  const [first, second, third] = await Promise.all([writer.write(once), writer.write(once), writer.write(message())]);
  expect(first).toMatchObject({ message: { sequence: 1 }, isNew: true });
  expect(second).toEqual({ message: first?.message, isNew: false });
  expect(third).toMatchObject({ message: { sequence: 2 }, isNew: true });
  expect(await writer.write({ ...once, content: 'something else' })).toEqual(second);
  const told = published.flat().filter(({ aggregate }) => aggregate === 'conversation');
  expect(told.filter(({ change }) => change)).toHaveLength(2);
  // Each repeat says how far the conversation has come: whoever told of the first may not have been heard.
  expect(told.filter(({ change }) => !change).map(({ revision }) => revision)).toEqual([2, 2]);
});

test('several writers on the same conversations number without gaps', async () => {
  const others = [writer, ...[1, 2].map(() => createMessageWriter(world.database, () => {}))];
  const answers = await Promise.all(Array.from({ length: 90 }, (_, index) => others[index % 3]!.write(message())));
  expect(answers.map(({ message: { sequence } }) => sequence).sort((a, b) => a - b)).toEqual(
    answers.map((_, index) => index + 1),
  );
});

test('is told of before its sender has the answer', async () => {
  const order: string[] = [];
  const telling = createMessageWriter(world.database, () => order.push('told'));
  await telling.write(message()).then(() => order.push('answered'));
  expect(order).toEqual(['told', 'answered']);
});
