/** What a client waits for before the homes show, as it really comes over the network; and that the rest comes when it is needed. */
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { card, chatButton, openChat } from './screens.ts';
import { expect, test } from './test.ts';

/** Of JavaScript, in bytes. Measured as gzip makes it at its best, whichever compression the server has sent it in. */
const firstLoadBytes = 150_000;

/** What is fetched ahead comes later than that (ms) after the homes. */
const settledMs = 500;

type Script = { name: string; encoding: string | null; gzipBytes: number };

/** The scripts of a page from here on. `first`: only those asked for before the homes were there, and a moment after. */
async function scriptsOf(page: Page) {
  const loaded: Promise<Script>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    const name = new URL(response.url()).pathname;
    const measure = async (): Promise<Script> => ({
      name,
      encoding: await response.headerValue('content-encoding'),
      gzipBytes: gzipSync(await response.body(), { level: 9 }).length,
    });
    loaded.push(measure());
  });
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('article button') === null) return;
      performance.mark('homes');
      observer.disconnect();
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  const all = () => Promise.all(loaded);
  return {
    all,
    first: async () => {
      await page.waitForFunction((ms) => {
        const seen = performance.getEntriesByName('homes')[0]?.startTime;
        return seen !== undefined && performance.now() > seen + ms;
      }, settledMs);
      const names = await page.evaluate((ms) => {
        const seen = performance.getEntriesByName('homes')[0]?.startTime ?? 0;
        const requests = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < seen + ms);
        return requests.map(({ name }) => new URL(name).pathname);
      }, settledMs);
      return (await all()).filter(({ name }) => names.includes(name));
    },
  };
}

test('a client’s homes show after 150 KB of JavaScript at most; the chat comes when it is wanted, the agent’s pages never', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const page = await (await newDevice()).context.newPage();
  const scripts = await scriptsOf(page);
  await page.goto(scene.client.access.url);
  await page.getByLabel('Code').fill(scene.client.access.clientCode);
  // Not with the mouse, which could come to lie on a card.
  await page.getByLabel('Code').press('Enter');
  await expect(chatButton(page, '1 Ash Lane')).toBeVisible();

  const first = await scripts.first();
  const sizes = first.map(({ name, gzipBytes }) => `${name} ${gzipBytes}`).join('\n');
  const total = first.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
  test.info().annotations.push({ type: 'first load', description: `${total} bytes` });
  expect(total, sizes).toBeGreaterThan(50_000);
  expect(total, sizes).toBeLessThanOrEqual(firstLoadBytes);
  expect(first.filter(({ encoding }) => encoding !== 'br' && encoding !== 'gzip')).toEqual([]);
  expect(first.filter(({ name }) => /ChatModal|Agent|TimelinePage/.test(name))).toEqual([]);

  const chat = await openChat(page, '1 Ash Lane');
  await chat.write('Is it still there?');
  await expect(chat.mark('Is it still there?', 'Sent')).toBeVisible();
  expect((await scripts.all()).map(({ name }) => name)).toContainEqual(expect.stringMatching(/ChatModal/));

  // They are called so.
  const agentPage = await (await newDevice()).openAsAgent(scene);
  await expect(card(agentPage, '1 Ash Lane')).toBeVisible();
  const agentScripts = await agentPage.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(agentScripts).toContainEqual(expect.stringMatching(/Agent/));
  expect(agentScripts).toContainEqual(expect.stringMatching(/TimelinePage/));
});

test('the bell keeps the focus while its list is on the way, and opens when it comes', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const device = await newDevice();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await device.context.route(/NotificationPanel.*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  const page = await device.openAsClient(scene);
  const bell = page.getByRole('button', { name: 'Notifications' });
  await bell.press('Enter');
  await expect(page.getByText('Opening…')).toBeVisible();
  await expect(bell).toBeFocused();
  letGo();
  const list = page.getByRole('dialog', { name: 'Notifications' });
  await expect(list).toBeVisible();
  await expect(page.getByText('Opening…')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(bell).toBeFocused();
});

for (const key of ['Enter', 'ArrowDown']) {
  test(`the account’s menu opens with ${key} on its first entry, the first time as well`, async ({
    newScene,
    newDevice,
  }) => {
    const page = await (await newDevice()).openAsClient(await newScene());
    const account = page.getByRole('button', { name: 'Account of Carl Cole' });
    for (const _ of ['the first time', 'again']) {
      await account.press(key);
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menu')).toHaveCount(0);
      await expect(account).toBeFocused();
    }
    // With the mouse no entry is chosen beforehand.
    await account.click();
    await expect(page.getByRole('menu')).toBeFocused();
  });
}

test('what a toast has to say waits until its code has come', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane'] });
  const device = await newDevice();
  device.mayLoseNetwork();
  let isHeld = true;
  await device.context.route(/Toasts.*\.js/, (route) => (isHeld ? route.abort() : route.continue()));
  const page = await device.openAsClient(scene);
  await page.route(/property\.giveFeedback/, (route) => route.abort('connectionrefused'));
  const love = card(page, '1 Ash Lane').getByRole('button', { name: 'Love' });
  const asked = page.waitForRequest(/Toasts.*\.js/);
  await love.click();
  await asked;
  await expect(love).toHaveAttribute('aria-pressed', 'false');
  isHeld = false;
  await expect(page.getByText(/server cannot be reached/i)).toBeVisible();
});
