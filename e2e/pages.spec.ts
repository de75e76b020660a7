import { makeTimeline, say } from './scene.ts';
import { card, openChat } from './screens.ts';
import { expect, test } from './test.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('a dialog whose code has not come yet waits for the network and opens then; the page stays', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const device = await newDevice();
  // Nothing is fetched ahead here.
  let isHeld = true;
  await device.context.route(/CreateTimelineDialog.*\.js/, (route) => (isHeld ? route.abort() : route.continue()));
  const page = await device.openAsAgent(scene, '/');
  await expect(page.getByRole('link', { name: scene.title })).toBeVisible();
  await device.goOffline();
  await page.getByRole('button', { name: 'New timeline' }).click();
  await expect(page.getByText('You are offline. This opens when you are back.')).toBeVisible();
  await expect(page.getByRole('link', { name: scene.title })).toBeVisible();
  isHeld = false;
  await device.goOnline();
  await expect(page.getByRole('dialog').getByLabel('Title')).toBeVisible();
});

test('on a phone, what comes in while a chat is open can be seen and tapped', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  const page = await (await newDevice(phone)).openAsClient(scene);
  await openChat(page, '1 Ash Lane');
  await say(scene.agent, scene.homes[1]!, 'And this one?');
  await page.getByRole('button', { name: 'Open', exact: true }).tap();
  await expect(page.getByRole('dialog', { name: '2 Birch Lane' })).toBeVisible();
});

test('the dashboard shows the words that are unread, and counts nothing before it knows', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: ['1 Ash Lane', '2 Birch Lane'] });
  await say(scene.client, scene.homes[0]!, 'Is it still there?');
  await say(scene.agent, scene.homes[1]!, 'A word of my own');
  const device = await newDevice();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await device.context.route(/notification\.(list|unread)/, async (route) => {
    await held;
    await route.continue();
  });
  const page = await device.openAsAgent(scene, '/');
  const timeline = page.getByRole('article').filter({ hasText: scene.title });
  await expect(timeline.getByText('Is it still there?')).toBeVisible();
  await expect(timeline.getByText('A word of my own')).toHaveCount(0);
  await expect(page.getByText(/No unread messages|waits for you/)).toHaveCount(0);
  letGo();
  await expect(page.getByText('1 unread message waits for you.')).toBeVisible();
});

test('the link of a timeline can be copied, and one that is not shared says so', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const device = await newDevice({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await device.openAsAgent(scene);
  const share = page.getByRole('button', { name: 'Share', exact: true });
  await share.click();
  await page.getByRole('menuitem', { name: 'Copy the link' }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(scene.client.access.url);

  await scene.agent.api.timeline.revokeAccess.mutate({ timelineId: scene.timelineId });
  await page.reload();
  await expect(page.getByText('Not shared')).toBeVisible();
  await share.click();
  await expect(page.getByRole('menuitem', { name: 'Copy the link' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Share again…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make a new code' }).click();
  await expect(page.getByRole('dialog', { name: 'Share it with Carl Cole' })).toBeVisible();
  await expect(page.getByText('Not shared')).toHaveCount(0);
});

test('addresses that shout are said calmly', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: [] });
  const { timelineId } = await makeTimeline(scene.url, scene.agent, { homes: [], title: 'From an export' });
  const rows = [{ address: '3526 HIGH ST', city: 'SACRAMENTO', state: 'CA', zip: '95838' }];
  await scene.agent.api.property.import.mutate({ timelineId, rows });
  const page = await (await newDevice()).openAsAgent(scene, `/timelines/${timelineId}`);
  await expect(card(page, '3526 High St')).toContainText('Sacramento, CA 95838');
});
