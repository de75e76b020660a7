import { card, chatButton, expectBell } from './screens.ts';
import { expect, test } from './test.ts';

test('love, like or pass, with a note, reaches the agent live; the last word counts', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const agentPage = await (await newDevice()).openAsAgent(scene);
  const clientPage = await (await newDevice()).openAsClient(scene);
  const home = card(clientPage, '1 Ash Lane');
  const agentCard = card(agentPage, '1 Ash Lane');

  await home.getByRole('button', { name: 'Love' }).click();
  await expect(home.getByRole('button', { name: 'Love' })).toHaveAttribute('aria-pressed', 'true');
  await expect(agentCard.getByText('Loved by Carl Cole')).toBeVisible();
  await home.getByLabel('A note for Ann Archer').fill('What a kitchen! <b>Really</b>');
  await home.getByRole('button', { name: 'Save note' }).click();
  await expect(agentCard).toContainText('What a kitchen! <b>Really</b>');
  await expect(card(agentPage, '2 Birch Lane')).not.toContainText('kitchen');

  await home.getByRole('button', { name: 'Pass' }).click();
  await expect(home.getByRole('button', { name: 'Love' })).toHaveAttribute('aria-pressed', 'false');
  await expect(agentCard.getByText('Passed by Carl Cole')).toBeVisible();
  await expect(agentCard).toContainText('What a kitchen!');
  await clientPage.reload();
  await expect(home.getByRole('button', { name: 'Pass' })).toHaveAttribute('aria-pressed', 'true');
  await agentPage.getByRole('button', { name: /^Notifications, \d+ unread$/ }).click();
  await expect(
    agentPage
      .getByRole('dialog', { name: 'Notifications' })
      .getByRole('link', { name: /1 Ash Lane/ })
      .first(),
  ).toBeVisible();
});

test('the agent hears that the client has looked at a home, once', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane'] });
  const agentPage = await (await newDevice()).openAsAgent(scene);
  const clientPage = await (await newDevice()).openAsClient(scene);
  await expectBell(agentPage, 0);
  await chatButton(clientPage, '1 Ash Lane').click();
  await expectBell(agentPage, 1);
  await agentPage.getByRole('button', { name: 'Notifications, 1 unread' }).click();
  const list = agentPage.getByRole('dialog', { name: 'Notifications' });
  await expect(list.getByRole('link', { name: /Carl Cole viewed 1 Ash Lane/ })).toBeVisible();
  // Once an hour and property: the second look of another tab tells nothing new.
  const viewed = clientPage.waitForResponse(/property\.recordView/);
  await clientPage.reload();
  await viewed;
  await expect(list.getByRole('link')).toHaveCount(1);
});
