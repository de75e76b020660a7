import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const ticksPerSecond = 100;

/** `endedSeconds`: of its children that have ended. */
type Stat = { parent: number; seconds: number; endedSeconds: number };

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const secondsIn = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) / ticksPerSecond;
    return { parent: Number(fields[1]), seconds: secondsIn(11), endedSeconds: secondsIn(13) };
  } catch {
    return undefined;
  }
}

/** CPU seconds that a process and its children have used so far (Linux only; 0 elsewhere). */
export function cpuSecondsOf(pid: number): number {
  const own = statOf(pid);
  let total = own ? own.seconds + own.endedSeconds : 0;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat?.parent === pid) total += stat.seconds;
  }
  return total;
}
