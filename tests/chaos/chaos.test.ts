/**
 * Forty pairs chat while everything breaks, by a schedule that a seed decides. Afterwards nothing that was acknowledged is missing, doubled,
 * out of order, or with anybody it does not belong to. `CHAOS_SEED=… npm run test:chaos` plays a schedule again.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { expectFreshConversation, expectFreshFeed } from '../replicas.ts';
import { openWorld, type World } from '../world.ts';
import { playAll } from './faults.ts';
import { ChaosPerson } from './person.ts';
import { openStage, type Stage } from './stage.ts';

const agents = 20;
const clientsOfAgent = 2;
/** So that a conversation fits into one page of history. */
const messagesEach = 45;
const pauseMs = 3_000;
/** After the last fault everybody gets their last word in within this time. */
const calmWithinMs = 20_000;

let stage: Stage;
/** A server of this process on the same database, to look at what is really there. */
let world: World;
beforeAll(async () => {
  stage = await openStage();
  world = await openWorld({ store: stage.store });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

const seeds: { name: string; seed: number }[] = [
  // Who was asked by a server that stops to go on elsewhere was told things there as well as here.
  { name: 'a server that stops tells nobody twice', seed: 880448 },
  { name: 'a schedule of today', seed: Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000) },
];

test.each(seeds)('$name, seed $seed', { timeout: 240_000 }, async ({ seed }) => {
  const say = (line: string) => process.stdout.write(`  chaos ${seed}: ${line}\n`);
  const random = createRandom(seed);
  const url = `http://127.0.0.1:${stage.front.port}`;
  const people: ChaosPerson[] = [];
  for (let index = 0; index < agents; index += 1) {
    const agent = await world.agent(`Agent ${index}`);
    for (let place = 0; place < clientsOfAgent; place += 1) {
      const client = await world.client(agent, `Client ${index}.${place}`);
      const home = await world.property(agent, client);
      for (const person of [agent, client]) people.push(await ChaosPerson.open(world, person, home, url, random));
    }
  }

  let isOver = false;
  const talked = Promise.all(people.map((person) => person.talk(messagesEach, pauseMs, () => isOver)));
  talked.catch(() => {});
  await playAll({ stage, people, random }, say);
  await Promise.all(stage.slots.map((slot) => slot.ready()));
  isOver = true;
  const calmAt = Date.now();
  await Promise.race([
    talked,
    new Promise((_, reject) => setTimeout(() => reject(new Error('Not everybody got their word in')), calmWithinMs)),
  ]);
  say(`everybody has said all after ${((Date.now() - calmAt) / 1000).toFixed(1)} s of calm`);

  for (const person of people) {
    await expectFreshConversation(world, person.person, person.home, person.conversation);
    await expectFreshFeed(world, person.person, person.feed);
    const { conversationId } = person.home;
    const rows = await stage.store.sql(
      `SELECT id, "clientMessageId", sequence, content, "deletedAt" IS NOT NULL AS deleted FROM "Message"
       WHERE "conversationId" = '${conversationId}' AND "senderId" = '${person.person.userId}' ORDER BY sequence`,
    );
    const acknowledged = [...person.acknowledged.values()].sort((a, b) => a.sequence - b.sequence);
    // Everybody says a thing until it is acknowledged: so what was acknowledged and what is there are the same.
    expect(rows).toEqual(
      acknowledged.map((message) => ({
        id: message.id,
        clientMessageId: message.clientMessageId,
        sequence: message.sequence,
        content: message.content,
        deleted: message.deletedAt !== null,
      })),
    );
    expect(new Set(rows.map((row) => row['clientMessageId'])).size).toBe(rows.length);
  }
  expect(people.flatMap(({ wrongs }) => wrongs)).toEqual([]);
  expect(stage.wrongs).toEqual([]);
  const messages = people.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
  const retries = people.reduce((sum, person) => sum + person.retries, 0);
  const longest = Math.max(...people.map(({ longestMs }) => longestMs));
  say(
    `${messages} messages acknowledged, ${retries} calls and streams begun again, the slowest answer after ${longest} ms`,
  );
  await Promise.all(people.map((person) => person.close()));
});
