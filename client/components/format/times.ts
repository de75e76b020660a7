/** Times as people say them, in the reader's own zone and in English like the rest of the page. */
const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short' });

const minute = 60_000;
const hour = 60 * minute;

function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

/** Whole calendar days from `time` to `now`; 0 is today, 1 yesterday. Rounded, because a day may have 23 or 25 hours. */
function daysAgo(time: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(time)) / (24 * hour));
}

function formatDate(time: Date, now: Date, weekday: boolean): string {
  const day = `${time.getDate()} ${time.toLocaleDateString('en-US', { month: weekday ? 'long' : 'short' })}`;
  const year = time.getFullYear() === now.getFullYear() ? '' : ` ${time.getFullYear()}`;
  return `${weekday ? `${time.toLocaleDateString('en-US', { weekday: 'short' })} ` : ''}${day}${year}`;
}

/** `3:41 PM` */
export function formatClock(time: Date): string {
  return clock.format(time);
}

/** Everything, for a tooltip: `Tuesday, March 3, 2026 at 3:41 PM`. */
export function formatFull(time: Date): string {
  return full.format(time);
}

/** Between days of a chat: `Today`, `Yesterday`, `Mon 3 March`, with the year when it is another one. */
export function formatDay(time: Date, now = new Date()): string {
  const days = daysAgo(time, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return formatDate(time, now, true);
}

export function isSameDay(a: Date, b: Date): boolean {
  return startOfDay(a) === startOfDay(b);
}

/** In lists, as short as can be: `now`, `5 min`, `3:41 PM`, `Yesterday`, `Mon`, `3 Mar`. */
export function formatShort(time: Date, now = new Date()): string {
  const age = now.getTime() - time.getTime();
  if (age < minute) return 'now';
  if (age < hour) return `${Math.floor(age / minute)} min`;
  const days = daysAgo(time, now);
  if (days === 0) return formatClock(time);
  if (days === 1) return 'Yesterday';
  if (days < 7) return time.toLocaleDateString('en-US', { weekday: 'short' });
  return formatDate(time, now, false);
}

/** In a sentence: `just now`, `5 min ago`, `today at 3:41 PM`, `yesterday at 9:10 AM`, `on 3 Mar`. */
export function formatAgo(time: Date, now = new Date()): string {
  const age = now.getTime() - time.getTime();
  if (age < minute) return 'just now';
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  const days = daysAgo(time, now);
  if (days === 0) return `today at ${formatClock(time)}`;
  if (days === 1) return `yesterday at ${formatClock(time)}`;
  return `on ${formatDate(time, now, false)}`;
}
