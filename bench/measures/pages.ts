import { prepareBaseline, prepareBaselineHistory } from '../baseline/data.ts';
import { insertHistory, jwtSecret, preparePairs } from '../contenders/data.ts';
import { createDatabase, createOurDatabase, dropDatabase, settle, withClient } from '../contenders/databases.ts';
import { startOurs, startSeed } from '../contenders/servers.ts';
import { openHttpClient, queryPath, readJson, readTrpc } from '../load/httpClient.ts';
import { timeInTurn } from '../load/inTurn.ts';
import type { Percentiles } from '../load/percentiles.ts';
import type { Pair } from '../load/protocols.ts';
import { atMost, type Context, interleave, type Measure, ratio, type Spread, spreadOf } from './measure.ts';

const pageSize = 50;
/** It is one of many, of which nothing has been said in the others. */
const conversations = 200;
const pageNames = ['first', 'middle', 'oldest'] as const;
type PageName = (typeof pageNames)[number];
type Pages = Record<PageName, Percentiles>;

/** A server on a database that stays, and where its pages are. */
type Reader = { name: string; take(): Promise<Pages>; drop(): Promise<void> };

/** Reading back in a conversation: a page far down must cost what the first one costs. */
export const pages: Measure = {
  name: 'pages',
  title: 'Pages of a long conversation, over HTTP',
  async run(context) {
    const messages = context.scaled(500_000, 20_000);
    const readers = { ours: await readOurs(context, messages), seed: await readSeed(context, messages) };
    const outcomes = await interleave(
      context,
      readers,
      (reader) => reader.take(),
      ({ first, middle }) => `first page p50 ${first.p50.toFixed(2)} ms, one in the middle ${middle.p50.toFixed(2)} ms`,
    );
    for (const reader of Object.values(readers)) await reader.drop();
    const of = (name: keyof typeof readers, page: PageName, rank: 'p50' | 'p95') =>
      spreadOf(outcomes[name], (taken) => taken[page][rank]);
    const deeper = (name: keyof typeof readers, page: PageName): Spread =>
      ratio(of(name, page, 'p50'), of(name, 'first', 'p50'));
    const places: Record<PageName, string> = {
      first: 'first page',
      middle: `at message ${(messages / 2).toLocaleString('en')}`,
      oldest: 'at message 500',
    };
    return {
      columns: ['p50, ms', 'p95, ms', '÷ its first page (p50)', '÷ the seed (p50)'],
      rows: (['ours', 'seed'] as const).flatMap((name) =>
        pageNames.map((page) => ({
          name: `${readers[name].name}, ${places[page]}`,
          values: [
            of(name, page, 'p50'),
            of(name, page, 'p95'),
            deeper(name, page),
            ratio(of(name, page, 'p50'), of('seed', page, 'p50')),
          ],
        })),
      ),
      targets: (['middle', 'oldest'] as const).map((page) =>
        atMost(`page ${places[page]} ÷ first page`, deeper('ours', page), 1.3),
      ),
      notes: [
        `Pages of ${pageSize} of a conversation of ${messages.toLocaleString('en')} messages, asked for in turn over one connection.`,
      ],
      faults: [],
    };
  },
};

function timePages(context: Context, port: number, token: string, paths: Record<PageName, string>): Promise<Pages> {
  return withHttp(port, token, (get) =>
    timeInTurn(
      { first: () => get(paths.first), middle: () => get(paths.middle), oldest: () => get(paths.oldest) },
      context.scaled(50, 10),
      context.scaled(200, 30),
    ),
  );
}

async function withHttp<T>(
  port: number,
  token: string,
  work: (get: (path: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const client = await openHttpClient(port, token);
  try {
    return await work(client.get);
  } finally {
    client.close();
  }
}

async function readOurs(context: Context, messages: number): Promise<Reader> {
  const { url, filled } = await createOurDatabase(context.postgres.url, async (sql) => {
    const [pair] = await preparePairs(sql, conversations);
    const { conversationId, receiver } = only(pair);
    await insertHistory(sql, conversationId, messages);
    return { conversationId, token: receiver.token };
  });
  await settle(context.postgres.url);
  const { conversationId, token } = filled;
  const before = { first: messages + 1, middle: messages / 2, oldest: 500 };
  const pathOf = (name: PageName) =>
    queryPath('message.list', { conversationId, limit: pageSize, ...(name !== 'first' && { before: before[name] }) });
  return {
    name: 'ours',
    async take() {
      const server = await startOurs({ DATABASE_URL: url });
      try {
        for (const name of pageNames) {
          const { items } = await readTrpc<{ items: { sequence: number }[] }>(server.port, token, pathOf(name));
          if (items.length !== pageSize || items.at(-1)?.sequence !== before[name] - 1)
            throw new Error(`The ${name} page is another`);
        }
        return await timePages(context, server.port, token, {
          first: pathOf('first'),
          middle: pathOf('middle'),
          oldest: pathOf('oldest'),
        });
      } finally {
        await server.stop();
      }
    },
    drop: () => dropDatabase(context.postgres.url, url),
  };
}

async function readSeed(context: Context, messages: number): Promise<Reader> {
  const url = await createDatabase(context.postgres.url);
  const [pair] = await prepareBaseline(url, conversations, jwtSecret);
  const { conversationId, receiver } = only(pair);
  const { token } = receiver;
  await prepareBaselineHistory(url, conversationId, messages);
  const ids = await withClient(url, async (client) => {
    const { rows } = await client.query<{ n: number; id: string }>(
      `SELECT n::int, id FROM (SELECT row_number() OVER (ORDER BY "createdAt") AS n, id FROM "Message") m WHERE n = ANY($1)`,
      [[messages / 2, 500]],
    );
    return new Map(rows.map(({ n, id }) => [n, id]));
  });
  await settle(context.postgres.url);
  const path = `/api/v1/conversations/${conversationId}/messages?limit=${pageSize}`;
  const paths = {
    first: path,
    middle: `${path}&before=${ids.get(messages / 2)}`,
    oldest: `${path}&before=${ids.get(500)}`,
  };
  return {
    name: 'the seed',
    async take() {
      const server = await startSeed(url);
      try {
        for (const name of pageNames) {
          const page = await readJson<{ messages: unknown[] }>(server.port, token, paths[name]);
          if (page.messages.length !== pageSize) throw new Error(`The ${name} page of the seed is another`);
        }
        return await timePages(context, server.port, token, paths);
      } finally {
        await server.stop();
      }
    },
    drop: () => dropDatabase(context.postgres.url, url),
  };
}

function only(pair: Pair | undefined): Pair {
  if (!pair) throw new Error('There is no pair');
  return pair;
}
