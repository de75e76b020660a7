/** What a run has found, as tables for people; `bench/results/latest.json` holds the same for programs. */
import type { Findings, Spread, Target } from './measures/measure.ts';
import type { Surroundings } from './surroundings.ts';

/** Fewer tell nothing of how much a number varies. */
export const roundsThatCount = 3;

export type Report = {
  surroundings: Surroundings;
  rounds: number;
  /** Small sizes and short times: only to see that it works. */
  quick: boolean;
  measures: ({ name: string; title: string; seconds: number } & ({ findings: Findings } | { failure: string }))[];
};

/** A run that must not be shown to anybody: something got lost, or did not run at all. */
export const isVoid = ({ measures }: Report): boolean =>
  measures.some((measure) => 'failure' in measure || measure.findings.faults.length > 0);

export function toMarkdown({ surroundings, rounds, quick, measures }: Report): string {
  const { date, commit, node, postgres, cpu, cores, memoryGiB } = surroundings;
  const parts = [
    '# Benchmark',
    `${date} · commit ${commit} · Node ${node} · PostgreSQL ${postgres} (fsync on) · ${cpu}, ${cores} cores shared by everything, ${memoryGiB} GiB · ` +
      `medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}${rounds > 1 ? ' (lowest–highest)' : ''}`,
  ];
  if (quick) parts.push('**Made with --quick: small sizes, short times. None of this is to be believed.**');
  if (rounds < roundsThatCount)
    parts.push(`**Fewer than ${roundsThatCount} rounds: this does not count as a result.**`);
  for (const measure of measures) {
    if ('failure' in measure) parts.push(`## ${measure.title}: FAILED`, fenced(measure.failure));
    else parts.push(...section(measure.title, measure.findings));
  }
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, { columns, rows, targets, notes, faults }: Findings): string[] {
  const isWrong = faults.length > 0;
  return [
    `## ${title}${isWrong ? ': VOID' : ''}`,
    ...(isWrong ? [fenced(faults.join('\n'))] : []),
    table(
      ['', ...columns],
      rows.map(({ name, values }) => [name, ...values.map((value) => (value ? shown(value) : '–'))]),
    ),
    ...(targets.length > 0
      ? [
          table(
            ['target', 'measured', 'bound', ''],
            targets.map((target) => row(target, isWrong)),
          ),
        ]
      : []),
    ...notes,
  ];
}

const row = ({ name, value, unit, bound, kind, isMet }: Target, isWrong: boolean): string[] => [
  name,
  `${shown(value)} ${unit}`,
  `${kind === 'at most' ? '≤' : '≥'} ${bound.toLocaleString('en')} ${unit}`,
  isWrong ? '**void**' : isMet ? 'met' : '**not met**',
];

function table(head: string[], rows: string[][]): string {
  const align = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const fenced = (text: string) => `\`\`\`\n${text}\n\`\`\``;

function shown({ median, min, max, rounds }: Spread): string {
  if (rounds.length === 1) return number(median);
  const [middle, low, high] = [number(median), number(min), number(max)];
  return low === middle && high === middle ? middle : `${middle} (${low}–${high})`;
}

/** With three digits that say something, and no more. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const fractionDigits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: fractionDigits, minimumFractionDigits: 0 });
}
