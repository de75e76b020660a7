import { nothing } from '../contenders/contenders.ts';
import { faultsOf } from '../load/ledger.ts';
import { faultsIn, interleave, type Measure, spreadOf } from './measure.ts';
import { cpuPerThousand, generatorShare, talkWith } from './talking.ts';

/** What the load generator can do at all: more than any contender, or it would be what is measured. */
export const generator: Measure = {
  name: 'generator',
  title: 'The load generator, against a server that does nothing (200 pairs × 4)',
  async run(context) {
    const settings = { inFlight: 4, warmUpMs: context.scaled(3_000, 500), measureMs: context.scaled(8_000, 1_500) };
    const outcomes = await interleave(
      context,
      { nothing },
      (contender) => talkWith(context, contender, 200, settings),
      ({ perSecond }) => `${Math.round(perSecond)} messages/s`,
    );
    const of = outcomes.nothing;
    return {
      columns: [
        'messages/s',
        'CPU of the generator, ms per 1,000',
        'of one core, %',
        'CPU of the server, ms per 1,000',
      ],
      rows: [
        {
          name: nothing.name,
          values: [
            spreadOf(of, ({ perSecond }) => perSecond),
            spreadOf(of, (outcome) => cpuPerThousand(outcome, 'generator')),
            spreadOf(of, generatorShare),
            spreadOf(of, (outcome) => cpuPerThousand(outcome, 'server')),
          ],
        },
      ],
      targets: [],
      notes: [
        'A contender that is near this rate, or a generator near 100 % of a core, would mean that the generator was measured.',
      ],
      faults: faultsIn(nothing.name, of, faultsOf),
    };
  },
};
