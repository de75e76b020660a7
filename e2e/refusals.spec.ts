import { makeScene, say, storedMessages } from './scene.ts';
import { Chat, card, expectUnread, openChat } from './screens.ts';
import { expect, test } from './test.ts';

test('a message that the server refuses is marked so, and goes out with “Try again” once it may', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const agentPage = await (await newDevice()).openAsAgent(scene);
  const agent = await openChat(agentPage, '12 Elm Street');
  const device = await newDevice();
  device.mayBeRefused(/message\.send/);
  const client = await openChat(await device.openAsClient(scene), '12 Elm Street');
  await device.goOffline();
  await client.write('May I come on Monday?');
  await client.write('Or never mind');

  await agent.panel.getByRole('button', { name: 'Conversation menu' }).click();
  await agentPage.getByRole('menuitem', { name: 'Close conversation' }).click();
  await agentPage.getByRole('alertdialog').getByRole('button', { name: 'Close conversation' }).click();
  await expect(agent.panel.getByText('You closed this conversation.')).toBeVisible();
  await expect(agent.field).toHaveCount(0);

  await device.goOnline();
  const refused = client.message('May I come on Monday?');
  await expect(refused.getByText('Not sent. This conversation is closed.')).toBeVisible({ timeout: 20_000 });
  await expect(client.mark('May I come on Monday?', 'Not sent')).toBeVisible();
  await expect(client.panel.getByText('Ann Archer has closed this conversation.')).toBeVisible();
  await expect(client.field).toHaveCount(0);
  await client.message('Or never mind').getByRole('button', { name: 'Delete' }).click();
  await expect(client.message('Or never mind')).toHaveCount(0);
  // Closed still: refused again.
  await refused.getByRole('button', { name: 'Try again' }).click();
  await expect(client.mark('May I come on Monday?', 'Not sent')).toBeVisible();

  await agent.panel.getByRole('button', { name: 'Reopen' }).click();
  await expect(client.field).toBeVisible();
  await refused.getByRole('button', { name: 'Try again' }).click();
  await expect(agent.message('May I come on Monday?')).toBeVisible();
  await expect(client.mark('May I come on Monday?', 'Read')).toBeVisible();
  await expect(refused.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  const stored = await storedMessages(scene.agent, scene.homes[0]!);
  expect(stored.map(({ content }) => content)).toEqual(['May I come on Monday?']);
});

test('an archived home lies apart, and a message brings it back', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const page = await (await newDevice()).openAsAgent(scene);
  const chat = await openChat(page, '1 Ash Lane');
  await chat.panel.getByRole('button', { name: 'Conversation menu' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(page.getByText('Archived (1)')).toBeVisible();
  await chat.close();
  const homes = page.getByRole('list', { name: 'Homes', exact: true });
  await expect(homes.getByRole('article', { name: '2 Birch Lane' })).toBeVisible();
  await expect(homes.getByRole('article', { name: '1 Ash Lane' })).toHaveCount(0);

  await say(scene.client, scene.homes[0]!, 'I have thought about it again');
  await expect(homes.getByRole('article', { name: '1 Ash Lane' })).toBeVisible();
  await expectUnread(page, '1 Ash Lane', 1);
  await expect(page.getByText('Archived (1)')).toHaveCount(0);
  await expect(card(page, '1 Ash Lane')).toContainText('I have thought about it again');
});

test('somebody who writes too fast is told to wait, and everything arrives all the same', async ({
  newServer,
  newDevice,
}) => {
  const server = await newServer({ RATE_LIMITS: 'on' });
  const scene = await makeScene(server.url);
  const device = await newDevice();
  device.mayBeRefused(/message\.send/);
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  const texts = Array.from({ length: 33 }, (_, index) => `Quick ${index + 1}`);
  for (const text of texts) await chat.write(text);
  await expect(new Chat(page, '12 Elm Street').mark('Quick 33', 'Sent')).toBeVisible({ timeout: 30_000 });
  const stored = await storedMessages(scene.agent, scene.homes[0]!);
  expect(stored.map(({ content }) => content)).toEqual(texts);
});
