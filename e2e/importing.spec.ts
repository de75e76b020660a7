import type { Page } from '@playwright/test';
import { sampleFiles } from '../tests/listingSample.ts';
import { makeTimeline, say } from './scene.ts';
import { card } from './screens.ts';
import { expect, test } from './test.ts';

const rowCount = 985;

/** One of the four counts of the report on the screen. */
async function reportedCount(page: Page, word: string): Promise<number> {
  const row = page.getByRole('list', { name: 'Rows' }).getByRole('listitem').filter({ hasText: word });
  return Number((await row.innerText()).replace(/\D/g, ''));
}

test('a new timeline ends with its link and code, which can be copied and let the client in', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: [] });
  const device = await newDevice();
  await device.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: scene.url });
  const page = await device.openAsAgent(scene, '/');
  await page.getByRole('button', { name: 'New timeline' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create timeline' }).click();
  await expect(dialog.getByText('Give it a title')).toBeVisible();
  await dialog.getByLabel('Title').fill('First home for two');
  await dialog.getByLabel('Client’s name').fill('Mina Moss');
  await dialog.getByRole('button', { name: 'Create timeline' }).click();
  await expect(page.getByRole('heading', { name: 'Share it with Mina Moss' })).toBeVisible();

  const copied = async (label: string) => {
    const button = dialog.getByRole('button', { name: label, exact: true });
    await button.click();
    await expect(button).toHaveText('Copied');
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const link = await copied('Copy link');
  const code = await copied('Copy code');
  const message = await copied('Copy link and code as a message');
  expect(message).toContain(link);
  expect(message).toContain(code);
  await dialog.getByRole('button', { name: 'Go on to add homes' }).click();
  await expect(page.getByRole('heading', { name: 'First home for two', level: 1 })).toBeVisible();

  const clientPage = await (await newDevice()).open(link);
  await clientPage.getByLabel('Code').fill(code);
  await clientPage.getByRole('button', { name: 'Open my homes' }).click();
  await expect(clientPage.getByRole('heading', { name: 'Your homes will be here soon' })).toBeVisible();
});

test('pasted rows are shown with their columns and bad rows first; imported, they are on both pages at once', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: [] });
  const agentPage = await (await newDevice()).openAsAgent(scene);
  const clientPage = await (await newDevice()).openAsClient(scene);
  await expect(clientPage.getByRole('heading', { name: 'Your homes will be here soon' })).toBeVisible();

  await agentPage.getByRole('button', { name: 'Import homes' }).click();
  const dialog = agentPage.getByRole('dialog');
  await dialog
    .getByLabel('Or paste rows from a spreadsheet')
    .fill(
      'ADDRESS\tCITY\tLIST PRICE\tBEDS\tBATHS\tLOCKBOX\n12 Elm Street\tSacramento\t$425,000\t3\t2.5\tleft\n\tDavis\t1\t1\t1\t\n',
    );
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(agentPage.getByRole('heading', { name: 'Check before importing' })).toBeVisible();
  expect(await reportedCount(agentPage, 'new')).toBe(1);
  expect(await reportedCount(agentPage, 'rejected')).toBe(1);
  await expect(dialog.getByRole('listitem').filter({ hasText: 'LIST PRICE' })).toContainText('price');
  await expect(dialog.getByText(/Not used:/)).toContainText('LOCKBOX');
  await expect(dialog.getByRole('row').nth(1)).toContainText('Rejected');
  await expect(card(clientPage, '12 Elm Street')).toHaveCount(0);

  await dialog.getByRole('button', { name: 'Import 1 home' }).click();
  await expect(agentPage.getByRole('heading', { name: 'Imported' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(card(agentPage, '12 Elm Street')).toContainText('$425,000');
  await expect(card(agentPage, '12 Elm Street')).toContainText('2.5 baths');
  await expect(card(clientPage, '12 Elm Street')).toContainText('$425,000');
});

test('an import that was begun for one client does not end up with another', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: ['1 Ash Lane'], title: 'Homes for Carl' });
  const other = await makeTimeline(scene.url, scene.agent, { clientName: 'Dora Day', title: 'Homes for Dora' });
  const page = await (await newDevice()).openAsAgent(scene);
  await expect(page.getByRole('heading', { name: 'Homes for Carl', level: 1 })).toBeVisible();
  // From one timeline straight to the other, as a notification leads.
  await say(other.client, other.homes[0]!, 'Hello');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Homes for Dora', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: /^Close the chat/ }).click();
  await page.getByRole('button', { name: 'Import homes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Or paste rows from a spreadsheet').fill('address,price\n7 For Dora Only,1');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('heading', { name: 'Check before importing' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Homes for Carl', level: 1 })).toBeVisible();
  await expect(dialog).toHaveCount(0);
});

test('what is no list of homes is refused in the dialog, and nothing is written', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: [] });
  const device = await newDevice();
  device.mayBeRefused(/property\.import/);
  const page = await device.openAsAgent(scene);
  await page.getByRole('button', { name: 'Import homes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Or paste rows from a spreadsheet').fill('Dear agent, here are my homes.');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(dialog.getByRole('alert').or(dialog.getByRole('button', { name: 'Nothing to import' }))).toBeVisible();
  const { properties } = await scene.agent.api.timeline.get.query({ timelineId: scene.timelineId });
  expect(properties).toEqual([]);
});

test('an export of 985 listings imports with a preview and a result; again, it creates nothing', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: [] });
  const page = await (await newDevice()).openAsAgent(scene);
  // The real ones where they are at hand beside the project, else as many made ones.
  const [, csv] = sampleFiles.at(-1)!;
  const file = { name: 'listings.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  const dialog = page.getByRole('dialog');

  await page.getByRole('button', { name: 'Import homes' }).click();
  await dialog.getByLabel('CSV file').setInputFiles(file);
  await expect(page.getByRole('heading', { name: 'Check before importing' })).toBeVisible();
  await expect(dialog.getByText(`${rowCount} rows`)).toBeVisible();
  for (const column of ['street', 'zip', 'sq__ft', 'price']) {
    await expect(dialog.getByRole('listitem').filter({ hasText: column }).first()).toBeVisible();
  }
  await dialog.getByRole('button', { name: /^Import \d+ homes$/ }).click();
  await expect(page.getByRole('heading', { name: 'Imported' })).toBeVisible({ timeout: 30_000 });
  const words = ['new', 'updated', 'unchanged', 'rejected'];
  const counts = await Promise.all(words.map((word) => reportedCount(page, word)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rowCount);
  const created = counts[0]!;
  expect(created).toBeGreaterThan(700);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(`for Carl Cole · ${created} homes`)).toBeVisible();

  await page.getByRole('button', { name: 'Import homes' }).click();
  await dialog.getByLabel('CSV file').setInputFiles(file);
  await expect(page.getByRole('heading', { name: 'Check before importing' })).toBeVisible();
  expect(await reportedCount(page, 'new')).toBe(0);
});
