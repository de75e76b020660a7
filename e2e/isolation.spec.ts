import type { Page } from '@playwright/test';
import { makeTimeline, say, storedMessages } from './scene.ts';
import { Chat, card, chatButton, expectUnread } from './screens.ts';
import { expect, test } from './test.ts';

const addresses = ['1 Ash Lane', '2 Birch Lane', '3 Cedar Lane'];

/** The texts of a chat's messages, in order. */
async function expectMessages(chat: Chat, texts: string[]): Promise<void> {
  await expect(chat.log.locator('[data-item-index] p')).toHaveText(texts);
}

test('three properties open side by side, on both sides: every message is in its own chat and in no other', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: addresses });
  const agentDevice = await newDevice();
  const clientDevice = await newDevice();
  const tabs: { agentPage: Page; agent: Chat; clientPage: Page; client: Chat }[] = [];
  for (const { propertyId, address } of scene.homes) {
    const agentPage = await agentDevice.openAsAgent(scene, `/timelines/${scene.timelineId}?chat=${propertyId}`);
    const clientPage = await clientDevice.openAsClient(scene, `?chat=${propertyId}`);
    tabs.push({ agentPage, agent: new Chat(agentPage, address), clientPage, client: new Chat(clientPage, address) });
  }
  for (const { agent, client } of tabs) {
    await expect(agent.field).toBeVisible();
    await expect(client.field).toBeVisible();
  }

  for (const [index, { agent, client }] of tabs.entries()) {
    await client.write(`Question ${index + 1}`);
    await expect(agent.message(`Question ${index + 1}`)).toBeVisible();
  }
  // The agent answers in another order, without waiting.
  for (const index of [2, 0, 1]) await tabs[index]!.agent.write(`Answer ${index + 1}`);
  for (const [index, { agent, client }] of tabs.entries()) {
    const texts = [`Question ${index + 1}`, `Answer ${index + 1}`];
    await expectMessages(client, texts);
    await expectMessages(agent, texts);
  }
  for (const [index, home] of scene.homes.entries()) {
    const stored = await storedMessages(scene.agent, home);
    expect(stored.map(({ content }) => content)).toEqual([`Question ${index + 1}`, `Answer ${index + 1}`]);
  }
  // All are open somewhere, so nothing stays unread anywhere.
  for (const { agentPage, clientPage } of tabs) {
    for (const address of addresses) {
      await expectUnread(agentPage, address, 0);
      await expectUnread(clientPage, address, 0);
    }
  }
});

test('typing in one property’s chat shows in no other', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: addresses });
  const [ash, birch] = scene.homes;
  const clientPage = await (await newDevice()).openAsClient(scene, `?chat=${ash!.propertyId}`);
  const agentDevice = await newDevice();
  const ashPage = await agentDevice.openAsAgent(scene, `/timelines/${scene.timelineId}?chat=${ash!.propertyId}`);
  const birchPage = await agentDevice.openAsAgent(scene, `/timelines/${scene.timelineId}?chat=${birch!.propertyId}`);
  const client = new Chat(clientPage, addresses[0]!);
  const agentAtAsh = new Chat(ashPage, addresses[0]!);
  const agentAtBirch = new Chat(birchPage, addresses[1]!);
  await expect(agentAtAsh.field).toBeVisible();
  await expect(agentAtBirch.panel.getByText('online', { exact: true })).toBeVisible();
  await client.field.pressSequentially('Is it');
  await expect(agentAtAsh.typing).toBeVisible();
  await expect(agentAtBirch.typing).toHaveCount(0);
});

test('switching quickly between chats leaks nothing from one into another', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: addresses });
  for (const home of scene.homes) await say(scene.agent, home, `Hello from ${home.address}`);
  const page = await (await newDevice()).openAsClient(scene);
  for (const index of [0, 1, 2, 0, 2, 1, 0, 1]) await chatButton(page, addresses[index]!).click();
  const chat = new Chat(page, '2 Birch Lane');
  await expectMessages(chat, ['Hello from 2 Birch Lane']);
  await expect(page.getByRole('dialog')).toHaveCount(1);

  await chat.write('Only for Birch Lane');
  await expect(chat.mark('Only for Birch Lane', 'Sent')).toBeVisible();
  await say(scene.agent, scene.homes[0]!, 'Only for Ash Lane');
  await say(scene.agent, scene.homes[1]!, 'Also for Birch Lane');
  await expectMessages(chat, ['Hello from 2 Birch Lane', 'Only for Birch Lane', 'Also for Birch Lane']);
  await expect(card(page, '1 Ash Lane')).toContainText('Only for Ash Lane');

  await chatButton(page, '1 Ash Lane').click();
  await expectMessages(new Chat(page, '1 Ash Lane'), ['Hello from 1 Ash Lane', 'Only for Ash Lane']);
  const stored = await Promise.all(scene.homes.map((home) => storedMessages(scene.agent, home)));
  expect(stored.map((messages) => messages.filter(({ senderType }) => senderType === 'CLIENT').length)).toEqual([
    0, 1, 0,
  ]);
});

test('a message that is still on its way shows in its own chat only', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: addresses });
  for (const home of scene.homes) await say(scene.agent, home, `Hello from ${home.address}`);
  const page = await (await newDevice()).openAsClient(scene);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(/message\.send/, async (route) => {
    await held;
    await route.continue();
  });
  await chatButton(page, '1 Ash Lane').click();
  const ash = new Chat(page, '1 Ash Lane');
  await ash.write('On its way to Ash Lane');
  await expect(ash.mark('On its way to Ash Lane', 'Sending')).toBeVisible();
  await chatButton(page, '2 Birch Lane').click();
  await expectMessages(new Chat(page, '2 Birch Lane'), ['Hello from 2 Birch Lane']);
  letGo();
  await chatButton(page, '1 Ash Lane').click();
  await expect(ash.mark('On its way to Ash Lane', 'Sent')).toBeVisible();
});

test('a badge rises on the card of its property only, and in the timeline of its client only', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: addresses });
  const other = {
    ...scene,
    ...(await makeTimeline(scene.url, scene.agent, { homes: addresses, clientName: 'Olga Other' })),
  };
  const clientPage = await (await newDevice()).openAsClient(scene);
  const otherPage = await (await newDevice()).openAsClient(other);
  await expectUnread(clientPage, '2 Birch Lane', 0);
  await expectUnread(otherPage, '2 Birch Lane', 0);
  await say(scene.agent, scene.homes[1]!, 'Only for Carl, about Birch Lane');
  await expectUnread(clientPage, '2 Birch Lane', 1);
  await expectUnread(clientPage, '1 Ash Lane', 0);
  await expectUnread(clientPage, '3 Cedar Lane', 0);

  // What comes after it on the other client's own stream has arrived, and nothing of the first.
  await say(scene.agent, other.homes[0]!, 'Only for Olga, about Ash Lane');
  await expectUnread(otherPage, '1 Ash Lane', 1);
  await expectUnread(otherPage, '2 Birch Lane', 0);
  await expect(otherPage.getByText('Only for Carl')).toHaveCount(0);
});

test('another client’s link, another agent’s timeline: what is not one’s own does not exist', async ({
  newScene,
  newDevice,
}) => {
  const mine = await newScene();
  const theirs = await newScene({ title: 'Somebody else’s homes' });
  const device = await newDevice();
  device.mayBeRefused(/timeline\.get/);
  const page = await device.openAsAgent(mine, `/timelines/${theirs.timelineId}`);
  await expect(page.getByRole('heading', { name: 'There is no such timeline' })).toBeVisible();
  await expect(page.getByText('Somebody else’s homes')).toHaveCount(0);
});
