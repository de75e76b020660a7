/** Back within two seconds: from the moment when the network is there again to the message in the page. */
import type { Page } from '@playwright/test';
import { Line } from './line.ts';
import { say } from './scene.ts';
import { openChat } from './screens.ts';
import { expect, test } from './test.ts';

const promisedMs = 2_000;

/** Resolves when the page shows this text, without asking it again and again. */
function appearance(page: Page, text: string): Promise<void> {
  return page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        new MutationObserver(() => {
          if (document.body.innerText.includes(wanted)) resolve();
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    text,
  );
}

/** From now, when the network is back. */
async function expectWithinPromise(shown: Promise<void>, wakeUp: () => Promise<unknown>): Promise<void> {
  const back = performance.now();
  await wakeUp();
  await shown;
  const tookMs = Math.round(performance.now() - back);
  test.info().annotations.push({ type: 'measured', description: `${tookMs} ms` });
  expect(tookMs).toBeLessThan(promisedMs);
}

test('a machine that wakes from sleep shows what was said meanwhile, though its socket died without a word', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const home = scene.homes[0]!;
  await using line = await Line.open();
  const device = await newDevice({ proxy: line.proxy });
  device.mayLoseNetwork();
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  await say(scene.agent, home, 'Before the sleep');
  await expect(chat.message('Before the sleep')).toBeVisible();

  // Asleep: nothing runs, no timer and no event, and nothing comes over the line.
  const debug = await device.context.newCDPSession(page);
  await debug.send('Debugger.enable');
  const asleep = new Promise((resolve) => debug.once('Debugger.paused', resolve));
  const shown = appearance(page, 'Said meanwhile');
  line.goDead();
  await chat.write('Good night');
  await expect(chat.mark('Good night', 'Sending')).toBeVisible();
  await debug.send('Debugger.pause');
  await asleep;
  const since = Date.now();
  await say(scene.agent, home, 'Said meanwhile');
  // That the clock has gone on is all that a page can know of a sleep.
  await expect.poll(() => Date.now() - since).toBeGreaterThan(5_000);

  line.comeBack();
  await expectWithinPromise(shown, () => debug.send('Debugger.resume'));
  // The call that was under way hangs on the dead line; it is not waited for.
  await expect(chat.mark('Good night', 'Sent')).toBeVisible({ timeout: 5_000 });
  await expect(chat.log.locator('[data-item-index] p')).toHaveText([
    'Before the sleep',
    'Said meanwhile',
    'Good night',
  ]);
});

test('a sleep that outlasts the access makes no difference', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  await using line = await Line.open();
  const device = await newDevice({ proxy: line.proxy });
  device.mayLoseNetwork();
  await device.context.clock.install();
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  await chat.write('Good night');
  await expect(chat.mark('Good night', 'Sent')).toBeVisible();
  const renewed = page.waitForRequest(/auth\.refresh/);
  const shown = appearance(page, 'Said meanwhile');
  line.goDead();
  await say(scene.agent, scene.homes[0]!, 'Said meanwhile');
  line.comeBack();
  // Every timer that is due by now runs once, as after a sleep.
  await expectWithinPromise(shown, () => page.clock.fastForward('30:00'));
  await renewed;
});

test('a page that has long been without a network is live as soon as it has one again', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const device = await newDevice();
  const page = await device.openAsClient(scene);
  await openChat(page, '12 Elm Street');
  let tries = 0;
  page.on('websocket', () => tries++);
  await device.goOffline();
  // By now it waits for long between its tries.
  await expect.poll(() => tries, { timeout: 60_000 }).toBeGreaterThan(5);
  await say(scene.agent, scene.homes[0]!, 'Said meanwhile');
  const shown = appearance(page, 'Said meanwhile');
  await expectWithinPromise(shown, () => device.goOnline());
});

test('a try that hangs on a dead line is given up when the network is back', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  await using line = await Line.open();
  const device = await newDevice({ proxy: line.proxy });
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  await device.goOffline();
  await expect(chat.panel.getByText('You are offline.')).toBeVisible();
  line.goDead();
  // The browser takes a network for the way to the server.
  await device.goOnline();
  await expect.poll(() => line.vainTries).toBe(1);
  await say(scene.agent, scene.homes[0]!, 'Said meanwhile');
  const shown = appearance(page, 'Said meanwhile');
  line.comeBack();
  await expectWithinPromise(shown, () => page.evaluate(() => window.dispatchEvent(new Event('online'))));
});
