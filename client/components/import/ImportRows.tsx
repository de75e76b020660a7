import type { ImportReport, ImportRowStatus } from '../../../shared/views.ts';
import { formatNumber } from '../format/prices.ts';
import { Chip, type ChipTone } from '../ui/Chip.tsx';

const words: Record<ImportRowStatus, { word: string; tone: ChipTone }> = {
  created: { word: 'New', tone: 'accent' },
  updated: { word: 'Updated', tone: 'warn' },
  unchanged: { word: 'Unchanged', tone: 'neutral' },
  rejected: { word: 'Rejected', tone: 'danger' },
};

const firstRows = 8;
const mostRejected = 100;

/** The rows with something wrong, all of them, then the first of the others: enough to see that the columns are right. */
export function ImportRows({ report }: { report: ImportReport }) {
  const rejected = report.rows.filter(({ status }) => status === 'rejected');
  const shown = [
    ...rejected.slice(0, mostRejected),
    ...report.rows.filter(({ status }) => status !== 'rejected').slice(0, firstRows),
  ];
  const hidden = report.rows.length - shown.length;
  return (
    <section
      aria-label="Rows in detail"
      className="max-h-64 overflow-y-auto overscroll-contain rounded-lg border border-line"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 bg-sunken text-ink-soft">
          <tr>
            <th scope="col" className="w-16 px-4 py-2 font-semibold">
              Row
            </th>
            <th scope="col" className="px-2 py-2 font-semibold">
              Address
            </th>
            <th scope="col" className="px-4 py-2 text-right font-semibold">
              Result
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ row, status, address, errors }) => (
            <tr
              key={row}
              className={`border-line border-t align-top ${status === 'rejected' ? 'bg-danger-soft/50' : ''}`}
            >
              <td className="px-4 py-2.5 text-ink-soft tabular-nums">{formatNumber(row)}</td>
              <td className="px-2 py-2.5">
                <span className={address ? '' : 'text-ink-soft italic'}>{address ?? 'No address'}</span>
                {errors?.map((error) => (
                  <span key={error} className="block text-danger">
                    {error}
                  </span>
                ))}
              </td>
              <td className="px-4 py-2 text-right">
                <Chip tone={words[status].tone}>{words[status].word}</Chip>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <p className="border-line border-t px-4 py-2.5 text-ink-faint text-sm">and {formatNumber(hidden)} more rows</p>
      )}
    </section>
  );
}
