import { say } from './scene.ts';
import { card, chatButton, openChat } from './screens.ts';
import { expect, test } from './test.ts';

test.describe('agent and client with the chat of one property open', () => {
  test('a message is there at once for its sender and without a reload for the other side', async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    const agentPage = await (await newDevice()).openAsAgent(scene);
    const clientPage = await (await newDevice()).openAsClient(scene);
    const agent = await openChat(agentPage, '12 Elm Street');
    const client = await openChat(clientPage, '12 Elm Street');

    // The answer of the server is held back: the message shows without it.
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await clientPage.route(/message\.send/, async (route) => {
      await held;
      await route.continue();
    });
    await client.write('Is the garden fenced?');
    await expect(client.mark('Is the garden fenced?', 'Sending')).toBeVisible();
    await expect(client.field).toHaveValue('');
    letGo();
    await expect(agent.message('Is the garden fenced?')).toBeVisible();

    await agent.write('All around, with two gates.');
    await expect(client.message('All around, with two gates.')).toBeVisible();
    await expect(client.log.locator('[data-item-index]')).toHaveCount(2);
    await expect(agent.log.locator('[data-item-index]')).toHaveCount(2);
    await expect(card(clientPage, '12 Elm Street')).toContainText('All around, with two gates.');
  });

  test('“is typing” shows while the other side writes, and ends with the message or the last key', async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    const agent = await openChat(await (await newDevice()).openAsAgent(scene), '12 Elm Street');
    const client = await openChat(await (await newDevice()).openAsClient(scene), '12 Elm Street');

    await agent.field.pressSequentially('One mom');
    await expect(client.typing).toHaveText('Ann is typing…');
    await expect(agent.typing).toHaveCount(0);
    await agent.write('One moment');
    await expect(client.message('One moment')).toBeVisible();
    await expect(client.typing).toHaveCount(0);

    await client.field.pressSequentially('Hm');
    await expect(agent.typing).toHaveText('Carl is typing…');
    await client.field.fill('');
    await expect(agent.typing).toHaveCount(0);
  });

  test('Enter sends, Shift+Enter makes a new line, and blank text stays where it is', async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    const agent = await openChat(await (await newDevice()).openAsAgent(scene), '12 Elm Street');
    const client = await openChat(await (await newDevice()).openAsClient(scene), '12 Elm Street');

    await client.field.pressSequentially('   ');
    await client.field.press('Enter');
    await expect(client.sendButton).toBeDisabled();
    await client.field.fill('');
    await client.field.pressSequentially('first');
    await client.field.press('Shift+Enter');
    await client.field.pressSequentially('second');
    await expect(client.field).toHaveValue('first\nsecond');
    await client.field.press('Enter');
    const line = agent.message('first').getByText('first');
    await expect(line).toBeVisible();
    expect(await line.innerText()).toBe('first\nsecond');
    await expect(client.log.locator('[data-item-index]')).toHaveCount(1);
  });

  test('text that looks like markup is shown as it was written, and runs nothing', async ({ newScene, newDevice }) => {
    const scene = await newScene();
    const agentPage = await (await newDevice()).openAsAgent(scene);
    const clientPage = await (await newDevice()).openAsClient(scene);
    const agent = await openChat(agentPage, '12 Elm Street');
    const client = await openChat(clientPage, '12 Elm Street');
    const text =
      '<img src=x onerror="document.body.remove()"><b>bold</b> &amp; <script>alert(1)</script> javascript:alert(1)';
    await client.write(text);
    await client.write('See https://example.com/house?a=1&b=2, please');

    for (const [page, chat] of [
      [agentPage, agent],
      [clientPage, client],
    ] as const) {
      await expect(chat.message('onerror')).toContainText(text);
      await expect(chat.log.locator('img[src], b, script')).toHaveCount(0);
      await expect(card(page, '12 Elm Street').locator('b, script')).toHaveCount(0);
      const link = chat.log.getByRole('link');
      await expect(link).toHaveAttribute('href', 'https://example.com/house?a=1&b=2');
      await expect(link).toHaveAttribute('rel', /noopener/);
    }
  });

  test('the longest text arrives whole; one character more is not sent but kept for shortening', async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    const agent = await openChat(await (await newDevice()).openAsAgent(scene), '12 Elm Street');
    const client = await openChat(await (await newDevice()).openAsClient(scene), '12 Elm Street');
    const longest = `${'All about this home. '.repeat(190)}${'🏡'.repeat(10)}`.padEnd(4_010, '!');

    await client.field.fill(`${longest}?`);
    await expect(client.panel.getByRole('alert')).toContainText('4,001 of 4,000 characters');
    await client.field.press('Enter');
    await expect(client.field).toHaveValue(`${longest}?`);
    await client.write(longest);
    await expect(agent.message('All about this home.').getByText('All about this home.')).toHaveText(longest);
  });
});

test('one mark when the server has a message, two when the other side has read it', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const client = await openChat(await (await newDevice()).openAsClient(scene), '12 Elm Street');
  const agentPage = await (await newDevice()).openAsAgent(scene);
  await client.write('Still for sale?');
  await expect(client.mark('Still for sale?', 'Sent')).toBeVisible();
  // The card on the agent's page shows it; only opening the chat reads it.
  await expect(card(agentPage, '12 Elm Street')).toContainText('Still for sale?');
  await expect(client.mark('Still for sale?', 'Sent')).toBeVisible();
  await openChat(agentPage, '12 Elm Street');
  await expect(client.mark('Still for sale?', 'Read')).toBeVisible();
});

test('a chat says whether the other side is there, and since when not', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const agent = await openChat(await (await newDevice()).openAsAgent(scene), '12 Elm Street');
  await expect(agent.panel.getByText('offline', { exact: true })).toBeVisible();
  const clientDevice = await newDevice();
  await clientDevice.openAsClient(scene);
  await expect(agent.panel.getByText('online', { exact: true })).toBeVisible();
  await clientDevice.context.close();
  await expect(agent.panel.getByText(/^last seen/)).toBeVisible({ timeout: 20_000 });
});

test('what was begun is still there when the chat is opened again, and so is the chat after a reload', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  await say(scene.agent, scene.homes[0]!, 'Shall we look at it?');
  const page = await (await newDevice()).openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  await chat.field.fill('Tuesday would be');
  await chat.close();
  await expect(chat.panel).toHaveCount(0);
  await chatButton(page, '12 Elm Street').click();
  await expect(chat.field).toHaveValue('Tuesday would be');
  await page.reload();
  await expect(chat.message('Shall we look at it?')).toBeVisible();
});

test('an own message can be changed and deleted, and the other side sees it at once', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  await say(scene.agent, scene.homes[0]!, 'It costs $400,000');
  const agentPage = await (await newDevice()).openAsAgent(scene);
  const clientPage = await (await newDevice()).openAsClient(scene);
  const agent = await openChat(agentPage, '12 Elm Street');
  const client = await openChat(clientPage, '12 Elm Street');
  const choose = async (entry: string) => {
    await agent.message('It costs').hover();
    await agent.message('It costs').getByRole('button', { name: 'Message menu' }).click();
    await agentPage.getByRole('menuitem', { name: entry }).click();
  };

  await choose('Edit');
  const editor = agent.panel.getByRole('textbox', { name: 'Edit message' });
  await expect(editor).toBeFocused();
  await editor.fill('It costs $390,000');
  await editor.press('Enter');
  await expect(client.message('It costs $390,000')).toContainText('edited');
  await expect(card(clientPage, '12 Elm Street')).toContainText('It costs $390,000');

  await choose('Delete…');
  await agentPage.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(client.message('Message deleted')).toBeVisible();
  await expect(agent.message('Message deleted')).toBeVisible();
  for (const page of [agentPage, clientPage]) await expect(page.getByText('It costs')).toHaveCount(0);
  // Nobody changes what the other side has said.
  await agent.write('Sorry, sold.');
  await client.message('Sorry, sold.').hover();
  await client.message('Sorry, sold.').getByRole('button', { name: 'Message menu' }).click();
  await expect(clientPage.getByRole('menuitem', { name: 'Copy text' })).toBeVisible();
  await expect(clientPage.getByRole('menuitem')).toHaveCount(1);
});
