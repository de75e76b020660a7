import type { Locator, Page } from '@playwright/test';
import { type Scene, say, storedMessages } from './scene.ts';
import { type Chat, expectUnread, openChat } from './screens.ts';
import { expect, test } from './test.ts';

const messageCount = 320;

/** A conversation that has gone to and fro for long, all of it read. */
async function longConversation({ agent, client, homes }: Scene): Promise<void> {
  const home = homes[0]!;
  for (let number = 1; number <= messageCount; number++) {
    await say(number % 3 === 0 ? client : agent, home, `Message ${number}. ${'More words. '.repeat(number % 7)}`);
  }
  await agent.api.message.markAllRead.mutate({ conversationId: home.conversationId });
  await client.api.message.markAllRead.mutate({ conversationId: home.conversationId });
}

const line = (chat: Chat, number: number) => chat.message(`Message ${number}.`);

/** Turns the wheel over the messages until `isDone`. */
async function scroll(page: Page, chat: Chat, deltaY: number, isDone: () => Promise<boolean>): Promise<void> {
  await chat.log.hover();
  await expect
    .poll(
      async () => {
        if (await isDone()) return true;
        await page.mouse.wheel(0, deltaY);
        return false;
      },
      { intervals: [50], timeout: 120_000 },
    )
    .toBe(true);
}

/** Whether something is to be seen in its chat now. (`toBeInViewport` waits for an observer, which takes its time on a busy machine.) */
const isInView = (locator: Locator) =>
  locator.evaluateAll((elements) =>
    elements.some((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const room = element.closest('[role="log"]')?.getBoundingClientRect();
      return room !== undefined && bottom > room.top && top < room.bottom;
    }),
  );

/** Where something is on the screen, once it has come to rest. */
async function restingPlace(locator: Locator): Promise<number> {
  return locator.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        let last = Number.NaN;
        let quietFrames = 0;
        const look = () => {
          const { top } = element.getBoundingClientRect();
          quietFrames = top === last ? quietFrames + 1 : 0;
          last = top;
          if (quietFrames >= 30) resolve(top);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

test.describe('a conversation of 320 messages', () => {
  test.slow();
  test('opens at its end and goes back to its beginning without a jump, each message once', async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    await longConversation(scene);
    const page = await (await newDevice()).openAsAgent(scene);
    // Older pages come only when the test lets them.
    let waiting: (() => void)[] = [];
    await page.route(/message\.list/, async (route) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      await route.continue();
    });
    const chat = await openChat(page, '12 Elm Street');
    await expect(line(chat, messageCount)).toBeInViewport();
    expect(waiting.length).toBe(0);

    await scroll(page, chat, -800, async () => waiting.length > 0);
    // The oldest of the first page is 271; what is near the top of what there is stays where it is.
    await scroll(page, chat, -200, () => isInView(line(chat, 275)));
    const before = await restingPlace(line(chat, 275));
    for (const letGo of waiting) letGo();
    waiting = [];
    await expect(line(chat, 270)).toBeAttached();
    // A line of text is 24 px high: a reader notices no less than a fraction of it.
    expect(Math.abs((await restingPlace(line(chat, 275))) - before)).toBeLessThanOrEqual(5);

    await page.unroute(/message\.list/);
    for (const letGo of waiting) letGo();
    const seen = new Set<number>();
    const beginning = chat.log.getByText('The beginning of your conversation about 12 Elm Street');
    await scroll(page, chat, -300, async () => {
      for (const text of await chat.log.locator('[data-item-index] p').allInnerTexts())
        seen.add(Number(/\d+/.exec(text)?.[0]));
      return isInView(beginning);
    });
    for (const text of await chat.log.locator('[data-item-index] p').allInnerTexts())
      seen.add(Number(/\d+/.exec(text)?.[0]));
    await expect(line(chat, 1)).toBeInViewport();
    await expect(chat.log.getByText('Today', { exact: true })).toHaveCount(1);
    const missing = Array.from({ length: 275 }, (_, index) => index + 1).filter((number) => !seen.has(number));
    expect(missing).toEqual([]);
  });

  test('does not run away from its reader: new messages wait behind a button, unread until they are seen', async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    const home = scene.homes[0]!;
    for (let number = 1; number <= 60; number++) await say(scene.agent, home, `Message ${number}.`);
    await scene.client.api.message.markAllRead.mutate({ conversationId: home.conversationId });
    const page = await (await newDevice()).openAsClient(scene);
    const chat = await openChat(page, '12 Elm Street');
    await expect(line(chat, 60)).toBeInViewport();
    await scroll(page, chat, -300, () => isInView(line(chat, 40)));
    const before = await restingPlace(line(chat, 40));

    await say(scene.agent, home, 'News 1');
    await say(scene.agent, home, 'News 2');
    const button = chat.panel.getByRole('button', { name: 'Show 2 new messages' });
    await expect(button).toBeVisible();
    expect(await restingPlace(line(chat, 40))).toBe(before);
    await expectUnread(page, '12 Elm Street', 2);
    expect((await storedMessages(scene.agent, home)).filter(({ isRead }) => !isRead)).toHaveLength(2);

    await button.click();
    await expect(chat.message('News 2')).toBeInViewport();
    await expect(button).toHaveCount(0);
    await expectUnread(page, '12 Elm Street', 0);
    // At the end again, it follows by itself.
    await say(scene.agent, home, `News 3 ${'in many words '.repeat(40)}`);
    await expect(chat.message('News 3')).toBeInViewport({ ratio: 1 });
    // An own message leads to the end from anywhere.
    await scroll(page, chat, -300, () => isInView(line(chat, 40)));
    await chat.write('My own word');
    await expect(chat.message('My own word')).toBeInViewport();
  });

  test('opens where the unread ones begin, and keeps their mark while they are read', async ({
    newScene,
    newDevice,
  }) => {
    const scene = await newScene();
    const home = scene.homes[0]!;
    for (let number = 1; number <= 45; number++) {
      await say(scene.agent, home, `Message ${number}.`);
      if (number === 20) await scene.client.api.message.markAllRead.mutate({ conversationId: home.conversationId });
    }
    const page = await (await newDevice()).openAsClient(scene);
    await expectUnread(page, '12 Elm Street', 25);
    const chat = await openChat(page, '12 Elm Street');
    await expect(chat.log.getByText('Unread', { exact: true })).toBeInViewport();
    await expect(line(chat, 21)).toBeInViewport();
    await scroll(page, chat, 600, () => isInView(line(chat, 45)));
    await expectUnread(page, '12 Elm Street', 0);
  });
});
