import { type Percentiles, percentiles } from './percentiles.ts';

/**
 * Does each of these in turn, one at a time, again and again, and answers how long each took. The first `warmUp` times do not count: what
 * is compiled and cached by then is what a server that runs has.
 */
export async function timeInTurn<Name extends string>(
  works: Record<Name, () => Promise<unknown>>,
  warmUp: number,
  times: number,
): Promise<Record<Name, Percentiles>> {
  const names = Object.keys(works) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let time = 0; time < warmUp + times; time++) {
    for (const name of names) {
      const began = performance.now();
      await works[name]();
      if (time >= warmUp) taken[name].push(performance.now() - began);
    }
  }
  return Object.fromEntries(names.map((name) => [name, percentiles(taken[name])])) as Record<Name, Percentiles>;
}
