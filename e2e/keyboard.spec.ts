import type { Locator, Page } from '@playwright/test';
import { Chat, chatButton } from './screens.ts';
import { expect, test } from './test.ts';

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
  }
  await expect(target, 'not reached with the Tab key').toBeFocused();
}

test('the whole way by keyboard: sign in, to a card, its chat, a message, and back to the card', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const page = await (await newDevice()).open(`${scene.url}/timelines/${scene.timelineId}`);
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type(scene.agent.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(scene.agent.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible();

  await tabTo(page, page.getByRole('link', { name: 'Skip to the content' }));
  await page.keyboard.press('Enter');
  const button = chatButton(page, '2 Birch Lane');
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  const chat = new Chat(page, '2 Birch Lane');
  await expect(chat.field).toBeFocused();
  await page.keyboard.type('Written without a mouse');
  await page.keyboard.press('Enter');
  await expect(chat.mark('Written without a mouse', 'Sent')).toBeVisible();
  await expect(chat.field).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(chat.panel).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('menus and dialogs open, close with Escape, and give the focus back', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const page = await (await newDevice()).openAsAgent(scene);
  await expect(page.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible();
  for (const [name, opened] of [
    ['Notifications', page.getByRole('dialog', { name: 'Notifications' })],
    ['Account of Ann Archer', page.getByRole('menu')],
    ['Share', page.getByRole('menu')],
    ['Import homes', page.getByRole('dialog', { name: 'Import homes' })],
  ] as const) {
    const button = page.getByRole('button', { name, exact: true });
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    await expect(opened).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(opened).toHaveCount(0);
    await expect(button).toBeFocused();
  }

  // A dialog that an entry of a menu has opened gives the focus back to the menu's button.
  const share = page.getByRole('button', { name: 'Share', exact: true });
  await share.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Copy the link' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Share with a new code…' })).toBeFocused();
  await page.keyboard.press('Enter');
  const question = page.getByRole('alertdialog', { name: 'Make a new code?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(share).toBeFocused();
});
