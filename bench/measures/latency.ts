import { type Contender, limit, ours, seed } from '../contenders/contenders.ts';
import type { TalkOutcome } from '../load/job.ts';
import { faultsOf } from '../load/ledger.ts';
import { atMost, faultsIn, interleave, type Measure, ratio, spreadOf } from './measure.ts';
import { generatorShare, noOrder, talkWith } from './talking.ts';

const pairs = 200;
/** The seed is behind by then for as long again as it was overloaded, and more. */
const settleWithinMs = 120_000;

const at = (contender: Contender, perSecond: number) => ({
  name: `${contender.name}, ${perSecond.toLocaleString('en')}/s`,
  contender,
  perSecond,
});
const cases = {
  ours: at(ours, 200),
  seed: at(seed, 200),
  limit: at(limit, 200),
  oursBusy: at(ours, 1_000),
  seedBusy: at(seed, 1_000),
  limitBusy: at(limit, 1_000),
};
type Name = keyof typeof cases;
const names = Object.keys(cases) as Name[];

const ways = { sendToAnswer: 'send→answer', sendToReceive: 'send→receive' } as const;
const ranks = ['p50', 'p95', 'p99'] as const;

/** How long a message takes at a rate that is given, from the moment it was meant to be sent: a server that stalls is not spared. */
export const latency: Measure = {
  name: 'latency',
  title: 'Latency in an open loop (200 pairs)',
  async run(context) {
    const settings = {
      warmUpMs: context.scaled(3_000, 1_000),
      measureMs: context.scaled(10_000, 2_000),
      settleWithinMs,
    };
    const outcomes = await interleave(
      context,
      cases,
      ({ contender, perSecond }) =>
        talkWith(context, contender, pairs, { inFlight: 4, ratePerSecond: perSecond, ...settings }),
      ({ sendToReceive: { p50, p99 } }) => `send→receive p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`,
    );
    const of = (name: Name, way: keyof typeof ways, rank: (typeof ranks)[number]) =>
      spreadOf(outcomes[name], (outcome: TalkOutcome) => outcome[way][rank]);
    const eachWay = Object.keys(ways) as (keyof typeof ways)[];
    return {
      columns: [...eachWay.flatMap((way) => ranks.map((rank) => `${ways[way]} ${rank}, ms`)), 'generator, % of a core'],
      rows: names.map((name) => ({
        name: cases[name].name,
        values: [
          ...eachWay.flatMap((way) => ranks.map((rank) => of(name, way, rank))),
          spreadOf(outcomes[name], generatorShare),
        ],
      })),
      targets: eachWay.flatMap((way) => [
        ...(['p50', 'p99'] as const).map((rank) =>
          atMost(`200/s: ${ways[way]} ${rank} ÷ the seed’s`, ratio(of('ours', way, rank), of('seed', way, rank)), 0.5),
        ),
        atMost(
          `1,000/s: ${ways[way]} p99 ÷ the limit’s`,
          ratio(of('oursBusy', way, 'p99'), of('limitBusy', way, 'p99')),
          4,
        ),
      ]),
      notes: [
        noOrder,
        'Timed from the moment each message was due. At 1,000/s the seed is saturated: its times only say how far it had fallen behind.',
      ],
      faults: names.flatMap((name) => faultsIn(cases[name].name, outcomes[name], faultsOf)),
    };
  },
};
