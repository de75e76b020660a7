import { type Contender, ours, type Running, seed } from '../contenders/contenders.ts';
import { insertUnheard } from '../contenders/data.ts';
import { settle, withClient } from '../contenders/databases.ts';
import { insertUnheardOfSeed } from '../contenders/seedData.ts';
import type { StormOutcome } from '../load/job.ts';
import { faultsOf } from '../load/ledger.ts';
import { loadStorm } from '../load/load.ts';
import { protocols } from '../load/protocols.ts';
import { atMost, type Context, faultsIn, interleave, type Measure, ratio, spreadOf } from './measure.ts';

const contenders = { ours, seed };
const names = Object.keys(contenders) as (keyof typeof contenders)[];
const missed = 20;
const withinMs = 60_000;
const openAtATime = 50;
/** Until a server has noticed that they are gone. */
const goneWithinMs = 1_000;

/** A server's restart, or a proxy's: everybody is cut off, much is said meanwhile, and everybody is back in the same moment. */
export const storm: Measure = {
  name: 'storm',
  title: 'Reconnect storm',
  async run(context) {
    const clients = context.scaled(1_000, 300);
    const outcomes = await interleave(
      context,
      contenders,
      (contender) => measure(context, contender, clients),
      ({ caughtUp }) => `the last of ${clients} had caught up after ${Math.round(caughtUp.max)} ms`,
    );
    const last = (name: keyof typeof contenders) => spreadOf(outcomes[name], ({ caughtUp }) => caughtUp.max);
    return {
      columns: [
        'last client caught up, ms',
        'median client, ms',
        '÷ the seed (last)',
        'lost',
        'doubled',
        'connections turned away at first',
      ],
      rows: names.map((name) => ({
        name: contenders[name].name,
        values: [
          last(name),
          spreadOf(outcomes[name], ({ caughtUp }) => caughtUp.p50),
          ratio(last(name), last('seed')),
          spreadOf(outcomes[name], ({ lost }) => lost),
          spreadOf(outcomes[name], ({ doubled }) => doubled),
          spreadOf(outcomes[name], ({ turnedAway }) => turnedAway),
        ],
      })),
      targets: [
        atMost('last client caught up ÷ the seed’s', ratio(last('ours'), last('seed')), 0.5),
        atMost(
          'lost',
          spreadOf(outcomes.ours, ({ lost }) => lost),
          0,
          'messages',
        ),
        atMost(
          'doubled',
          spreadOf(outcomes.ours, ({ doubled }) => doubled),
          0,
          'messages',
        ),
      ],
      notes: [
        'Whom the machine turns away, because the server’s queue of new connections is full, tries again after a second.',
        `${clients} clients with ${missed} missed messages each, all of which connect at once. Ours subscribe with lastEventId; the seed’s join their room and fetch the latest page.`,
      ],
      faults: names.flatMap((name) => faultsIn(contenders[name].name, outcomes[name], faultsOf)),
    };
  },
};

async function measure({ postgres }: Context, contender: Contender, clients: number): Promise<StormOutcome> {
  const running = await contender.start(postgres, clients);
  try {
    await beThereOnce(running);
    const { protocol, port, pairs, databaseUrl } = running;
    const insert = protocol === 'seed' ? insertUnheardOfSeed : insertUnheard;
    await withClient(databaseUrl ?? '', (client) =>
      insert((text, values) => client.query(text, values), pairs, missed),
    );
    await settle(postgres.url);
    return await loadStorm({ protocol, port, pairs, missed, withinMs });
  } finally {
    await running.stop();
  }
}

/** All of them connect and listen, and are cut off: so that it is a reconnect, to a server that has seen some life. */
async function beThereOnce({ protocol, port, pairs }: Running): Promise<void> {
  const heard = { answered() {}, received() {}, failed() {} };
  const sockets: { close(): void }[] = [];
  for (let start = 0; start < pairs.length; start += openAtATime) {
    const some = pairs.slice(start, start + openAtATime);
    sockets.push(...(await Promise.all(some.map((pair) => protocols[protocol].listen(port, pair, heard)))));
  }
  for (const socket of sockets) socket.close();
  await new Promise((resolve) => setTimeout(resolve, goneWithinMs));
}
