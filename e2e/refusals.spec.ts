import { makeScene, say, storedMessages } from './scene.ts';
import { card, expectUnread, openChat } from './screens.ts';
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
  await expect(chat.panel.getByText('Archived', { exact: true })).toBeVisible();
  await chat.close();
  await expect(page.getByText('Archived (1)')).toBeVisible();
  const homes = page.getByRole('list', { name: 'Homes', exact: true });
  await expect(homes.getByRole('article', { name: '2 Birch Lane' })).toBeVisible();
  await expect(homes.getByRole('article', { name: '1 Ash Lane' })).toHaveCount(0);

  await say(scene.client, scene.homes[0]!, 'I have thought about it again');
  await expect(homes.getByRole('article', { name: '1 Ash Lane' })).toBeVisible();
  await expectUnread(page, '1 Ash Lane', 1);
  await expect(page.getByText('Archived (1)')).toHaveCount(0);
  await expect(card(page, '1 Ash Lane')).toContainText('I have thought about it again');
});

test('what somebody is changing in their message survives that the home is archived meanwhile', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const home = scene.homes[0]!;
  await say(scene.client, home, 'We come at three');
  const page = await (await newDevice()).openAsClient(scene);
  const chat = await openChat(page, '1 Ash Lane');
  await chat.message('We come at three').hover();
  await chat.message('We come at three').getByRole('button', { name: 'Message menu' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const editor = chat.panel.getByRole('textbox', { name: 'Edit message' });
  await expect(editor).toBeFocused();
  await editor.fill('We come at four');
  await scene.agent.api.conversation.setStatus.mutate({ conversationId: home.conversationId, status: 'ARCHIVED' });
  await expect(chat.panel.getByText('Archived', { exact: true })).toBeVisible();
  await expect(editor).toHaveValue('We come at four');
  await editor.press('Enter');
  await expect(chat.message('We come at four')).toBeVisible();
  await chat.close();
  await expect(page.getByText('Archived (1)')).toBeVisible();
});

test('somebody who writes too fast is made to wait, and everything arrives all the same', async ({
  newServer,
  newDevice,
}) => {
  const server = await newServer({ RATE_LIMITS: 'on' });
  const scene = await makeScene(server.url);
  const device = await newDevice();
  device.mayBeRefused(/message\.send/);
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  let refused = 0;
  page.on('response', async (response) => {
    // In a batch with others, so it is the answer that tells and not its status.
    if (!response.url().includes('message.send')) return;
    if ((await response.text().catch(() => '')).includes('RATE_LIMITED')) refused++;
  });
  // As many as may be sent in ten seconds, from another device of theirs.
  const quick = Array.from({ length: 30 }, (_, index) => `Quick ${index + 1}`);
  await Promise.all(quick.map((text) => say(scene.client, scene.homes[0]!, text)));
  const texts = ['One more', 'And another', 'And a third'];
  for (const text of texts) await chat.write(text);
  await expect.poll(() => refused).toBeGreaterThan(0);
  await expect(chat.mark('And a third', 'Sent')).toBeVisible({ timeout: 30_000 });
  const stored = await storedMessages(scene.agent, scene.homes[0]!);
  expect(stored.slice(30).map(({ content }) => content)).toEqual(texts);
});
