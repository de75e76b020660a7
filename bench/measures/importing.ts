import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../server/database/embedded.ts';
import type { Child } from '../contenders/child.ts';
import { prepareEmptyTimelines } from '../contenders/data.ts';
import { createOurDatabase, dropDatabase, settle } from '../contenders/databases.ts';
import { listingsCsv } from '../contenders/listings.ts';
import { startOurs } from '../contenders/servers.ts';
import { type Context, interleave, type Measure, spreadOf } from './measure.ts';

type Started = { server: Child; token: string; timelineIds: string[]; stop(): Promise<void> };

const cases = {
  postgresql: { name: 'PostgreSQL', start: startOnPostgresql },
  embedded: { name: 'embedded', start: startEmbedded },
};

/** An agent's whole export at once, into a timeline in which there is nothing. */
export const importing: Measure = {
  name: 'import',
  title: 'Import of listings, CSV over HTTP',
  async run(context) {
    const rows = context.scaled(2_000, 300);
    const outcomes = await interleave(
      context,
      cases,
      ({ start }) => measure(context, start, rows),
      (seconds) => `${rows} rows in ${seconds.toFixed(2)} s`,
    );
    return {
      columns: ['s'],
      rows: (['postgresql', 'embedded'] as const).map((name) => ({
        name: cases[name].name,
        values: [spreadOf(outcomes[name], (seconds) => seconds)],
      })),
      targets: [],
      notes: [`${rows.toLocaleString('en')} rows, all new. A server that has imported ten others before.`],
      faults: [],
    };
  },
};

async function measure(context: Context, start: (context: Context) => Promise<Started>, rows: number): Promise<number> {
  const { server, token, timelineIds, stop } = await start(context);
  try {
    const [warmUp = '', measured = ''] = timelineIds;
    await importInto(server.port, token, warmUp, listingsCsv(10), 10);
    const csv = listingsCsv(rows);
    const began = performance.now();
    await importInto(server.port, token, measured, csv, rows);
    return (performance.now() - began) / 1000;
  } finally {
    await stop();
  }
}

async function importInto(port: number, token: string, timelineId: string, csv: string, rows: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/trpc/property.import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ json: { timelineId, csv } }),
  });
  const answer = (await response.json()) as { result?: { data: { json: { created: number } } } };
  if (answer.result?.data.json.created !== rows)
    throw new Error(`Not all is imported: ${JSON.stringify(answer).slice(0, 300)}`);
}

async function startOnPostgresql({ postgres }: Context): Promise<Started> {
  const { url, filled } = await createOurDatabase(postgres.url, (sql) => prepareEmptyTimelines(sql, 2));
  await settle(postgres.url);
  const server = await startOurs({ DATABASE_URL: url });
  return {
    ...filled,
    server,
    async stop() {
      await server.stop();
      await dropDatabase(postgres.url, url);
    },
  };
}

async function startEmbedded(): Promise<Started> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const { pglite, close } = await openEmbedded(dataDir);
  const filled = await prepareEmptyTimelines((text, values) => pglite.query(text, values), 2);
  await close();
  const server = await startOurs({ DATA_DIR: dataDir });
  return {
    ...filled,
    server,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
