/** The load of most measures: every A sends, every B listens, for a while. */
import { cpuSecondsOf } from './cpuTime.ts';
import { createFailures } from './failures.ts';
import type { TalkJob, TalkOutcome } from './job.ts';
import { Ledger, sumOf } from './ledger.ts';
import { percentiles } from './percentiles.ts';
import { type Conversation, type Heard, protocols } from './protocols.ts';

const defaultSettleWithinMs = 15_000;
/** What comes a second time comes soon after. */
const doubledWithinMs = 100;
const openAtATime = 50;

type Line = { ledger: Ledger; conversation: Conversation; listener: { close(): void } };

export async function talk(job: TalkJob): Promise<TalkOutcome> {
  const { pairs, inFlight, ratePerSecond } = job;
  const protocol = protocols[job.protocol];
  const failures = createFailures();
  const toAnswer: number[] = [];
  const toReceive: number[] = [];
  const lines: Line[] = [];
  let isSending = true;
  let isMeasuring = false;
  let wake: () => void = () => {};

  const isSettled = () => lines.every(({ ledger }) => ledger.isSettled);
  const look = () => {
    if (!isSending && isSettled()) wake();
  };
  const send = ({ ledger, conversation }: Line, due: number) => conversation.send(ledger.send(due));

  const open = async (index: number) => {
    const pair = pairs[index];
    if (!pair) return;
    const ledger = new Ledger();
    const heard: Heard = {
      answered(n) {
        const now = performance.now();
        const ms = ledger.answered(n, now);
        if (isMeasuring && ms !== null) toAnswer.push(ms);
        const line = lines[index];
        if (isSending && ratePerSecond === undefined && line) send(line, now);
        else look();
      },
      received(n, order) {
        const ms = ledger.received(n, order, performance.now());
        if (isMeasuring && ms !== null) toReceive.push(ms);
        look();
      },
      failed(reason) {
        if (isSending || !isSettled()) failures.add(reason);
      },
    };
    const listener = await protocol.listen(job.listenPort ?? job.port, pair, heard);
    lines[index] = { ledger, listener, conversation: await protocol.sender(job.port, pair, inFlight, heard) };
  };
  for (let start = 0; start < pairs.length; start += openAtATime) {
    const some = pairs.slice(start, start + openAtATime);
    await Promise.all(some.map((_, offset) => open(start + offset)));
  }

  const began = performance.now();
  if (ratePerSecond === undefined) {
    for (const line of lines) for (let n = 0; n < inFlight; n++) send(line, performance.now());
  } else {
    let count = 0;
    const timer = setInterval(() => {
      if (!isSending) return clearInterval(timer);
      const now = performance.now();
      // Due at even distances, whether or not the server keeps up.
      for (let due = began; due <= now; count += 1) {
        due = began + (count * 1000) / ratePerSecond;
        const line = lines[count % lines.length];
        if (due > now || !line) break;
        send(line, due);
      }
    }, 1);
  }

  await pause(job.warmUpMs);
  const cpuBefore = cpuSeconds(job.processes);
  const from = performance.now();
  isMeasuring = true;
  await pause(job.measureMs);
  isMeasuring = false;
  const measuredSeconds = (performance.now() - from) / 1000;
  const cpuAfter = cpuSeconds(job.processes);
  isSending = false;
  if (!isSettled()) {
    const settled = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([settled, pause(job.settleWithinMs ?? defaultSettleWithinMs)]);
  }
  await pause(doubledWithinMs);

  const outcome: TalkOutcome = {
    ...sumOf(lines.map(({ ledger }) => ledger)),
    messages: toReceive.length,
    perSecond: toReceive.length / measuredSeconds,
    sendToAnswer: percentiles(toAnswer),
    sendToReceive: percentiles(toReceive),
    cpuSeconds: Object.fromEntries(
      cpuAfter.map(([name, seconds], index) => [name, seconds - (cpuBefore[index]?.[1] ?? 0)]),
    ),
    measuredSeconds,
    failures: failures.all,
  };
  for (const { conversation, listener } of lines) {
    conversation.close();
    listener.close();
  }
  return outcome;
}

function cpuSeconds(processes: Record<string, number>): [name: string, seconds: number][] {
  const { user, system } = process.cpuUsage();
  return [
    ...Object.entries(processes).map(([name, pid]): [string, number] => [name, cpuSecondsOf(pid)]),
    ['generator', (user + system) / 1e6],
  ];
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
