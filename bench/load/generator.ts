/**
 * The load, in a process of its own so that it takes no time from what it measures, and cheap (`rawWebSocket.ts`). It does one job for
 * its parent, counts what was lost, doubled or out of order, and ends.
 */
import { cpuSecondsOf } from './cpuTime.ts';
import type { Job, Outcome, Percentiles } from './job.ts';
import { type Conversation, protocols } from './protocols.ts';

/** What is under way when the time is over has this long to arrive. */
const settleWithinMs = 15_000;
const openAtATime = 50;
const maxFailures = 5;

/** The messages of one pair: when each was due, and what became of it. */
class Ledger {
  readonly due: number[] = [];
  readonly received: number[] = [];
  answered = 0;
  arrived = 0;
  doubled = 0;
  disordered = 0;
  lastOrder: number | null = null;
}

async function run(job: Job): Promise<Outcome> {
  const { pairs, inFlight, ratePerSecond } = job;
  const ledgers = pairs.map(() => new Ledger());
  const protocol = protocols[job.protocol];
  const conversations: Conversation[] = [];
  const listeners: { close(): void }[] = [];
  const failures: string[] = [];
  const toAnswer: number[] = [];
  const toReceive: number[] = [];
  let isSending = true;
  let isMeasuring = false;
  let measured = 0;
  let wake: () => void = () => {};

  const send = (index: number, due: number) => {
    const ledger = ledgers[index];
    const conversation = conversations[index];
    if (!ledger || !conversation) return;
    conversation.send(ledger.due.push(due) - 1);
  };
  const isSettled = () =>
    ledgers.every(({ due, answered, arrived }) => answered === due.length && arrived === due.length);

  const heardBy = (index: number, ledger: Ledger) => ({
    answered(n: number) {
      const now = performance.now();
      ledger.answered += 1;
      if (isMeasuring) toAnswer.push(now - (ledger.due[n] ?? Number.NaN));
      if (isSending) {
        if (ratePerSecond === undefined) send(index, now);
      } else if (isSettled()) wake();
    },
    received(n: number, order: number | null) {
      const now = performance.now();
      const times = (ledger.received[n] ?? 0) + 1;
      ledger.received[n] = times;
      if (times > 1) ledger.doubled += 1;
      else ledger.arrived += 1;
      if (order !== null) {
        if (ledger.lastOrder !== null && order !== ledger.lastOrder + 1) ledger.disordered += 1;
        ledger.lastOrder = order;
      }
      if (isMeasuring) {
        measured += 1;
        toReceive.push(now - (ledger.due[n] ?? Number.NaN));
      }
      if (!isSending && isSettled()) wake();
    },
    failed(reason: string) {
      if (isSending || !isSettled()) if (failures.length < maxFailures) failures.push(reason.slice(0, 300));
    },
  });

  for (let start = 0; start < pairs.length; start += openAtATime) {
    const opened = await Promise.all(
      pairs.slice(start, start + openAtATime).map(async (pair, offset) => {
        const heard = heardBy(start + offset, ledgers[start + offset] as Ledger);
        listeners.push(await protocol.listen(job.port, pair, heard));
        return protocol.sender(job.port, pair, inFlight, heard);
      }),
    );
    conversations.push(...opened);
  }

  const began = performance.now();
  if (ratePerSecond === undefined) {
    for (let index = 0; index < pairs.length; index++) for (let n = 0; n < inFlight; n++) send(index, performance.now());
  } else {
    let count = 0;
    const timer = setInterval(() => {
      if (!isSending) return clearInterval(timer);
      const now = performance.now();
      // Due at even distances, whether or not the server keeps up.
      for (let due = began + (count * 1000) / ratePerSecond; due <= now; due = began + (count * 1000) / ratePerSecond) {
        send(count % pairs.length, due);
        count += 1;
      }
    }, 1);
  }

  await pause(job.warmUpMs);
  const readCpu = () => ({
    ...Object.fromEntries(Object.entries(job.processes).map(([name, pid]) => [name, cpuSecondsOf(pid)])),
    generator: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  });
  const cpuBefore: Record<string, number> = readCpu();
  const from = performance.now();
  isMeasuring = true;
  await pause(job.measureMs);
  isMeasuring = false;
  const measuredSeconds = (performance.now() - from) / 1000;
  const cpuAfter: Record<string, number> = readCpu();
  const messages = measured;
  isSending = false;
  if (!isSettled()) await Promise.race([new Promise<void>((resolve) => { wake = resolve; }), pause(settleWithinMs)]);
  // What comes a second time comes soon after.
  await pause(100);

  const sum = (of: (ledger: Ledger) => number) => ledgers.reduce((total, ledger) => total + of(ledger), 0);
  const outcome: Outcome = {
    messages,
    perSecond: messages / measuredSeconds,
    sendToAnswer: percentiles(toAnswer),
    sendToReceive: percentiles(toReceive),
    cpuSeconds: Object.fromEntries(
      Object.entries(cpuAfter).map(([name, seconds]) => [name, seconds - (cpuBefore[name] ?? 0)]),
    ),
    measuredSeconds,
    sent: sum(({ due }) => due.length),
    lost: sum(({ due, arrived }) => due.length - arrived),
    doubled: sum(({ doubled }) => doubled),
    disordered: sum(({ disordered }) => disordered),
    failures,
  };
  for (const each of [...conversations, ...listeners]) each.close();
  return outcome;
}

function percentiles(samples: number[]): Percentiles {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

process.once('message', (job: Job) => {
  void run(job).then(
    (outcome) => process.send?.({ outcome }, () => process.exit(0)),
    (error: Error) => process.send?.({ failure: error.stack ?? error.message }, () => process.exit(1)),
  );
});
process.send?.('ready');
