import { prepareBaselineInbox } from '../baseline/data.ts';
import { jwtSecret, prepareInbox } from '../contenders/data.ts';
import { createDatabase, createOurDatabase, dropDatabase, settle, withClient } from '../contenders/databases.ts';
import { startOurs, startSeed } from '../contenders/servers.ts';
import { openHttpClient, queryPath, readJson, readTrpc } from '../load/httpClient.ts';
import { timeInTurn } from '../load/inTurn.ts';
import type { Percentiles } from '../load/percentiles.ts';
import { atMost, type Context, interleave, type Measure, ratio, spreadOf } from './measure.ts';

const listSize = 50;

/** What the answers say, by hand, and nothing else: no session to check, no page to make. `$1`: the agent. */
const bareList = `
SELECT c.id, c."propertyId", c."timelineId", c."agentId", c."clientId", c.status, c."unreadAgentCount", c."unreadClientCount",
  c."lastMessageAt", m.content, m."senderType", m."createdAt", p.address, p.price, p."imageUrl"
FROM "PropertyConversation" c
JOIN "Property" p ON p.id = c."propertyId"
LEFT JOIN "Message" m ON m."conversationId" = c.id AND m.sequence = c."lastMessageSequence"
WHERE c."agentId" = $1 ORDER BY c."lastMessageAt" DESC NULLS LAST, c.id DESC LIMIT ${listSize}`;
const bareUnread = `
SELECT c.id, c."propertyId", c."timelineId", c."unreadAgentCount",
  (SELECT count(*)::int FROM "Notification" n WHERE n."recipientId" = $1 AND NOT n."isRead") AS notifications
FROM "PropertyConversation" c WHERE c."agentId" = $1 AND c."unreadAgentCount" > 0
ORDER BY c."timelineId", c."lastMessageAt" DESC NULLS LAST, c.id`;

const works = {
  list: 'inbox, top 50',
  unread: 'unread totals',
  bareList: 'inbox, top 50, bare SQL',
  bareUnread: 'unread totals, bare SQL',
};
type Work = keyof typeof works;
type Taken = Partial<Record<Work, Percentiles>>;
type Asked = { name: string; take(): Promise<Taken>; drop(): Promise<void> };

/** What an agent with many homes sees first. */
export const inbox: Measure = {
  name: 'inbox',
  title: 'Inbox and unread totals of an agent with many conversations, over HTTP',
  async run(context) {
    const conversations = context.scaled(10_000, 1_000);
    const asked = {
      some: await askOurs(context, conversations, 20),
      all: await askOurs(context, conversations, 1),
      seed: await askSeed(context, conversations),
    };
    const outcomes = await interleave(
      context,
      asked,
      (each) => each.take(),
      ({ list, unread }) => `top 50 p50 ${ms(list)}, unread totals p50 ${ms(unread)}`,
    );
    for (const each of Object.values(asked)) await each.drop();
    const of = (name: keyof typeof asked, work: Work, rank: 'p50' | 'p95' = 'p50') =>
      spreadOf(outcomes[name], (taken) => taken[work]?.[rank] ?? Number.NaN);
    const row = (name: keyof typeof asked, work: Work, bare?: Work) => ({
      name: `${asked[name].name}: ${works[work]}`,
      values: [
        of(name, work),
        of(name, work, 'p95'),
        bare ? ratio(of(name, work), of(name, bare)) : null,
        work === 'list' ? ratio(of(name, work), of('seed', work)) : null,
      ],
    });
    const ours = ['some', 'all'] as const;
    return {
      columns: ['p50, ms', 'p95, ms', '÷ the bare SQL (p50)', '÷ the seed (p50)'],
      rows: [
        ...ours.flatMap((name) => [
          row(name, 'list', 'bareList'),
          row(name, 'unread', 'bareUnread'),
          row(name, 'bareList'),
          row(name, 'bareUnread'),
        ]),
        row('seed', 'list'),
      ],
      targets: ours.flatMap((name) => [
        atMost(`${asked[name].name}: inbox ÷ bare SQL`, ratio(of(name, 'list'), of(name, 'bareList')), 2),
        atMost(`${asked[name].name}: unread totals ÷ bare SQL`, ratio(of(name, 'unread'), of(name, 'bareUnread')), 2),
      ]),
      notes: [
        `${conversations.toLocaleString('en')} conversations of one agent. Our answers over one kept-alive connection, sessions checked; the bare SQL is one prepared statement each through pg, in turn with them.`,
      ],
      faults: [],
    };
  },
};

const ms = (taken: Percentiles | undefined) => (taken ? `${taken.p50.toFixed(2)} ms` : '–');

async function askOurs(context: Context, conversations: number, unreadEvery: number): Promise<Asked> {
  const { url, filled } = await createOurDatabase(context.postgres.url, (sql) =>
    prepareInbox(sql, conversations, unreadEvery),
  );
  await settle(context.postgres.url);
  const { agentId, token } = filled;
  const unreadCount = conversations / unreadEvery;
  const listPath = queryPath('conversation.list', { limit: listSize });
  const unreadPath = '/trpc/notification.unread';
  return {
    name: `ours, ${unreadCount.toLocaleString('en')} unread`,
    async take() {
      const server = await startOurs({ DATABASE_URL: url });
      try {
        const { items } = await readTrpc<{ items: unknown[] }>(server.port, token, listPath);
        const { notifications, messages } = await readTrpc<Record<string, number>>(server.port, token, unreadPath);
        if (items.length !== listSize || notifications !== unreadCount || messages !== 2 * unreadCount) {
          throw new Error('The inbox is not the one that was prepared');
        }
        const http = await openHttpClient(server.port, token);
        return await withClient(url, async (client) => {
          const works = {
            list: () => http.get(listPath),
            bareList: () => client.query({ name: 'list', text: bareList, values: [agentId] }),
            unread: () => http.get(unreadPath),
            bareUnread: () => client.query({ name: 'unread', text: bareUnread, values: [agentId] }),
          };
          return timeInTurn(works, context.scaled(30, 10), context.scaled(100, 20));
        }).finally(http.close);
      } finally {
        await server.stop();
      }
    },
    drop: () => dropDatabase(context.postgres.url, url),
  };
}

async function askSeed(context: Context, conversations: number): Promise<Asked> {
  const url = await createDatabase(context.postgres.url);
  const { token } = await prepareBaselineInbox(url, conversations, jwtSecret);
  await settle(context.postgres.url);
  const path = '/api/v1/conversations';
  return {
    name: 'the seed',
    async take() {
      const server = await startSeed(url);
      try {
        const page = await readJson<{ conversations: unknown[] }>(server.port, token, path);
        if (page.conversations.length !== listSize)
          throw new Error('The inbox of the seed is not the one that was prepared');
        const http = await openHttpClient(server.port, token);
        return await timeInTurn(
          { list: () => http.get(path) },
          context.scaled(30, 10),
          context.scaled(100, 20),
        ).finally(http.close);
      } finally {
        await server.stop();
      }
    },
    drop: () => dropDatabase(context.postgres.url, url),
  };
}
