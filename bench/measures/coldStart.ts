import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tests/machine.ts';
import { spawnProgram, stopChild } from '../contenders/child.ts';
import { createOurDatabase, dropDatabase } from '../contenders/databases.ts';
import { ourEnvironment, ourProgram } from '../contenders/servers.ts';
import { interleave, type Measure, spreadOf } from './measure.ts';

const lookEveryMs = 5;
const readyWithinMs = 60_000;

/** From the start of the process until it says that it is ready. */
export const coldStart: Measure = {
  name: 'coldStart',
  title: 'Cold start, until /readyz answers 200',
  async run(context) {
    const { url } = await createOurDatabase(context.postgres.url, async () => {});
    const existing = makeFolder();
    await timeStart({ DATA_DIR: existing });
    const cases = {
      empty: { name: 'embedded, nothing there yet', start: timeFirstStart },
      demo: { name: 'embedded, nothing there yet, with the demo', start: () => timeFirstStart({ DEMO: '1' }) },
      existing: { name: 'embedded, as before', start: () => timeStart({ DATA_DIR: existing }) },
      postgresql: { name: 'PostgreSQL, migrated', start: () => timeStart({ DATABASE_URL: url }) },
    };
    const outcomes = await interleave(
      context,
      cases,
      ({ start }) => start(),
      (seconds) => `${seconds.toFixed(2)} s`,
    );
    await rm(existing, { recursive: true, force: true });
    await dropDatabase(context.postgres.url, url);
    return {
      columns: ['s'],
      rows: (['empty', 'demo', 'existing', 'postgresql'] as const).map((name) => ({
        name: cases[name].name,
        values: [spreadOf(outcomes[name], (seconds) => seconds)],
      })),
      targets: [],
      notes: ['`node dist/server/main.js`, built before.'],
      faults: [],
    };
  },
};

const makeFolder = () => mkdtempSync(join(tmpdir(), 'bench-'));

async function timeFirstStart(environment: Record<string, string> = {}): Promise<number> {
  const dataDir = makeFolder();
  return timeStart({ DATA_DIR: dataDir, ...environment }).finally(() => rm(dataDir, { recursive: true, force: true }));
}

async function timeStart(environment: Record<string, string>): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const child = spawnProgram(ourProgram, { ...ourEnvironment, ...environment, PORT: String(port) });
  try {
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode} before it was ready`);
      if (performance.now() - began > readyWithinMs) throw new Error('The server does not get ready');
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    return (performance.now() - began) / 1000;
  } finally {
    await stopChild(child);
  }
}

const isReady = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
