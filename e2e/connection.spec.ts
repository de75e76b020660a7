import { makeScene, say, storedMessages } from './scene.ts';
import { openChat } from './screens.ts';
import { expect, test } from './test.ts';

/** What the page says while its live connection is away, with or without a network. */
const away = /^Connecting…$|^You are offline\./;
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);

test('what is written offline waits, goes out by itself afterwards, in order and once', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const home = scene.homes[0]!;
  const agent = await openChat(await (await newDevice()).openAsAgent(scene), '12 Elm Street');
  const clientDevice = await newDevice();
  const clientPage = await clientDevice.openAsClient(scene);
  const client = await openChat(clientPage, '12 Elm Street');
  await client.write('Before');
  await expect(agent.message('Before')).toBeVisible();

  await clientDevice.goOffline();
  await expect(client.panel.getByText(away)).toBeVisible({ timeout: 20_000 });
  const written = numbered('Written offline', 4);
  for (const text of written) await client.write(text);
  for (const text of written) await expect(client.mark(text, 'Waiting to be sent')).toBeVisible();
  await agent.write('Said meanwhile');
  await expect(agent.mark('Said meanwhile', 'Sent')).toBeVisible();
  await expect(client.message('Said meanwhile')).toHaveCount(0);

  await clientDevice.goOnline();
  await expect(client.panel.getByText(away)).toHaveCount(0);
  await expect(client.message('Said meanwhile')).toBeVisible();
  for (const text of written) {
    await expect(agent.message(text)).toHaveCount(1);
    await expect(client.mark(text, 'Read')).toHaveCount(1);
  }
  const all = ['Before', 'Said meanwhile', ...written];
  await expect(client.log.locator('[data-item-index] p')).toHaveText(all);
  await expect(agent.log.locator('[data-item-index] p')).toHaveText(all);
  expect((await storedMessages(scene.agent, home)).map(({ content }) => content)).toEqual(all);
});

test('an answer that is lost on the way does not send the message twice', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const agent = await openChat(await (await newDevice()).openAsAgent(scene), '12 Elm Street');
  const device = await newDevice();
  device.mayLoseNetwork();
  const page = await device.openAsClient(scene);
  const client = await openChat(page, '12 Elm Street');
  // The server stores it, and the connection breaks before the page hears of it.
  let lost = 0;
  await page.route(
    /message\.send/,
    async (route) => {
      await route.fetch();
      lost++;
      await route.abort('connectionreset');
    },
    { times: 1 },
  );
  await client.write('Only once');
  await expect(agent.message('Only once')).toBeVisible();
  await client.write('Then this');
  await expect(agent.message('Then this')).toBeVisible();
  expect(lost).toBe(1);
  const stored = await storedMessages(scene.agent, scene.homes[0]!);
  expect(stored.map(({ content }) => content)).toEqual(['Only once', 'Then this']);
  await expect(client.log.locator('[data-item-index] p')).toHaveText(['Only once', 'Then this']);
});

test('a server that is killed in the middle of a chat and started again has lost nothing; both sides catch up', async ({
  newServer,
  newDevice,
}) => {
  test.slow();
  const server = await newServer();
  const scene = await makeScene(server.url, { homes: ['12 Elm Street', '14 Elm Street'] });
  const home = scene.homes[0]!;
  const agentDevice = await newDevice();
  const clientDevice = await newDevice();
  const agentPage = await agentDevice.openAsAgent(scene);
  const clientPage = await clientDevice.openAsClient(scene);
  const agent = await openChat(agentPage, '12 Elm Street');
  const client = await openChat(clientPage, '12 Elm Street');
  await client.write('Before the crash');
  await expect(agent.message('Before the crash')).toBeVisible();
  for (const device of [agentDevice, clientDevice]) device.mayLoseNetwork();

  // In the very moment when messages are on their way.
  await client.write('Client on the way');
  await agent.write('Agent on the way');
  await server.kill();
  await expect(client.panel.getByText('Connecting…')).toBeVisible();
  await expect(agent.panel.getByText('Connecting…')).toBeVisible();
  const fromClient = numbered('Client while away', 2);
  const fromAgent = numbered('Agent while away', 2);
  for (const text of fromClient) await client.write(text);
  for (const text of fromAgent) await agent.write(text);

  await server.startAgain();
  const all = ['Before the crash', 'Client on the way', 'Agent on the way', ...fromClient, ...fromAgent];
  for (const chat of [client, agent]) {
    await expect(chat.panel.getByText('Connecting…')).toHaveCount(0, { timeout: 30_000 });
    for (const text of all) await expect(chat.message(text)).toHaveCount(1, { timeout: 30_000 });
  }
  await expect(client.mark('Client while away 2', 'Read')).toBeVisible();
  await expect(agent.mark('Agent while away 2', 'Read')).toBeVisible();
  const stored = (await storedMessages(scene.agent, home)).map(({ content }) => content);
  expect([...stored].sort()).toEqual([...all].sort());
  for (const own of [fromClient, fromAgent]) expect(stored.filter((text) => own.includes(text))).toEqual(own);
  // Both sides see the one order.
  for (const chat of [client, agent]) await expect(chat.log.locator('[data-item-index] p')).toHaveText(stored);

  // Everything goes on live, and a reload shows the same.
  await say(scene.agent, scene.homes[1]!, 'And about the other home');
  await expect(clientPage.getByRole('button', { name: 'Chat about 14 Elm Street, 1 unread' })).toBeVisible();
  await clientPage.reload();
  await expect(client.log.locator('[data-item-index] p')).toHaveText(stored);
  await client.write('After it all');
  await expect(agent.message('After it all')).toBeVisible();
});

test('a page that is loaded while the server is away shows its homes as soon as it is back', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const device = await newDevice();
  device.mayLoseNetwork();
  const page = await device.openAsClient(scene);
  await expect(page.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible();
  // The page itself comes, its calls get no answer.
  let isAway = true;
  await page.route(/\/trpc\//, (route) => (isAway ? route.abort('connectionrefused') : route.continue()));
  await page.reload();
  await expect(page.getByRole('status').first()).toBeVisible();
  isAway = false;
  await expect(page.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible({ timeout: 20_000 });
});
