/** What the load generator is asked to do, and what it answers. */
import type { Pair, ProtocolName } from './protocols.ts';

export type Job = {
  protocol: ProtocolName;
  port: number;
  pairs: Pair[];
  /** Messages of a pair whose answers may be outstanding (closed loop), or connections of a sender over HTTP (open loop). */
  inFlight: number;
  /** Messages per second over all pairs, whatever the server does; absent: each pair sends its next message when one is answered. */
  ratePerSecond?: number;
  warmUpMs: number;
  measureMs: number;
  /** Whose CPU time is read: each with its children. */
  processes: Record<string, number>;
};

/** In ms. */
export type Percentiles = { p50: number; p95: number; p99: number; max: number };

export type Outcome = {
  /** Messages that B had within the measured time. */
  messages: number;
  perSecond: number;
  /** From the moment a message was due (open loop) or sent (closed loop). */
  sendToAnswer: Percentiles;
  sendToReceive: Percentiles;
  /** CPU seconds of each process within the measured time, the generator's own as `generator`. */
  cpuSeconds: Record<string, number>;
  measuredSeconds: number;
  /** Over the whole run, warm-up included. Any of these makes it void. */
  sent: number;
  lost: number;
  doubled: number;
  disordered: number;
  failures: string[];
};
