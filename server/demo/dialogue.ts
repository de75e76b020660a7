/** Reads the written conversations: who says what, and when. */
import type { UserType } from '../../shared/views.ts';

export type Line = {
  side: UserType;
  text: string;
  at: Date;
  /** How many lines back the one is that this line quotes. */
  quotes: number | null;
};

/** Time between two messages of one exchange: from half a minute to seven minutes. */
const shortestPauseMs = 30_000;
const longestPauseMs = 7 * 60_000;

const sides: Record<string, UserType> = { A: 'AGENT', C: 'CLIENT' };

/**
 * Turns text like this into lines with times before `now`, each later than the one before:
 *
 * ```
 * @ 12d 18:40     twelve days ago, at twenty to seven (yesterday at the latest: a time of day must not lie in the future)
 * A: Hello!       the agent
 * C: Hi Sarah.    the client
 * @ 95m           95 minutes ago
 * C^2: That one.  quotes the line before the last
 * ```
 */
export function parseDialogue(text: string, now: Date): Line[] {
  const lines: Line[] = [];
  let clock = 0;
  for (const row of text.split('\n')) {
    const moment = /^@ (?:(\d+)d (\d+):(\d+)|(\d+)([hm]))$/.exec(row);
    const said = /^([AC])(?:\^(\d+))?: (.+)$/.exec(row);
    if (moment) {
      const start = momentBefore(now, moment.slice(1));
      if (start <= clock) throw new Error(`The demo's dialogue goes back in time at "${row}".`);
      clock = start;
    } else if (said) {
      const [, speaker = '', quotes, content = ''] = said;
      const side = sides[speaker];
      if (!side) throw new Error(`Nobody is called "${speaker}" in the demo's dialogues.`);
      lines.push({ side, text: content, at: new Date(clock), quotes: quotes === undefined ? null : Number(quotes) });
      clock += pause(lines.length, content);
    } else if (row.trim() !== '') throw new Error(`The demo's dialogue cannot be read at "${row}".`);
  }
  return lines;
}

function momentBefore(now: Date, [days, hour, minute, amount, unit]: (string | undefined)[]): number {
  if (amount !== undefined) return now.getTime() - Number(amount) * (unit === 'h' ? 3_600_000 : 60_000);
  const day = new Date(now);
  day.setDate(day.getDate() - Number(days));
  day.setHours(Number(hour), Number(minute), 0, 0);
  return day.getTime();
}

/** Longer texts take longer to write; otherwise it varies without a pattern that shows, and the same way every time. */
function pause(index: number, content: string): number {
  const variety = (Math.imul(index, 2_654_435_761) >>> 0) / 2 ** 32;
  return Math.round(Math.min(shortestPauseMs + content.length * 700 + variety ** 2 * 240_000, longestPauseMs));
}
