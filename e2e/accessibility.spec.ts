import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { say } from './scene.ts';
import { openChat } from './screens.ts';
import { expect, test } from './test.ts';

/** Everything that axe finds serious on the screen as it stands, in light and in dark. */
async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours in the middle of a transition are nobody's choice.
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
          .map(({ finished }) => finished),
      ),
    );
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
      );
    expect.soft(serious, `${screen}, ${colorScheme}`).toEqual([]);
  }
}

test('axe finds nothing serious before the doors', async ({ server, newDevice }) => {
  const device = await newDevice();
  device.mayBeRefused(/auth\.openTimeline/);
  const page = await device.open(`${server.url}/`);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await expectAccessible(page, 'sign in');
  await page.goto(`${server.url}/register`);
  await page.getByRole('button', { name: 'Open account' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expectAccessible(page, 'register with errors');
  await page.goto(`${server.url}/t/somewhere`);
  await page.getByLabel('Code').fill('ABCD');
  await page.getByRole('button', { name: 'Open my homes' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'wrong code');
  await page.goto(`${server.url}/no/such/page`);
  await expect(page.getByRole('heading', { name: 'Nobody lives at this address' })).toBeVisible();
  await expectAccessible(page, 'not found');
});

test('axe finds nothing serious on the agent’s pages', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane', '3 Cedar Lane'] });
  await say(scene.client, scene.homes[0]!, 'Is the garden fenced? See https://example.com');
  await say(scene.agent, scene.homes[0]!, 'All around.');
  await say(scene.client, scene.homes[1]!, 'How old is the roof?');
  await scene.client.api.property.giveFeedback.mutate({
    propertyId: scene.homes[2]!.propertyId,
    verdict: 'LOVE',
    comment: 'What a kitchen!',
  });
  const page = await (await newDevice()).openAsAgent(scene, '/');
  await expect(page.getByRole('link', { name: scene.title })).toBeVisible();
  await expectAccessible(page, 'timelines');
  await page.getByRole('button', { name: 'New timeline' }).click();
  await page.getByLabel('Title').fill('Another one');
  await expectAccessible(page, 'new timeline');
  await page.getByLabel('Client’s name').fill('Nora');
  await page.getByRole('button', { name: 'Create timeline' }).click();
  await expect(page.getByRole('button', { name: 'Copy code' })).toBeVisible();
  await expectAccessible(page, 'share panel');

  await page.goto(`${scene.url}/timelines/${scene.timelineId}`);
  await openChat(page, '1 Ash Lane');
  await expectAccessible(page, 'timeline with a chat');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible();
  await expectAccessible(page, 'notifications');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Import homes' }).click();
  await page.getByLabel('Or paste rows from a spreadsheet').fill('address,price\n4 Dill Lane,1\n,2\n');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('heading', { name: 'Check before importing' })).toBeVisible();
  await expectAccessible(page, 'import preview');
});

test('axe finds nothing serious on the client’s page, on a phone', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  await say(scene.agent, scene.homes[0]!, 'What do you think of this one?');
  const page = await (
    await newDevice({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  ).openAsClient(scene);
  await page.getByRole('button', { name: 'Like' }).first().click();
  await expect(page.getByRole('button', { name: 'Save note' })).toBeVisible();
  await expectAccessible(page, 'homes');
  await openChat(page, '1 Ash Lane');
  await expectAccessible(page, 'chat');
});
