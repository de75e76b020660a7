import type { Page } from '@playwright/test';
import { say } from './scene.ts';
import { expectBell, openChat } from './screens.ts';
import { expect, test } from './test.ts';

type Shown = { title: string; body: string };
declare global {
  interface Window {
    shown: Shown[];
  }
}

/** Keeps a note of every notification that the browser is asked to show; it is shown all the same. */
function noteNotices(): void {
  window.shown = [];
  const Real = window.Notification;
  window.Notification = class extends Real {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options);
      window.shown.push({ title, body: options?.body ?? '' });
    }
  };
}

/** As when another tab, or another program, comes before the page. */
const setVisibility = (page: Page, state: 'visible' | 'hidden') =>
  page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibility });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

const shown = (page: Page) => page.evaluate(() => window.shown);

test('while the page is out of sight the browser says what comes in, once somebody has turned that on', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const [ash, birch] = [scene.homes[0]!, scene.homes[1]!];
  const device = await newDevice({ permissions: ['notifications'] });
  await device.context.addInitScript(noteNotices);
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '1 Ash Lane');
  // The homes that joined.
  await expectBell(page, 1);

  await setVisibility(page, 'hidden');
  await say(scene.agent, birch, 'Before it was turned on');
  await expectBell(page, 2);
  expect(await shown(page)).toEqual([]);

  await setVisibility(page, 'visible');
  await page.getByRole('button', { name: 'Notifications, 2 unread' }).click();
  const list = page.getByRole('dialog', { name: 'Notifications' });
  await list.getByRole('button', { name: 'Turn on' }).click();
  await expect(list.getByRole('button', { name: 'Turn off' })).toBeVisible();
  await page.keyboard.press('Escape');
  await say(scene.agent, birch, 'In sight');
  await expect(page.getByText('2 new messages for 2 Birch Lane')).toBeVisible();
  expect(await shown(page)).toEqual([]);

  // Also of the chat that is open, since nobody looks at it.
  await setVisibility(page, 'hidden');
  await say(scene.agent, ash, 'Are you there?');
  await expect.poll(() => shown(page)).toEqual([{ title: 'New message for 1 Ash Lane', body: 'Are you there?' }]);
  await setVisibility(page, 'visible');
  await expect(chat.message('Are you there?')).toBeVisible();
  await expectBell(page, 2);
});
