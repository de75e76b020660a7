import type { ReactNode } from 'react';

const tones = {
  neutral: 'bg-sunken text-ink-soft',
  accent: 'bg-accent-soft text-accent',
  love: 'bg-love-soft text-love',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
  picture: 'bg-raised/92 text-ink shadow-card backdrop-blur-sm',
};
export type ChipTone = keyof typeof tones;

/** A small word of state. */
export function Chip({ tone = 'neutral', children }: { tone?: ChipTone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex h-6.5 max-w-full items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 font-semibold text-xs [&>svg]:size-3.5 ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
