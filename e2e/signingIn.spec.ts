import { makeAgent, makeTimeline } from './scene.ts';
import { expect, test } from './test.ts';

test.describe('the agent’s door', () => {
  test('an account is opened in one step, and the page says what to do next', async ({ server, newDevice }) => {
    const page = await (await newDevice()).open(`${server.url}/`);
    await page.getByRole('link', { name: 'Open an agent account' }).click();
    await page.getByLabel('Your name').fill('Rosa Lind');
    await page.getByLabel('E-mail').fill(`rosa-${Date.now()}@example.com`);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Open account' }).click();
    await expect(page.getByRole('alert')).toHaveText('At least 10 characters, please');

    await page.getByLabel('Password', { exact: true }).fill('long enough for anybody');
    await page.getByRole('button', { name: 'Open account' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Rosa');
    await expect(page.getByRole('heading', { name: 'Make your first timeline' })).toBeVisible();
  });

  test('a wrong password is refused in one sentence; the right one leads to the page that was asked for', async ({
    newScene,
    newDevice,
  }) => {
    const { url, agent, timelineId, title } = await newScene();
    const device = await newDevice();
    device.mayBeRefused(/auth\.login/);
    const page = await device.open(`${url}/timelines/${timelineId}`);
    await page.getByLabel('E-mail').fill(agent.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('E-mail and password do not match.');

    await page.getByLabel('Password', { exact: true }).fill(agent.password);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  });
});

test.describe('the client’s door', () => {
  test('a wrong code is refused in one sentence; the right one, typed in small letters, opens the homes', async ({
    newScene,
    newDevice,
  }) => {
    const { client, title } = await newScene();
    const device = await newDevice();
    device.mayBeRefused(/auth\.openTimeline/);
    const page = await device.open(client.access.url);
    await page.getByLabel('Code').fill('WRONG-CODE');
    await page.getByRole('button', { name: 'Open my homes' }).click();
    await expect(page.getByRole('alert')).toContainText('This code does not open the link');

    await page.getByLabel('Code').fill(client.access.clientCode.toLowerCase());
    await page.getByRole('button', { name: 'Open my homes' }).click();
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  });

  test('a link that carries its code opens by itself, and the code leaves the address', async ({
    newScene,
    newDevice,
  }) => {
    const { client, title } = await newScene();
    const page = await (await newDevice()).open(`${client.access.url}#code=${client.access.clientCode}`);
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await expect(page).toHaveURL(client.access.url);
  });

  test('a link that nobody has made gets the same sentence as a wrong code', async ({ server, newDevice }) => {
    const device = await newDevice();
    device.mayBeRefused(/auth\.openTimeline/);
    const page = await device.open(`${server.url}/t/nobody-made-this-link`);
    await page.getByLabel('Code').fill('ABCD-EFGH');
    await page.getByRole('button', { name: 'Open my homes' }).click();
    await expect(page.getByRole('alert')).toContainText('This code does not open the link');
  });
});

test('an agent’s tab and the tabs of two clients in one browser do not disturb each other', async ({
  server,
  newDevice,
}) => {
  const { url } = server;
  const agent = await makeAgent(url);
  const river = {
    url,
    agent,
    ...(await makeTimeline(url, agent, { title: 'By the river', clientName: 'Rita River' })),
  };
  const hill = { url, agent, ...(await makeTimeline(url, agent, { title: 'Up the hill', clientName: 'Hal Hill' })) };
  const device = await newDevice();
  const tabs = [
    { page: await device.openAsAgent(river), title: 'By the river', name: agent.name },
    { page: await device.openAsClient(river), title: 'By the river', name: 'Rita River' },
    { page: await device.openAsClient(hill), title: 'Up the hill', name: 'Hal Hill' },
  ];
  const expectAllSignedIn = async () => {
    for (const { page, title, name } of tabs) {
      await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
      await expect(page.getByRole('button', { name: `Account of ${name}` })).toBeVisible();
    }
  };
  await expectAllSignedIn();
  await Promise.all(tabs.map(({ page }) => page.reload()));
  await expectAllSignedIn();

  // One leaves, the others stay.
  const rita = tabs[1]!.page;
  await rita.getByRole('button', { name: 'Account of Rita River' }).click();
  await rita.getByRole('menuitem', { name: 'Sign out' }).click();
  await rita.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(rita.getByLabel('Code')).toBeVisible();
  tabs.splice(1, 1);
  await Promise.all(tabs.map(({ page }) => page.reload()));
  await expectAllSignedIn();
});
