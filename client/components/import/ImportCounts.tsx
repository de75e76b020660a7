import { CircleCheck, CircleEqual, CirclePlus, CircleX } from 'lucide-react';
import type { ImportReport } from '../../../shared/views.ts';
import { formatNumber } from '../format/prices.ts';

const faces = [
  { key: 'created', word: 'new', icon: CirclePlus, tone: 'text-accent' },
  { key: 'updated', word: 'updated', icon: CircleCheck, tone: 'text-accent' },
  { key: 'unchanged', word: 'unchanged', icon: CircleEqual, tone: 'text-ink-faint' },
  { key: 'rejected', word: 'rejected', icon: CircleX, tone: 'text-danger' },
] as const;

/** How many rows are new, updated, unchanged and rejected. */
export function ImportCounts({ report }: { report: ImportReport }) {
  return (
    <ul aria-label="Rows" className="grid grid-cols-2 gap-2.5 sm:grid-cols-4">
      {faces.map(({ key, word, icon: Icon, tone }) => (
        <li key={key} className={`rounded-lg bg-sunken px-4 py-3 ${report[key] === 0 ? 'opacity-70' : ''}`}>
          <p className="font-semibold font-serif text-ink text-xl tabular-nums">{formatNumber(report[key])}</p>
          <p className="flex items-center gap-1.5 text-ink-soft text-sm">
            <Icon className={`size-4 ${tone}`} aria-hidden="true" />
            {word}
          </p>
        </li>
      ))}
    </ul>
  );
}
