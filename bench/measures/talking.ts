/** A contender, started for one load and gone with it. */
import type { Contender } from '../contenders/contenders.ts';
import type { TalkJob, TalkOutcome } from '../load/job.ts';
import { load } from '../load/load.ts';
import type { Context } from './measure.ts';

export type Load = Pick<TalkJob, 'inFlight' | 'ratePerSecond' | 'warmUpMs' | 'measureMs' | 'settleWithinMs'>;

export async function talkWith(
  { postgres }: Context,
  contender: Contender,
  pairs: number,
  settings: Load,
): Promise<TalkOutcome> {
  const running = await contender.start(postgres, pairs);
  try {
    const { protocol, port, processes } = running;
    return await load({ protocol, port, pairs: running.pairs, processes, ...settings });
  } finally {
    await running.stop();
  }
}

/** In percent of one core. */
export const generatorShare = ({ cpuSeconds, measuredSeconds }: TalkOutcome) =>
  (100 * (cpuSeconds['generator'] ?? Number.NaN)) / measuredSeconds;

/** CPU ms of one of the processes for every 1,000 messages. */
export const cpuPerThousand = ({ cpuSeconds, messages }: TalkOutcome, name: string) =>
  (1e6 * (cpuSeconds[name] ?? Number.NaN)) / messages;

export const noOrder =
  'The seed’s design has no order that could be checked: of its messages only lost and doubled ones are counted.';
