/** Who and what a test starts with, made quickly over the public API as any other program would: an agent, a client, some homes. */
import { randomUUID } from 'node:crypto';
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '../server/api/router.ts';
import type { Message, TimelineAccess } from '../shared/views.ts';

export type Api = TRPCClient<AppRouter>;
export type Agent = { name: string; email: string; password: string; api: Api };
export type Client = { name: string; access: TimelineAccess; api: Api };
export type Home = { address: string; propertyId: string; conversationId: string };
export type Scene = { url: string; agent: Agent; client: Client; timelineId: string; title: string; homes: Home[] };

/** Calls the API of the server at `url` with this token. */
export function apiAt(url: string, accessToken: string | null = null): Api {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${url}/trpc`,
        transformer: superjson,
        maxItems: 20,
        headers: accessToken === null ? {} : { authorization: `Bearer ${accessToken}` },
      }),
    ],
  });
}

export async function makeAgent(url: string, name = 'Ann Archer'): Promise<Agent> {
  const email = `agent-${randomUUID()}@example.com`;
  const password = 'correct horse battery';
  const { accessToken } = await apiAt(url).auth.registerAgent.mutate({ email, password, name });
  return { name, email, password, api: apiAt(url, accessToken) };
}

/** A timeline of the agent with these homes, and its client signed in. */
export async function makeTimeline(
  url: string,
  agent: Agent,
  { homes = ['12 Elm Street'], clientName = 'Carl Cole', title = 'Homes near the river' }: SceneOptions = {},
): Promise<Omit<Scene, 'agent' | 'url'>> {
  const { timeline, access } = await agent.api.timeline.create.mutate({ title, client: { name: clientName } });
  const { shareToken, clientCode } = access;
  const { accessToken } = await apiAt(url).auth.openTimeline.mutate({ shareToken, clientCode });
  const client = { name: clientName, access, api: apiAt(url, accessToken) };
  return { client, timelineId: timeline.id, title, homes: await importHomes(agent, timeline.id, homes) };
}

export type SceneOptions = { homes?: string[]; clientName?: string; title?: string };

/** An agent of their own with a client and homes: nothing of it is shared with any other test. */
export async function makeScene(url: string, options: SceneOptions = {}): Promise<Scene> {
  const agent = await makeAgent(url);
  return { url, agent, ...(await makeTimeline(url, agent, options)) };
}

async function importHomes(agent: Agent, timelineId: string, addresses: string[]): Promise<Home[]> {
  if (addresses.length === 0) return [];
  const rows = addresses.map((address, index) => ({ address, city: 'Sacramento', price: 400_000 + 1_000 * index }));
  const report = await agent.api.property.import.mutate({ timelineId, rows });
  return report.rows.map(({ address, propertyId, conversationId, errors }) => {
    if (!address || !propertyId || !conversationId) throw new Error(`Not imported: ${errors?.join(' ')}`);
    return { address, propertyId, conversationId };
  });
}

export function say(who: { api: Api }, home: Home, content: string): Promise<Message> {
  return who.api.message.send.mutate({ conversationId: home.conversationId, clientMessageId: randomUUID(), content });
}

/** What is stored, oldest first: the last 100 messages. */
export async function storedMessages(who: { api: Api }, home: Home): Promise<Message[]> {
  const { items } = await who.api.message.list.query({ conversationId: home.conversationId, limit: 100 });
  return items;
}
