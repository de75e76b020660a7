/** What a measure is: it compares contenders in rounds and answers a table, with the targets that it is held to. */
import type { PrivateDatabase } from '../contenders/databases.ts';

export type Measure = { name: string; title: string; run(context: Context): Promise<Findings> };

export type Context = {
  rounds: number;
  postgres: PrivateDatabase;
  /** The full size of something, or a small one where only the benchmark itself is tried out. */
  scaled(full: number, quick: number): number;
  /** A line for the person who waits. */
  say(line: string): void;
};

/** One number of each round, and what is said of them. */
export type Spread = { median: number; min: number; max: number; rounds: number[] };

export type Findings = {
  /** Of the numbers in each row, with their units. */
  columns: string[];
  /** `null`: this contender has no such number. */
  rows: { name: string; values: (Spread | null)[] }[];
  targets: Target[];
  notes: string[];
  /** What makes it void: anything lost, doubled, out of order or failed. */
  faults: string[];
};

/** A ratio, or a number with its unit, and what it may be at most or has to be at least. The median decides. */
export type Target = {
  name: string;
  unit: string;
  value: Spread;
  bound: number;
  kind: 'at most' | 'at least';
  isMet: boolean;
};

export function spread(rounds: number[]): Spread {
  const sorted = [...rounds].sort((a, b) => a - b);
  const at = (rank: number) => sorted[rank] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    rounds,
  };
}

/** Of every outcome one number. */
export const spreadOf = <Outcome>(outcomes: readonly Outcome[], number: (outcome: Outcome) => number): Spread =>
  spread(outcomes.map(number));

/** Round by round, so that a machine that is slower for a while is so for both. */
export const ratio = (numerator: Spread, denominator: Spread): Spread =>
  spread(numerator.rounds.map((value, round) => value / (denominator.rounds[round] ?? Number.NaN)));

export const times = '×';

export const atMost = (name: string, value: Spread, bound: number, unit = times): Target => ({
  name,
  unit,
  value,
  bound,
  kind: 'at most',
  isMet: value.median <= bound,
});

export const atLeast = (name: string, value: Spread, bound: number, unit = times): Target => ({
  name,
  unit,
  value,
  bound,
  kind: 'at least',
  isMet: value.median >= bound,
});

/**
 * Every case once, then every case again (A B A B …), as many rounds as are asked for: what disturbs the machine for a while disturbs all
 * of them. Answers the outcomes of each case, round by round. `telling`: what is said of an outcome while one waits.
 */
export async function interleave<Name extends string, Case extends { name: string }, Outcome>(
  { rounds, say }: Context,
  cases: Record<Name, Case>,
  run: (each: Case) => Promise<Outcome>,
  telling: (outcome: Outcome) => string,
): Promise<Record<Name, Outcome[]>> {
  const names = Object.keys(cases) as Name[];
  const outcomes = Object.fromEntries(names.map((name) => [name, [] as Outcome[]])) as Record<Name, Outcome[]>;
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      const outcome = await run(cases[name]);
      outcomes[name].push(outcome);
      say(`round ${round} of ${rounds}, ${cases[name].name}: ${telling(outcome)}`);
    }
  }
  return outcomes;
}

/** The faults of some outcomes, with whose they are. */
export const faultsIn = <Outcome>(
  name: string,
  outcomes: readonly Outcome[],
  of: (outcome: Outcome) => readonly string[],
): string[] =>
  outcomes.flatMap((outcome, index) => of(outcome).map((fault) => `${name}, round ${index + 1}: ${fault}`));
