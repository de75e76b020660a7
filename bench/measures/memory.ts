import { memoryOf } from '../contenders/child.ts';
import { type Contender, limit, ours, type Running, seed } from '../contenders/contenders.ts';
import { createFailures } from '../load/failures.ts';
import { protocols } from '../load/protocols.ts';
import { atMost, type Context, faultsIn, interleave, type Measure, ratio, spreadOf } from './measure.ts';

const contenders = { ours, seed, limit };
const names = Object.keys(contenders) as (keyof typeof contenders)[];
const openAtATime = 50;

/** KiB for each connection. */
type Kept = { heap: number; rss: number; failures: string[] };

/** What a server keeps for somebody who listens and hears nothing. */
export const memory: Measure = {
  name: 'memory',
  title: 'Memory kept per idle subscribed connection, after garbage collection',
  async run(context) {
    const [few, many] = [context.scaled(200, 50), context.scaled(2_000, 400)];
    const outcomes = await interleave(
      context,
      contenders,
      (contender) => measure(context, contender, few, many),
      ({ heap, rss }) => `${heap.toFixed(1)} KiB of heap, ${rss.toFixed(1)} KiB of the process`,
    );
    const heap = (name: keyof typeof contenders) => spreadOf(outcomes[name], (kept) => kept.heap);
    return {
      columns: ['heap and external, KiB', '÷ the seed', '÷ the limit', 'resident set, KiB'],
      rows: names.map((name) => ({
        name: contenders[name].name,
        values: [
          heap(name),
          ratio(heap(name), heap('seed')),
          ratio(heap(name), heap('limit')),
          spreadOf(outcomes[name], ({ rss }) => rss),
        ],
      })),
      targets: [
        atMost('heap and external ÷ Socket.IO’s', ratio(heap('ours'), heap('seed')), 2),
        atMost('heap and external ÷ Socket.IO’s, what is aimed at', ratio(heap('ours'), heap('seed')), 1.2),
      ],
      notes: [`The difference between ${few} and ${many} connections, each of a user and a conversation of its own.`],
      faults: names.flatMap((name) => faultsIn(contenders[name].name, outcomes[name], ({ failures }) => failures)),
    };
  },
};

async function measure({ postgres }: Context, contender: Contender, few: number, many: number): Promise<Kept> {
  const running = await contender.start(postgres, many);
  try {
    const failures = createFailures();
    await listen(running, 0, few, failures.add);
    const before = await memoryOf(running.child);
    await listen(running, few, many, failures.add);
    const after = await memoryOf(running.child);
    const each = (bytes: number) => bytes / (many - few) / 1024;
    return { heap: each(after.heap - before.heap), rss: each(after.rss - before.rss), failures: [...failures.all] };
  } finally {
    await running.stop();
  }
}

/** The sockets are this process's, and stay open until the server ends them. */
async function listen(running: Running, from: number, to: number, failed: (reason: string) => void): Promise<void> {
  const heard = { answered() {}, received() {}, failed };
  for (let start = from; start < to; start += openAtATime) {
    const pairs = running.pairs.slice(start, Math.min(start + openAtATime, to));
    await Promise.all(pairs.map((pair) => protocols[running.protocol].listen(running.port, pair, heard)));
  }
}
