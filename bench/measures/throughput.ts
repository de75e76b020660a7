import { limit, ours, oursEmbedded, oursOverHttp, seed } from '../contenders/contenders.ts';
import { faultsOf } from '../load/ledger.ts';
import {
  atLeast,
  atMost,
  type Context,
  type Findings,
  faultsIn,
  interleave,
  type Measure,
  ratio,
  spreadOf,
} from './measure.ts';
import { cpuPerThousand, generatorShare, noOrder, talkWith } from './talking.ts';

const contenders = { ours, oursOverHttp, oursEmbedded, seed, limit };
const names = Object.keys(contenders) as (keyof typeof contenders)[];

/** As many messages as each can carry: whoever has an answer sends the next message. */
export const throughput: Measure = {
  name: 'throughput',
  title: 'Durable throughput',
  async run(context) {
    const few = await withPairs(context, 50);
    const many = await withPairs(context, 200);
    return {
      ...many,
      rows: [...few.rows, ...many.rows],
      targets: [...few.targets, ...many.targets],
      faults: [...few.faults, ...many.faults],
    };
  },
};

async function withPairs(context: Context, pairs: number): Promise<Findings> {
  const settings = { inFlight: 4, warmUpMs: context.scaled(3_000, 1_000), measureMs: context.scaled(8_000, 1_500) };
  const outcomes = await interleave(
    context,
    contenders,
    (contender) => talkWith(context, contender, pairs, settings),
    ({ perSecond }) => `${Math.round(perSecond)} messages/s with ${pairs} pairs`,
  );
  const rate = (name: keyof typeof contenders) => spreadOf(outcomes[name], ({ perSecond }) => perSecond);
  const cpu = (name: keyof typeof contenders, process: string) =>
    spreadOf(outcomes[name], (outcome) => cpuPerThousand(outcome, process));
  const label = (name: keyof typeof contenders) => `${contenders[name].name}, ${pairs} × 4`;
  return {
    columns: [
      'messages/s',
      '÷ the seed',
      '÷ the limit',
      'CPU of the server, ms per 1,000',
      'CPU of PostgreSQL, ms per 1,000',
      'generator, % of a core',
    ],
    rows: names.map((name) => ({
      name: label(name),
      values: [
        rate(name),
        ratio(rate(name), rate('seed')),
        ratio(rate(name), rate('limit')),
        cpu(name, 'server'),
        name === 'oursEmbedded' ? null : cpu(name, 'postgres'),
        spreadOf(outcomes[name], generatorShare),
      ],
    })),
    targets: [
      atLeast(`${label('ours')}: throughput ÷ the seed’s`, ratio(rate('ours'), rate('seed')), 20),
      atLeast(`${label('ours')}: throughput ÷ the limit’s`, ratio(rate('ours'), rate('limit')), 0.35),
      atMost(
        `${label('ours')}: server CPU per message ÷ the seed’s`,
        ratio(cpu('ours', 'server'), cpu('seed', 'server')),
        0.08,
      ),
      ...(pairs === 200
        ? [atLeast(`${label('oursEmbedded')}: throughput`, rate('oursEmbedded'), 4_000, 'messages/s')]
        : []),
    ],
    notes: [noOrder, 'Embedded, the server’s CPU is that of its database as well.'],
    faults: names.flatMap((name) => faultsIn(label(name), outcomes[name], faultsOf)),
  };
}
