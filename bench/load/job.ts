/** What the load generator is asked to do, and what it answers. */
import type { Tally } from './ledger.ts';
import type { Percentiles } from './percentiles.ts';
import type { Pair, ProtocolName } from './protocols.ts';

/** Each A sends to its B. */
export type TalkJob = {
  kind: 'talk';
  protocol: ProtocolName;
  port: number;
  /** Where the Bs listen, if it is another process than the one that the As send to. */
  listenPort?: number;
  pairs: Pair[];
  /** Messages of a pair whose answers may be outstanding (closed loop), or connections of a sender over HTTP (open loop). */
  inFlight: number;
  /** Messages per second over all pairs, whatever the server does; absent: each pair sends its next message when one is answered. */
  ratePerSecond?: number;
  warmUpMs: number;
  measureMs: number;
  /** How long what is under way when the time is over has to arrive. Default: 15 s. */
  settleWithinMs?: number;
  /** Whose CPU time is read: each with its children. */
  processes: Record<string, number>;
};

export type TalkOutcome = Tally & {
  /** Messages that B had within the measured time. */
  messages: number;
  perSecond: number;
  /** From the moment a message was due (open loop) or sent (closed loop). */
  sendToAnswer: Percentiles;
  sendToReceive: Percentiles;
  /** CPU seconds of each process within the measured time, the generator's own as `generator`. */
  cpuSeconds: Record<string, number>;
  measuredSeconds: number;
  failures: string[];
};

/** Each B was away, has missed everything there is, and comes back: all of them at once. */
export type StormJob = {
  kind: 'storm';
  protocol: ProtocolName;
  port: number;
  pairs: Pair[];
  /** Messages that each of them has missed, numbered from 0. */
  missed: number;
  /** Who has not caught up by then has lost what is missing. */
  withinMs: number;
};

export type StormOutcome = Tally & {
  /** From the first connection on, until a client has all it has missed; `max` is the last client. */
  caughtUp: Percentiles;
  /** Connections that the machine turned away at first, because the server had not taken those before. */
  turnedAway: number;
  failures: string[];
};

export type Job = TalkJob | StormJob;
