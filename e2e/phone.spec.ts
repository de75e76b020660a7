import type { Page } from '@playwright/test';
import { say } from './scene.ts';
import { chatButton, expectUnread } from './screens.ts';
import { expect, test } from './test.ts';

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Nothing hangs out on the right. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
}

test('on a phone the chat is the whole screen, one tap away, and back leads to the homes', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const device = await newDevice(phone);
  const page = await device.open(scene.client.access.url);
  await page.getByLabel('Code').fill(scene.client.access.clientCode);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Open my homes' }).tap();
  await expect(page.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible();
  await expectNoSidewaysScroll(page);

  await chatButton(page, '1 Ash Lane').tap();
  const panel = page.getByRole('dialog', { name: '1 Ash Lane' });
  const field = panel.getByRole('textbox', { name: 'Message to Ann Archer' });
  await field.fill('Can we see it');
  // Under a finger Enter makes a new line; the button sends.
  await field.press('Enter');
  await field.pressSequentially('on Sunday?');
  await panel.getByRole('button', { name: 'Send message' }).tap();
  await expect(panel.getByText('on Sunday?')).toBeVisible();
  await expect(panel.getByRole('img', { name: 'Sent' })).toBeVisible();
  const box = await panel.boundingBox();
  expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
  await expectNoSidewaysScroll(page);

  await page.goBack();
  await expect(panel).toHaveCount(0);
  await say(scene.agent, scene.homes[1]!, 'This one is free on Sunday');
  await expectUnread(page, '2 Birch Lane', 1);
  await chatButton(page, '2 Birch Lane').tap();
  await page.getByRole('dialog', { name: '2 Birch Lane' }).getByRole('button', { name: 'Back to the homes' }).tap();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expectUnread(page, '2 Birch Lane', 0);
});

test('the agent’s pages fit a phone, too', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1234 A Street With A Very Long Name And No End In Sight Whatsoever'] });
  const page = await (await newDevice(phone)).openAsAgent(scene, '/');
  await expect(page.getByRole('link', { name: scene.title })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole('link', { name: scene.title }).tap();
  await expect(page.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Notifications' }).tap();
  await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Close notifications' }).tap();
  await page.getByRole('button', { name: 'Import homes' }).tap();
  await expect(page.getByRole('heading', { name: 'Import homes' })).toBeVisible();
  await expectNoSidewaysScroll(page);
});
