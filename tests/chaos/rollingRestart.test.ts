/**
 * Two servers are restarted one after the other while people chat with the client of the web page: nobody loses anything, and nobody sees
 * more of it than a short "Connecting…".
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPropertySync, type PropertySync } from '../../client/sdk/propertySync.ts';
import { CookieJar } from '../cookieJar.ts';
import { PromptWebSocket } from '../promptWebSocket.ts';
import { type Agent, type Client, clientCode, type Home, openWorld, password, type World } from '../world.ts';
import { openStage, type Stage } from './stage.ts';

const pairs = 8;
/** "Connecting…" for longer than this is not short. */
const shortMs = 5_000;

let stage: Stage;
let world: World;
const open: PropertySync[] = [];
beforeAll(async () => {
  stage = await openStage();
  world = await openWorld({ store: stage.store });
});
afterAll(async () => {
  for (const sync of open) sync.release();
  await world[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

/** Somebody at their page with one chat open, and what they see of the connection. */
async function sitDown(person: Agent | Client, home: Home) {
  const origin = `http://127.0.0.1:${stage.front.port}`;
  const { fetch } = new CookieJar();
  const kind =
    person.type === 'AGENT' ? { type: 'AGENT' as const } : { type: 'CLIENT' as const, shareToken: person.shareToken };
  const sync = createPropertySync({ kind, origin, WebSocket: PromptWebSocket, fetch });
  open.push(sync);
  sync.retain();
  await expect.poll(() => sync.session.state.get().status).toBe('signedOut');
  sync.session.begin(
    person.type === 'AGENT'
      ? await sync.api.auth.login.mutate({ email: person.email, password })
      : await sync.api.auth.openTimeline.mutate({ shareToken: person.shareToken, clientCode }),
  );
  const chat = sync.conversations.chat(home.conversationId, home.propertyId);
  chat.open();
  await expect.poll(() => sync.connection.status.get() === 'connected' && chat.view.get().state !== null).toBe(true);

  const seen = { failed: 0, longestGapMs: 0, wasSignedOut: false };
  let goneAt = 0;
  sync.connection.steadyStatus.subscribe(() => {
    if (sync.connection.steadyStatus.get() !== 'connected') goneAt ||= Date.now();
    else if (goneAt > 0) {
      seen.longestGapMs = Math.max(seen.longestGapMs, Date.now() - goneAt);
      goneAt = 0;
    }
  });
  sync.outbox.entries.subscribe(() => {
    seen.failed += sync.outbox.entries.get().filter(({ delivery }) => delivery === 'failed').length;
  });
  sync.session.state.subscribe(() => {
    seen.wasSignedOut ||= sync.session.state.get().status !== 'signedIn';
  });
  const said: string[] = [];
  return {
    said,
    seen,
    say(content: string) {
      said.push(content);
      sync.outbox.add({ conversationId: home.conversationId, content, senderId: person.userId });
    },
    isDone: () => sync.outbox.entries.get().length === 0,
    heard: () => chat.view.get().state?.messages.map(({ content }) => content) ?? [],
    async leave() {
      chat.close();
      await sync.session.signOut();
    },
  };
}

test('a rolling restart under load loses nothing and shows no error', { timeout: 120_000 }, async () => {
  const couples = await Promise.all(
    Array.from({ length: pairs }, async () => {
      const { agent, client, home } = await world.couple();
      return { home, people: [await sitDown(agent, home), await sitDown(client, home)] as const };
    }),
  );
  let round = 0;
  const talking = setInterval(() => {
    round += 1;
    for (const { people } of couples) for (const [index, person] of people.entries()) person.say(`${index} ${round}`);
  }, 400);
  try {
    for (const slot of stage.slots) {
      expect(await slot.kill('SIGTERM')).toBe(0);
      await slot.ready();
    }
    // It goes on after the last of it.
    const last = round;
    await expect.poll(() => round).toBeGreaterThan(last + 2);
  } finally {
    clearInterval(talking);
  }

  for (const { home, people } of couples) {
    await expect.poll(() => people.every((person) => person.isDone())).toBe(true);
    const rows = await stage.store.sql(
      `SELECT content FROM "Message" WHERE "conversationId" = '${home.conversationId}' ORDER BY sequence`,
    );
    const stored = rows.map(({ content }) => String(content));
    for (const [index, person] of people.entries()) {
      expect(stored.filter((content) => content.startsWith(`${index} `))).toEqual(person.said);
      await expect.poll(() => person.heard()).toEqual(stored);
      expect(person.seen).toMatchObject({ failed: 0, wasSignedOut: false });
      expect(person.seen.longestGapMs).toBeLessThan(shortMs);
    }
  }
  expect(stage.wrongs).toEqual([]);
  for (const { people } of couples) await Promise.all(people.map((person) => person.leave()));
});
