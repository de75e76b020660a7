import { say } from './scene.ts';
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

test('a tap that the server refuses is taken back, with a word about what to do', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane'] });
  const device = await newDevice();
  device.mayLoseNetwork();
  const page = await device.openAsClient(scene);
  const love = card(page, '1 Ash Lane').getByRole('button', { name: 'Love' });
  await page.route(/property\.giveFeedback/, (route) => route.abort('connectionrefused'));
  await love.click();
  await expect(page.getByText(/server cannot be reached/i)).toBeVisible();
  await expect(page.getByText(/check your connection/i)).toBeVisible();
  await expect(love).toHaveAttribute('aria-pressed', 'false');
});

test('of two quick taps the second one counts, however slow the first', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane'] });
  const page = await (await newDevice()).openAsClient(scene);
  const home = card(page, '1 Ash Lane');
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(
    /property\.giveFeedback/,
    async (route) => {
      await held;
      await route.continue();
    },
    { times: 1 },
  );
  await home.getByRole('button', { name: 'Love' }).click();
  await home.getByRole('button', { name: 'Pass' }).click();
  await expect(home.getByRole('button', { name: 'Pass' })).toHaveAttribute('aria-pressed', 'true');
  letGo();
  const stored = async () => {
    const { properties } = await scene.agent.api.timeline.get.query({ timelineId: scene.timelineId });
    return properties[0]?.feedback?.verdict;
  };
  await expect.poll(stored).toBe('PASS');
  await expect(home.getByRole('button', { name: 'Pass' })).toHaveAttribute('aria-pressed', 'true');
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
  // What comes after it tells that it was no news.
  await say(scene.client, scene.homes[0]!, 'Now I write');
  await expect(list.getByRole('link', { name: /New message for 1 Ash Lane/ })).toBeVisible();
  await expect(list.getByRole('link')).toHaveCount(2);
});
