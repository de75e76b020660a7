/** Everybody comes back at once, as after a server's restart, and wants what was said meanwhile. */
import { createFailures } from './failures.ts';
import type { StormJob, StormOutcome } from './job.ts';
import { Ledger, sumOf } from './ledger.ts';
import { percentiles } from './percentiles.ts';
import { protocols } from './protocols.ts';
import { turnedAwaySoFar } from './turnedAway.ts';

/** What comes a second time comes soon after. */
const doubledWithinMs = 1_000;

export async function storm(job: StormJob): Promise<StormOutcome> {
  const { comeBack } = protocols[job.protocol];
  if (!comeBack) throw new Error(`Nobody can come back to ${job.protocol}`);
  const failures = createFailures();
  const ledgers: Ledger[] = [];
  const sockets: { close(): void }[] = [];
  const caughtUp: number[] = [];
  let isOver = false;
  let end: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const fail = (reason: string) => {
    if (!isOver) failures.add(reason);
  };

  const turnedAwayBefore = turnedAwaySoFar();
  const began = performance.now();
  for (const pair of job.pairs) {
    const ledger = new Ledger();
    ledgers.push(ledger);
    for (let n = 0; n < job.missed; n++) ledger.answered(ledger.send(began), began);
    const heard = {
      answered() {},
      received(n: number, order: number | null) {
        const hadAll = ledger.hasArrived;
        const ms = ledger.received(n, order, performance.now());
        if (hadAll || !ledger.hasArrived || ms === null) return;
        if (caughtUp.push(ms) === job.pairs.length) end();
      },
      failed: fail,
    };
    comeBack(job.port, pair, heard).then(
      (socket) => sockets.push(socket),
      (error: Error) => fail(error.message),
    );
  }
  await Promise.race([over, pause(job.withinMs)]);
  await pause(doubledWithinMs);
  isOver = true;
  for (const socket of sockets) socket.close();
  return {
    ...sumOf(ledgers),
    caughtUp: percentiles(caughtUp),
    turnedAway: turnedAwaySoFar() - turnedAwayBefore,
    failures: failures.all,
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
