import { say } from './scene.ts';
import { card, expectBell, expectUnread, openChat } from './screens.ts';
import { expect, test } from './test.ts';

const addresses = ['1 Ash Lane', '2 Birch Lane', '3 Cedar Lane'];

test('a message for a closed chat raises card, bell and sums and moves the home up; opening it clears them on all devices', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: addresses });
  const office = await (await newDevice()).openAsAgent(scene);
  const phone = await (await newDevice()).openAsAgent(scene, '/');
  const timeline = phone
    .getByRole('list', { name: 'Timelines' })
    .getByRole('listitem')
    .filter({ hasText: scene.title });
  await expectBell(office, 0);
  await expect(phone.getByText('No unread messages')).toBeVisible();

  await say(scene.client, scene.homes[2]!, 'How old is the roof?');
  await say(scene.client, scene.homes[1]!, 'Is there a lift?');
  await say(scene.client, scene.homes[2]!, 'And the boiler?');
  await expectUnread(office, '3 Cedar Lane', 2);
  await expectUnread(office, '2 Birch Lane', 1);
  await expectUnread(office, '1 Ash Lane', 0);
  // One notification for each home, however many messages.
  await expectBell(office, 2);
  await expect(office.getByRole('list', { name: 'Homes', exact: true }).getByRole('heading')).toHaveText([
    '3 Cedar Lane',
    '2 Birch Lane',
    '1 Ash Lane',
  ]);
  await expect(office).toHaveTitle(/^\(3\) /);
  await expectBell(phone, 2);
  await expect(timeline.getByText('3 unread messages')).toBeAttached();
  await expect(phone.getByText('3 unread messages wait for you.')).toBeVisible();

  await openChat(office, '3 Cedar Lane');
  await expectUnread(office, '3 Cedar Lane', 0);
  await expectUnread(office, '2 Birch Lane', 1);
  await expectBell(office, 1);
  await expect(office).toHaveTitle(/^\(1\) /);
  await expectBell(phone, 1);
  await expect(timeline.getByText('1 unread message', { exact: true })).toBeAttached();

  await openChat(office, '2 Birch Lane');
  await expectBell(office, 0);
  await expectBell(phone, 0);
  await expect(phone.getByText('No unread messages')).toBeVisible();
  await expect(timeline.getByText(/unread message/)).toHaveCount(0);
});

test('the same holds for the client, on both of their devices', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: addresses });
  const laptop = await (await newDevice()).openAsClient(scene);
  const phone = await (await newDevice()).openAsClient(scene);
  // Their homes have just been added: one notification already.
  await expectBell(laptop, 1);
  await expectBell(phone, 1);
  await say(scene.agent, scene.homes[0]!, 'The owner accepts offers until Friday.');
  for (const page of [laptop, phone]) {
    await expectUnread(page, '1 Ash Lane', 1);
    await expectBell(page, 2);
    await expect(page.getByRole('list', { name: 'Homes', exact: true }).getByRole('heading').first()).toHaveText(
      '1 Ash Lane',
    );
  }
  await openChat(phone, '1 Ash Lane');
  for (const page of [laptop, phone]) {
    await expectUnread(page, '1 Ash Lane', 0);
    await expectBell(page, 1);
  }
});

test('a message for the chat that is open raises nothing', async ({ newScene, newDevice }) => {
  const scene = await newScene({ homes: addresses });
  const page = await (await newDevice()).openAsAgent(scene);
  const chat = await openChat(page, '1 Ash Lane');
  await say(scene.client, scene.homes[0]!, 'You see this one');
  await expect(chat.message('You see this one')).toBeVisible();
  await say(scene.client, scene.homes[1]!, 'But not this one');
  await expectUnread(page, '2 Birch Lane', 1);
  await expectUnread(page, '1 Ash Lane', 0);
  await expectBell(page, 1);
});

test('the bell’s list says what happened and leads to the chat; “Mark all read” clears what is no message', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene({ homes: addresses });
  await say(scene.agent, scene.homes[1]!, 'The keys are with the neighbour');
  const page = await (await newDevice()).openAsClient(scene);
  await page.getByRole('button', { name: 'Notifications, 2 unread', exact: true }).click();
  const list = page.getByRole('dialog', { name: 'Notifications' });
  await expect(list.getByRole('link', { name: /New message for 2 Birch Lane/ })).toContainText(
    'The keys are with the neighbour',
  );
  await expect(list.getByRole('link', { name: /3 new properties/ })).toBeVisible();
  await list.getByRole('link', { name: /New message for 2 Birch Lane/ }).click();
  await expect(
    page.getByRole('dialog', { name: '2 Birch Lane' }).getByText('The keys are with the neighbour'),
  ).toBeVisible();
  await expectUnread(page, '2 Birch Lane', 0);
  await expectBell(page, 1);

  await page.getByRole('button', { name: 'Notifications, 1 unread', exact: true }).click();
  await list.getByRole('button', { name: 'Mark all read' }).click();
  await expectBell(page, 0);
  await expect(card(page, '2 Birch Lane')).toBeVisible();
});
