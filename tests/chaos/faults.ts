/** What goes wrong. Each fault does its worst, mends it again, and resolves when all that it broke can work once more. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import pg from 'pg';
import superjson from 'superjson';
import type { Message } from '../../shared/views.ts';
import type { Random } from '../random.ts';
import type { ChaosPerson } from './person.ts';
import type { Slot, Stage } from './stage.ts';

/** Between the worst and the mending. */
const worstMs = { low: 500, high: 3_500 };
const waitMs = 20_000;

export type Scene = { stage: Stage; people: readonly ChaosPerson[]; random: Random };
type Fault = (scene: Scene) => Promise<void>;

/** Sends to this very server, not through the proxy, and lets the test say when the answer may be read. */
function sendTo(slot: Slot, sender: ChaosPerson, clientMessageId: string) {
  const input = { conversationId: sender.home.conversationId, clientMessageId, content: 'at the worst moment' };
  const call = request(`${slot.url}/trpc/message.send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sender.accessToken}` },
  });
  call.on('error', () => {});
  call.end(JSON.stringify(superjson.serialize(input)));
  return {
    input,
    /** The message, once it is answered. */
    answer: () =>
      new Promise<Message>((resolve, reject) => {
        call.on('error', reject);
        call.on('response', (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => {
            const { result } = JSON.parse(text) as { result?: { data: { json: unknown } } };
            if (result) resolve(superjson.deserialize(result.data as Parameters<typeof superjson.deserialize>[0]));
            else reject(new Error(text));
          });
        });
      }),
  };
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await pause(5);
  }
}

const faults = {
  /** The server is killed while its transaction waits for a lock. What becomes of it is not known; said again, it is there once. */
  async 'killed before the commit'(scene) {
    const { stage, random } = scene;
    const slot = random.pick(stage.slots);
    const sender = random.pick(scene.people);
    const clientMessageId = randomUUID();
    await slot.ready();
    const lock = new pg.Client({ connectionString: stage.store.url });
    await lock.connect();
    try {
      await lock.query('BEGIN');
      await lock.query('SELECT 1 FROM "PropertyConversation" WHERE id = $1 FOR UPDATE', [sender.home.conversationId]);
      sendTo(slot, sender, clientMessageId);
      await until(async () => {
        const waiting = await stage.store.sql(
          `SELECT 1 FROM pg_stat_activity WHERE application_name = '${slot.name}' AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      }, 'a transaction that waits');
      await slot.kill('SIGKILL');
    } finally {
      await lock.end();
    }
    await sender.send(clientMessageId, 'at the worst moment');
    await slot.ready();
  },

  /** The server is killed when the message is stored and its answer on the way. Said again, it is the one that is stored. */
  async 'killed after the commit'(scene) {
    const { stage, random } = scene;
    const slot = random.pick(stage.slots);
    const sender = random.pick(scene.people);
    const clientMessageId = randomUUID();
    await slot.ready();
    sendTo(slot, sender, clientMessageId);
    const stored = `SELECT id FROM "Message" WHERE "clientMessageId" = '${clientMessageId}'`;
    await until(async () => (await stage.store.sql(stored)).length === 1, 'the message in the database');
    const [row] = await stage.store.sql(stored);
    await slot.kill('SIGKILL');
    const message = await sender.send(clientMessageId, 'at the worst moment');
    if (message.id !== row?.['id']) throw new Error('Stored twice');
    await slot.ready();
  },

  /** The server is killed the moment it has answered, before it may have told anybody. */
  async 'killed after the answer'(scene) {
    const { stage, random } = scene;
    const slot = random.pick(stage.slots);
    const sender = random.pick(scene.people);
    await slot.ready();
    const { answer } = sendTo(slot, sender, randomUUID());
    sender.acknowledge(await answer());
    await slot.kill('SIGKILL');
    await slot.ready();
  },

  async 'killed at any moment'({ stage, random }) {
    const slot = random.pick(stage.slots);
    await slot.kill('SIGKILL');
    await slot.ready();
  },

  async 'both killed'({ stage }) {
    await Promise.all(stage.slots.map((slot) => slot.kill('SIGKILL')));
    await Promise.all(stage.slots.map((slot) => slot.ready()));
  },

  async 'rolling restart'({ stage }) {
    for (const slot of stage.slots) {
      await slot.ready();
      const code = await slot.kill('SIGTERM');
      // Another fault may have killed it meanwhile.
      if (code !== 0 && code !== null) stage.wrongs.push(`${slot.name} stopped with ${code}`);
      await slot.ready();
    }
  },

  async 'Redis restarts, empty'({ stage, random }) {
    await stage.redis.kill();
    await pause(random.between(0, worstMs.high));
    await stage.redis.start();
  },

  async 'Redis hangs'({ stage, random }) {
    stage.redis.freeze();
    await pause(random.between(worstMs.low, worstMs.high));
    stage.redis.thaw();
  },

  async 'the line to Redis is cut'({ stage, random }) {
    random.pick(stage.slots).redis.cut();
  },

  async 'the line to Redis is stalled'({ stage, random }) {
    await stall(random.pick(stage.slots).redis, random);
  },

  async 'PostgreSQL restarts'({ stage }) {
    await stage.postgres.restart();
  },

  async 'PostgreSQL crashes'({ stage }) {
    await stage.postgres.crash();
    await stage.postgres.start();
  },

  async 'the line to PostgreSQL is cut'({ stage, random }) {
    random.pick(stage.slots).database.cut();
  },

  async 'the line to PostgreSQL is stalled'({ stage, random }) {
    await stall(random.pick(stage.slots).database, random);
  },

  async 'all clients are cut'({ stage }) {
    stage.front.cut();
  },

  async 'half of the clients are cut'({ stage, random }) {
    stage.front.cut(() => random.chance(0.5));
  },

  async 'half of the clients are half-open'({ stage, random }) {
    stage.front.halfOpen(() => random.chance(0.5));
  },

  async 'all clients are stalled'({ stage, random }) {
    await stall(stage.front, random);
  },
} satisfies Record<string, Fault>;

async function stall(line: { stall(): void; flow(): void }, random: Random): Promise<void> {
  line.stall();
  await pause(random.between(worstMs.low, worstMs.high));
  line.flow();
}

/** What a fault has to itself: no other that needs it is played meanwhile. */
const needs: Partial<Record<keyof typeof faults, readonly string[]>> = {
  'killed before the commit': ['servers', 'PostgreSQL'],
  'killed after the commit': ['servers', 'PostgreSQL'],
  'killed after the answer': ['servers', 'PostgreSQL'],
  'killed at any moment': ['servers'],
  'both killed': ['servers'],
  'rolling restart': ['servers'],
  'PostgreSQL restarts': ['PostgreSQL'],
  'PostgreSQL crashes': ['PostgreSQL'],
  // Whoever looks for a message of theirs in it waits for it.
  'the line to PostgreSQL is cut': ['PostgreSQL'],
  'the line to PostgreSQL is stalled': ['PostgreSQL'],
  'Redis restarts, empty': ['Redis'],
  'Redis hangs': ['Redis'],
};

/** Every fault once, in an order that the seed decides, one after the other or several at a time. */
export async function playAll(scene: Scene, say: (line: string) => void): Promise<void> {
  const { random } = scene;
  const began = Date.now();
  const running = new Map<string, Promise<void>>();
  // The keys of an object are its names.
  for (const name of random.shuffled(Object.keys(faults) as (keyof typeof faults)[])) {
    if (random.chance(0.5)) await Promise.all(running.values());
    const own = needs[name] ?? [name];
    await Promise.all(own.map((need) => running.get(need)));
    say(`${((Date.now() - began) / 1000).toFixed(1)} s  ${name}`);
    const played = faults[name](scene).catch((error: unknown) => {
      throw new Error(`${name}: ${String(error)}`, { cause: error });
    });
    // Awaited later: until then nobody else hears of a failure.
    played.catch(() => {});
    for (const need of own) running.set(need, played);
    await pause(random.between(300, 1_500));
  }
  await Promise.all(running.values());
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
