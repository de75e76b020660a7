import { startRedis } from '../../tests/redis.ts';
import { preparePairs } from '../contenders/data.ts';
import { createOurDatabase, dropDatabase, settle } from '../contenders/databases.ts';
import { startOurs } from '../contenders/servers.ts';
import type { TalkOutcome } from '../load/job.ts';
import { faultsOf } from '../load/ledger.ts';
import { load } from '../load/load.ts';
import { atMost, type Context, faultsIn, interleave, type Measure, ratio, spreadOf } from './measure.ts';

const pairs = 200;
const ratePerSecond = 500;
const cases = {
  one: { name: 'one process', processes: 1 },
  two: { name: 'two processes on Redis', processes: 2 },
};
type Name = keyof typeof cases;

/** What it costs that the one who sends and the one who listens are on different servers. */
export const processes: Measure = {
  name: 'processes',
  title: `Two processes on Redis, against one (${pairs} pairs, ${ratePerSecond} messages/s)`,
  async run(context) {
    const redis = await startRedis();
    const outcomes = await interleave(
      context,
      cases,
      (each) => measure(context, each.processes === 2 ? redis.url : null),
      ({ sendToReceive: { p50, p99 } }) => `send→receive p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`,
    ).finally(redis.stop);
    const of = (name: Name, way: 'sendToAnswer' | 'sendToReceive', rank: 'p50' | 'p99') =>
      spreadOf(outcomes[name], (outcome) => outcome[way][rank]);
    const p99Ratio = (way: 'sendToAnswer' | 'sendToReceive') => ratio(of('two', way, 'p99'), of('one', way, 'p99'));
    return {
      columns: ['send→answer p50, ms', 'send→answer p99, ms', 'send→receive p50, ms', 'send→receive p99, ms'],
      rows: (['one', 'two'] as const).map((name) => ({
        name: cases[name].name,
        values: (['sendToAnswer', 'sendToReceive'] as const).flatMap((way) => [
          of(name, way, 'p50'),
          of(name, way, 'p99'),
        ]),
      })),
      targets: [
        atMost('send→answer p99, two ÷ one', p99Ratio('sendToAnswer'), 1.5),
        atMost('send→receive p99, two ÷ one', p99Ratio('sendToReceive'), 1.5),
      ],
      notes: [
        'With two, everybody who sends is on the one and everybody who listens is on the other. One runs without Redis.',
      ],
      faults: (['one', 'two'] as const).flatMap((name) => faultsIn(cases[name].name, outcomes[name], faultsOf)),
    };
  },
};

async function measure(context: Context, redisUrl: string | null): Promise<TalkOutcome> {
  const { postgres } = context;
  const { url, filled } = await createOurDatabase(postgres.url, (sql) => preparePairs(sql, pairs));
  await settle(postgres.url);
  const environment = { DATABASE_URL: url, ...(redisUrl !== null && { REDIS_URL: redisUrl }) };
  const sending = await startOurs(environment);
  const listening = redisUrl === null ? sending : await startOurs(environment);
  try {
    return await load({
      protocol: 'trpc-websocket',
      port: sending.port,
      listenPort: listening.port,
      pairs: filled,
      inFlight: 1,
      ratePerSecond,
      warmUpMs: context.scaled(3_000, 1_000),
      measureMs: context.scaled(10_000, 2_000),
      processes: { server: sending.pid, postgres: postgres.pid },
    });
  } finally {
    await Promise.all([sending.stop(), listening.stop()]);
    await dropDatabase(postgres.url, url);
  }
}
