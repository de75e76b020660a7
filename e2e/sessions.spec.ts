import { decodeJwt, SignJWT } from 'jose';
import { jwtSecret } from './runningServer.ts';
import { say } from './scene.ts';
import { openChat } from './screens.ts';
import { expect, test } from './test.ts';

/** The same token, as the server would have signed it to expire at another time. */
function tokenThatExpires(accessToken: string, atMs: number): Promise<string> {
  const { sub = '', iat, exp, ...claims } = decodeJwt(accessToken);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt(iat)
    .setExpirationTime(Math.floor(atMs / 1000))
    .sign(new TextEncoder().encode(jwtSecret));
}

/** tRPC's first message on a socket carries the token: here one that ends in a few seconds. Others stay as they are. */
async function withShortToken(message: string): Promise<string> {
  if (!message.includes('connectionParams')) return message;
  const { method, data } = JSON.parse(message) as { method: string; data: { token: string } };
  return JSON.stringify({ method, data: { token: await tokenThatExpires(data.token, Date.now() + 5_000) } });
}

test('access taken away is said on the client’s page at once; a new code lets them in again', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const agentPage = await (await newDevice()).openAsAgent(scene);
  const clientDevice = await newDevice();
  clientDevice.mayBeRefused(/trpc/);
  const clientPage = await clientDevice.openAsClient(scene);
  await openChat(clientPage, '12 Elm Street');

  await agentPage.getByRole('button', { name: 'Share' }).click();
  await agentPage.getByRole('menuitem', { name: 'Revoke access…' }).click();
  await agentPage.getByRole('alertdialog').getByRole('button', { name: 'Revoke access' }).click();
  await expect(clientPage.getByRole('heading', { name: 'Your access has ended' })).toBeVisible();
  await expect(clientPage.getByText('12 Elm Street')).toHaveCount(0);
  await clientPage.getByLabel('Code').fill(scene.client.access.clientCode);
  await clientPage.getByRole('button', { name: 'Open my homes' }).click();
  await expect(clientPage.getByRole('alert')).toContainText('This code does not open the link');

  await agentPage.getByRole('button', { name: 'Share' }).click();
  await agentPage.getByRole('menuitem', { name: 'Share again…' }).click();
  await agentPage.getByRole('alertdialog').getByRole('button', { name: 'Make a new code' }).click();
  const panel = agentPage.getByRole('dialog', { name: 'Share it with Carl Cole' });
  const code = await panel.getByText(/^[A-Z0-9]{4}(-[A-Z0-9]{4})+$/).innerText();
  await clientPage.getByLabel('Code').fill(code);
  await clientPage.getByRole('button', { name: 'Open my homes' }).click();
  await expect(clientPage.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible();
});

test('signing out in one tab signs out the other', async ({ newScene, newDevice }) => {
  const scene = await newScene();
  const device = await newDevice();
  device.mayBeRefused(/trpc/);
  const first = await device.openAsAgent(scene);
  const second = await device.open(`${scene.url}/`);
  await expect(second.getByRole('heading', { level: 1 })).toContainText('Ann');
  await openChat(first, '12 Elm Street');
  await second.getByRole('button', { name: 'Account of Ann Archer' }).click();
  await second.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(second.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await expect(first.getByText('Your session has ended. Please sign in again.')).toBeVisible();
  await expect(first.getByText('12 Elm Street')).toHaveCount(0);
  await first.reload();
  await expect(first.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
});

test('a call whose access has expired is made again with new access, and nobody notices', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const device = await newDevice();
  device.mayBeRefused(/message\.send/);
  const page = await device.openAsClient(scene);
  const chat = await openChat(page, '12 Elm Street');
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('message.send')) answers.push(response.status());
  });
  // The page lay asleep for a quarter of an hour, say.
  await page.route(
    /message\.send/,
    async (route) => {
      const headers = route.request().headers();
      const token = headers['authorization']?.replace('Bearer ', '') ?? '';
      const expired = await tokenThatExpires(token, Date.now() - 60_000);
      await route.continue({ headers: { ...headers, authorization: `Bearer ${expired}` } });
    },
    { times: 1 },
  );
  await chat.write('Good morning');
  await expect(chat.mark('Good morning', 'Sent')).toBeVisible();
  // The live stream may mark it as sent before the answer of the call is here.
  await expect.poll(() => answers).toEqual([401, 200]);
  await expect(page.getByRole('button', { name: 'Account of Carl Cole' })).toBeVisible();
});

test('a socket whose access expires comes back with new access, and misses nothing', async ({
  newScene,
  newDevice,
}) => {
  const scene = await newScene();
  const home = scene.homes[0]!;
  const page = await (await newDevice()).openAsClient(scene, '?chat=none');
  // From the next page load on: the first socket's token ends in a few seconds, the ones after it are as they are.
  const closedWith: number[] = [];
  let opened = 0;
  await page.routeWebSocket(/\/trpc/, (socket) => {
    opened++;
    const isFirst = opened === 1;
    const server = socket.connectToServer();
    // One after the other, since making a token takes a moment.
    let sent = Promise.resolve();
    socket.onMessage((message) => {
      sent = sent.then(async () => server.send(isFirst ? await withShortToken(String(message)) : message));
    });
    server.onClose((code, reason) => {
      closedWith.push(code ?? 0);
      void socket.close({ ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) });
    });
  });
  await page.reload();
  const chat = await openChat(page, '12 Elm Street');
  await say(scene.agent, home, 'Over the first socket');
  await expect(chat.message('Over the first socket')).toBeVisible();
  await expect.poll(() => closedWith, { timeout: 15_000 }).toEqual([4401]);
  await say(scene.agent, home, 'While there is none');
  await expect(chat.message('While there is none')).toBeVisible();
  await chat.write('I am still here');
  await expect(chat.mark('I am still here', 'Sent')).toBeVisible();
  await expect.poll(() => opened).toBe(2);
  await expect(chat.message('Over the first socket')).toHaveCount(1);
});
