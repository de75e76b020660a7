import type { TimelineSummary } from '../../../shared/views.ts';
import { TimelineCard } from './TimelineCard.tsx';

/** The agent's timelines, latest activity first. */
export function TimelineList({ timelines }: { timelines: readonly TimelineSummary[] }) {
  return (
    <ul
      aria-label="Timelines"
      className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))] gap-5 sm:gap-6"
    >
      {timelines.map((timeline) => (
        <li key={timeline.id}>
          <TimelineCard timeline={timeline} />
        </li>
      ))}
    </ul>
  );
}
