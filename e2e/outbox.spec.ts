/** Messages that are not sent yet: over a reload, in several tabs, and when nobody may know of them any more. */
import type { BrowserContext, Page, Route } from '@playwright/test';
import { storedMessages } from './scene.ts';
import { type Chat, openChat } from './screens.ts';
import { expect, test } from './test.ts';

const sending = /message\.send/;
const noAnswer = (route: Route) => route.abort('connectionrefused');

/** The texts of a chat, in order. */
const textsOf = (chat: Chat) => chat.log.locator('[data-item-index] p');
const contentsOf = async (...of: Parameters<typeof storedMessages>) =>
  (await storedMessages(...of)).map(({ content }) => content);

/** The mark of a message that is on its way, whichever tab sends it. */
const pendingMark = (chat: Chat, text: string) => chat.mark(text, 'Waiting to be sent').or(chat.mark(text, 'Sending'));

/** How many messages this browser keeps, of anybody. */
function keptIn(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answer(indexedDB.open('property-sync-outbox'));
    const count = await answer(database.transaction('entries').objectStore('entries').count());
    database.close();
    return count;
  });
}

/** Watches the calls that send; `hold`: from now on they wait until `letGo`. */
async function watchSending(target: Page | BrowserContext) {
  const sent: string[] = [];
  const held: Route[] = [];
  let isHeld = false;
  await target.route(sending, async (route) => {
    const body = route.request().postData() ?? '';
    sent.push(...Array.from(body.matchAll(/"content":"([^"]*)"/g), ([, text = '']) => text));
    if (isHeld) held.push(route);
    else await route.continue();
  });
  return {
    /** What they carried, in order. */
    sent,
    hold() {
      isHeld = true;
    },
    async letGo() {
      isHeld = false;
      // That of a page that is closed goes nowhere.
      await Promise.all(held.map((route) => route.continue().catch(() => undefined)));
    },
  };
}

test('what could not be sent is there after a reload, and goes out by itself, in order and once', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const agent = await openChat(await (await newDevice()).openAsAgent(scene), '12 Elm Street');
  const device = await newDevice();
  device.mayLoseNetwork();
  const page = await device.openAsClient(scene);
  const client = await openChat(page, '12 Elm Street');
  // The browser would not load a page without a network, so it is the calls that do not arrive: at first one, then all.
  await page.route(sending, noAnswer);
  const texts = ['One', 'Two', 'Three'];
  for (const text of texts) await client.write(text);
  for (const text of texts) await expect(client.message(text)).toBeVisible();
  await expect.poll(() => keptIn(page)).toBe(3);
  await page.route(/\/trpc\//, noAnswer);
  let hasAsked = false;
  page.on('dialog', async (dialog) => {
    hasAsked = true;
    await dialog.accept();
  });
  await page.reload();
  await page.unroute(/\/trpc\//, noAnswer);
  await expect(textsOf(client)).toHaveText(texts, { timeout: 20_000 });
  for (const text of ['Two', 'Three']) await expect(client.mark(text, 'Waiting to be sent')).toBeVisible();
  await expect(client.mark('One', 'Sent')).toHaveCount(0);
  expect(hasAsked, 'asked before leaving').toBe(false);

  await page.unroute(sending, noAnswer);
  for (const text of texts) await expect(client.mark(text, 'Read')).toBeVisible();
  await expect(textsOf(agent)).toHaveText(texts);
  await expect(textsOf(client)).toHaveText(texts);
  expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual(texts);
  await expect.poll(() => keptIn(page)).toBe(0);
});

test('a message whose answer got lost in a reload is there once', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const page = await (await newDevice()).openAsClient(scene, '?chat=none');
  const client = await openChat(page, '12 Elm Street');
  await page.route(sending, (route) => void route.fetch(), { times: 1 });
  await client.write('Only once');
  await expect.poll(() => contentsOf(scene.agent, scene.homes[0]!)).toEqual(['Only once']);
  await page.reload();
  await expect(client.mark('Only once', 'Sent')).toBeVisible();
  await expect.poll(() => keptIn(page)).toBe(0);
  await client.write('Then this');
  await expect(client.mark('Then this', 'Sent')).toBeVisible();
  await expect(textsOf(client)).toHaveText(['Only once', 'Then this']);
  expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual(['Only once', 'Then this']);
});

test('a refused message is still refused after a reload, until “Try again”', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const { conversationId } = scene.homes[0]!;
  const device = await newDevice();
  device.mayBeRefused(sending);
  device.mayLoseNetwork();
  const page = await device.openAsClient(scene);
  const client = await openChat(page, '12 Elm Street');
  await page.route(sending, noAnswer);
  await client.write('May I come on Monday?');
  await scene.agent.api.conversation.setStatus.mutate({ conversationId, status: 'CLOSED' });
  await page.unroute(sending, noAnswer);
  await expect(client.mark('May I come on Monday?', 'Not sent')).toBeVisible();
  await scene.agent.api.conversation.setStatus.mutate({ conversationId, status: 'ACTIVE' });
  await page.reload();
  await expect(client.message(/Not sent. This conversation is closed./)).toBeVisible();
  await client.write('Hello?');
  await expect(client.mark('Hello?', 'Sent')).toBeVisible();
  await expect(client.mark('May I come on Monday?', 'Not sent')).toBeVisible();
  await client.message('May I come on Monday?').getByRole('button', { name: 'Try again' }).click();
  await expect(client.mark('May I come on Monday?', 'Sent')).toBeVisible();
  expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual(['Hello?', 'May I come on Monday?']);
});

for (const { browser, hasLocks } of [
  { browser: 'a browser', hasLocks: true },
  { browser: 'a browser without locks between tabs', hasLocks: false },
]) {
  test(`two tabs of ${browser} show each other’s messages waiting and sent, in the order of writing`, async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    const device = await newDevice();
    // As over plain http to another host.
    if (!hasLocks)
      await device.context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
    const one = await openChat(await device.openAsClient(scene), '12 Elm Street');
    const two = await openChat(await device.openAsClient(scene), '12 Elm Street');
    const calls = await watchSending(device.context);
    await one.write('Before');
    await expect(two.mark('Before', 'Sent')).toBeVisible();
    await expect.poll(() => keptIn(device.context.pages()[0]!)).toBe(0);
    if (hasLocks) expect(calls.sent).toEqual(['Before']);

    calls.hold();
    await one.write('Asked in one');
    await expect(pendingMark(two, 'Asked in one')).toBeVisible();
    await two.write('Asked in two');
    await expect(one.mark('Asked in two', 'Waiting to be sent')).toBeVisible();
    await one.write('Added in one');
    const written = ['Before', 'Asked in one', 'Asked in two', 'Added in one'];
    for (const chat of [one, two]) await expect(textsOf(chat)).toHaveText(written);
    await calls.letGo();
    for (const chat of [one, two]) {
      for (const text of written) await expect(chat.mark(text, 'Sent')).toBeVisible();
      await expect(textsOf(chat)).toHaveText(written);
    }
    expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual(written);
  });
}

test('when the tab that sends is closed in the middle, the other one sends', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const device = await newDevice();
  const firstPage = await device.openAsClient(scene);
  const first = await openChat(firstPage, '12 Elm Street');
  const other = await openChat(await device.openAsClient(scene), '12 Elm Street');
  const calls = await watchSending(device.context);
  calls.hold();
  const texts = ['On the way', 'Behind it', 'And the last'];
  for (const text of texts) await first.write(text);
  for (const text of texts) await expect(pendingMark(other, text)).toBeVisible();
  expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual([]);
  await firstPage.close();
  await calls.letGo();
  for (const text of texts) await expect(other.mark(text, 'Sent')).toBeVisible();
  await expect(textsOf(other)).toHaveText(texts);
  expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual(texts);
});

test('agent and client in one browser see and send nothing of each other', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const device = await newDevice();
  device.mayLoseNetwork();
  const agentPage = await device.openAsAgent(scene);
  const agent = await openChat(agentPage, '12 Elm Street');
  await agentPage.route(sending, noAnswer);
  await agent.write('From the agent');
  await expect.poll(() => keptIn(agentPage)).toBe(1);
  const clientPage = await device.openAsClient(scene);
  const client = await openChat(clientPage, '12 Elm Street');
  await client.write('From the client');
  // By the agent, whose chat is open.
  await expect(client.mark('From the client', 'Read')).toBeVisible();
  await expect(textsOf(client)).toHaveText(['From the client']);
  expect(await keptIn(clientPage)).toBe(1);
  await agentPage.unroute(sending, noAnswer);
  await expect(client.message('From the agent')).toBeVisible();
  const stored = await storedMessages(scene.agent, scene.homes[0]!);
  expect(stored.map(({ content, senderType }) => `${senderType}: ${content}`)).toEqual([
    'CLIENT: From the client',
    'AGENT: From the agent',
  ]);
});

test('who signs out leaves nothing unsent behind', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const device = await newDevice();
  device.mayLoseNetwork();
  device.mayBeRefused(/trpc/);
  const page = await device.openAsAgent(scene);
  const other = await device.openAsAgent(scene);
  const chat = await openChat(page, '12 Elm Street');
  const otherChat = await openChat(other, '12 Elm Street');
  await device.context.route(sending, noAnswer);
  await chat.write('Never mind');
  await expect(otherChat.message('Never mind')).toBeVisible();
  await expect.poll(() => keptIn(page)).toBe(1);
  await page.getByRole('button', { name: 'Account of Ann Archer' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await expect(other.getByText('Your session has ended. Please sign in again.')).toBeVisible();
  await expect.poll(() => keptIn(page)).toBe(0);
  await device.context.unroute(sending, noAnswer);

  const again = await openChat(await device.openAsAgent(scene), '12 Elm Street');
  await again.write('Something else');
  await expect(again.mark('Something else', 'Sent')).toBeVisible();
  await expect(textsOf(again)).toHaveText(['Something else']);
  expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual(['Something else']);
});

test('where the browser keeps nothing, the page asks before it closes, and everything else goes on', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const device = await newDevice();
  device.mayLoseNetwork();
  await device.context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Not allowed', 'SecurityError');
    };
  });
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  await page.route(sending, noAnswer);
  await chat.write('One');
  await chat.write('Two');
  const [dialog] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })]);
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await page.unroute(sending, noAnswer);
  for (const text of ['One', 'Two']) await expect(chat.mark(text, 'Sent')).toBeVisible();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => page.isClosed()).toBe(true);
  expect(await contentsOf(scene.agent, scene.homes[0]!)).toEqual(['One', 'Two']);
});
