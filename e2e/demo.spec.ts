import type { RunningServer } from './runningServer.ts';
import { apiAt } from './scene.ts';
import { card, chatButton, openChat } from './screens.ts';
import { expect, test } from './test.ts';

/** What `npm start` prints for people to open, after `from` characters: an agent's address and those of three clients. */
async function printedAccess(server: RunningServer, from = 0) {
  const lines = /Agent\s+(\S+)\s+(\S+@\S+)\s+password (\S+)(?:\s+Client\s+\S+\s+code \S+.*){3}/;
  await expect.poll(() => server.output.slice(from)).toMatch(lines);
  const [printed = '', url = '', email = '', password = ''] = lines.exec(server.output.slice(from)) ?? [];
  const clients = [...printed.matchAll(/Client\s+(\S+)\s+code (\S+)/g)].map(([, link = '', code = '']) => ({
    url: link,
    code,
  }));
  return { agent: { url, email, password }, clients };
}

test('the first start prints addresses that work: within a minute agent and client chat about a house', async ({
  newServer,
  newDevice,
}) => {
  test.slow();
  const server = await newServer({ DEMO: '', RATE_LIMITS: '', JWT_SECRET: '' });
  const { agent, clients } = await printedAccess(server);

  const agentDevice = await newDevice();
  const agentPage = await agentDevice.open(agent.url);
  await agentPage.getByLabel('E-mail').fill(agent.email);
  await agentPage.getByLabel('Password', { exact: true }).fill(agent.password);
  await agentPage.getByRole('button', { name: 'Sign in' }).click();
  const timelines = agentPage.getByRole('list', { name: 'Timelines' }).getByRole('listitem');
  await expect(timelines).toHaveCount(3);

  const clientDevice = await newDevice();
  const clientPage = await clientDevice.open(clients[0]!.url);
  await clientPage.getByLabel('Code').fill(clients[0]!.code);
  await clientPage.getByRole('button', { name: 'Open my homes' }).click();
  await expect(clientPage.getByText(/picked for you by/)).toBeVisible();
  const title = await clientPage.getByRole('heading', { level: 1 }).innerText();
  await agentPage.getByRole('link', { name: title }).click();
  await expect(agentPage.getByRole('heading', { name: title, level: 1 })).toBeVisible();

  // The home with the longest story: the latest words are in sight, days are told apart.
  const address = await longestStory(server.url, agent, title);
  await expect(card(clientPage, address).getByRole('img').first()).toBeVisible();
  const client = await openChat(clientPage, address);
  const talk = await openChat(agentPage, address);
  await client.write('Hello from the demo');
  await expect(talk.message('Hello from the demo')).toBeInViewport();
  // Going back, the days come by one after the other.
  const days = new Set<string>();
  await client.log.hover();
  await expect
    .poll(async () => {
      for (const day of await client.log.getByText(/^(Today|Yesterday|\w{3} \d+ \w+( \d{4})?)$/).allInnerTexts())
        days.add(day);
      await clientPage.mouse.wheel(0, -400);
      return [days.has('Today'), days.has('Yesterday'), days.size > 3];
    })
    .toEqual([true, true, true]);
  await talk.write('Hello to you');
  await client.panel.getByRole('button', { name: 'Show 1 new message' }).click();
  await expect(client.message('Hello to you')).toBeInViewport();

  // The next start keeps what was said and prints the same addresses.
  for (const device of [agentDevice, clientDevice]) device.mayLoseNetwork();
  await server.stop();
  const printedBefore = server.output.length;
  await server.startAgain();
  expect(await printedAccess(server, printedBefore)).toEqual({ agent, clients });
  const again = await (await newDevice()).open(clients[0]!.url);
  await again.getByLabel('Code').fill(clients[0]!.code);
  await again.getByRole('button', { name: 'Open my homes' }).click();
  await chatButton(again, address).click();
  await expect(again.getByRole('log', { name: 'Messages' }).getByText('Hello to you')).toBeVisible();
});

async function longestStory(
  url: string,
  { email, password }: { email: string; password: string },
  title: string,
): Promise<string> {
  const { accessToken } = await apiAt(url).auth.login.mutate({ email, password });
  const api = apiAt(url, accessToken);
  const timeline = (await api.timeline.list.query()).find((candidate) => candidate.title === title);
  if (!timeline) throw new Error(`No timeline is called ${title}`);
  const { properties } = await api.timeline.get.query({ timelineId: timeline.id });
  const stories = await Promise.all(
    properties.map(async ({ id, address, conversation: { status } }) => {
      const { lastSequence } = await api.conversation.forProperty.query({ propertyId: id });
      return { address, status, lastSequence };
    }),
  );
  const [longest] = stories
    .filter(({ status }) => status === 'ACTIVE')
    .sort((one, other) => other.lastSequence - one.lastSequence);
  if (!longest) throw new Error('No home has a story');
  return longest.address;
}
