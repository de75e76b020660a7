/**
 * The benchmark: `npm run bench`. One PostgreSQL for everybody, one measure after the other, the contenders in turn within each; at the end a
 * table of each on standard output, and everything in `bench/results/latest.json`. Ends with 1 where a result is void.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Postgres, startPostgres } from '../tests/postgres.ts';
import { killChildren } from './contenders/child.ts';
import { coldStart } from './measures/coldStart.ts';
import { generator } from './measures/generator.ts';
import { importing } from './measures/importing.ts';
import { inbox } from './measures/inbox.ts';
import { latency } from './measures/latency.ts';
import type { Context, Measure } from './measures/measure.ts';
import { memory } from './measures/memory.ts';
import { page } from './measures/page.ts';
import { pages } from './measures/pages.ts';
import { processes } from './measures/processes.ts';
import { storm } from './measures/storm.ts';
import { throughput } from './measures/throughput.ts';
import { type Options, readOptions, usage } from './options.ts';
import { isVoid, type Report, toMarkdown } from './report.ts';
import { lookAround } from './surroundings.ts';

const measures: Measure[] = [
  generator,
  throughput,
  latency,
  memory,
  storm,
  pages,
  inbox,
  importing,
  coldStart,
  page,
  processes,
];

const resultFile = fileURLToPath(new URL('results/latest.json', import.meta.url));
const complain = (line: string) => process.stderr.write(`${line}\n`);

async function main({ only, rounds, quick }: Options): Promise<void> {
  const postgres = await startPostgres();
  stopOnSignals(postgres);
  try {
    const report: Report = { surroundings: await lookAround(postgres.url), rounds, quick, measures: [] };
    for (const measure of measures.filter(({ name }) => only?.includes(name) ?? true)) {
      const context: Context = {
        rounds,
        postgres,
        scaled: (full, small) => (quick ? small : full),
        say: (line) => complain(`${measure.name} · ${line}`),
      };
      report.measures.push(await take(measure, context));
    }
    mkdirSync(dirname(resultFile), { recursive: true });
    writeFileSync(resultFile, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(toMarkdown(report));
    process.exitCode = isVoid(report) ? 1 : 0;
  } finally {
    killChildren();
    await postgres.stop();
  }
}

/** Ctrl-C under npm comes twice: from the terminal, and from the script above. */
function stopOnSignals(postgres: Postgres): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    killChildren();
    void postgres.stop().finally(() => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
}

/** What goes wrong in one of them is no reason not to take the others. */
async function take(measure: Measure, context: Context): Promise<Report['measures'][number]> {
  const { name, title } = measure;
  const began = performance.now();
  const outcome = await measure.run(context).then(
    (findings) => ({ findings }),
    (error: Error) => ({ failure: error.stack ?? error.message }),
  );
  if ('failure' in outcome) context.say(outcome.failure);
  return { name, title, seconds: Math.round((performance.now() - began) / 1000), ...outcome };
}

let options: Options | undefined;
try {
  options = readOptions(
    process.argv.slice(2),
    measures.map(({ name }) => name),
  );
} catch (error) {
  complain((error as Error).message);
  complain(usage);
  process.exitCode = 1;
}
if (options) await main(options);
