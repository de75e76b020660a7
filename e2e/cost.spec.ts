import type { Page } from '@playwright/test';
import { card, openChat } from './screens.ts';
import { expect, test } from './test.ts';

type Traffic = { calls: string[]; started: string[]; stopped: number };

/** Every call and subscription of a page from here on. */
function traffic(page: Page): Traffic {
  const seen: Traffic = { calls: [], started: [], stopped: 0 };
  page.on('request', (request) => {
    const path = /\/trpc\/([^?]+)/.exec(request.url())?.[1];
    if (path) seen.calls.push(...decodeURIComponent(path).split(','));
  });
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const text = String(payload);
      if (!text.startsWith('{') && !text.startsWith('[')) return;
      type Frame = { method?: string; params?: { path?: string } };
      // A socket carries one request, or a batch of them.
      for (const { method, params } of [JSON.parse(text) as Frame | Frame[]].flat()) {
        if (method === 'subscription') seen.started.push(params?.path ?? '');
        if (method === 'subscription.stop') seen.stopped++;
      }
    }),
  );
  return seen;
}

test('a page of 200 cards costs no request and no subscription for a card, until its chat opens', async ({
  newScene,
  newDevice,
}) => {
  const homes = Array.from({ length: 200 }, (_, index) => `${index + 1} Long Avenue`);
  const scene = await newScene({ homes });
  const device = await newDevice();
  const page = await device.openAsAgent(scene, '/register');
  const seen = traffic(page);
  await page.goto(`${scene.url}/timelines/${scene.timelineId}`);
  const lastCard = card(page, homes.at(-1)!);
  const cards = page.getByRole('list', { name: 'Homes', exact: true }).getByRole('article');
  await expect(cards.first()).toBeVisible();
  await page.locator('main').hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 4_000);
        return cards.count();
      },
      { intervals: [50], timeout: 40_000 },
    )
    .toBe(200);
  await expect(lastCard).toBeAttached();
  expect(seen.calls.filter((path) => /^(conversation|message|property)\./.test(path))).toEqual([]);
  expect(seen.calls.length).toBeLessThanOrEqual(6);
  await expect.poll(() => seen.started).toEqual(['notification.onNotification']);

  // The one that opens costs one load and two streams, and stops them when it closes.
  const chat = await openChat(page, '77 Long Avenue');
  await expect(chat.field).toBeVisible();
  await expect.poll(() => seen.started.slice(1).sort()).toEqual(['conversation.onActivity', 'message.onMessage']);
  expect(seen.calls.filter((path) => path === 'conversation.forProperty')).toHaveLength(1);
  await chat.close();
  await expect.poll(() => seen.stopped).toBe(2);
});
