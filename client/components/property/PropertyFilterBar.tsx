import { Search, X } from 'lucide-react';
import { IconButton } from '../ui/IconButton.tsx';
import type { PropertyFilter } from './selectProperties.ts';

type PropertyFilterBarProps = { filter: PropertyFilter; onChange: (filter: PropertyFilter) => void };

/** Finds homes by their words, and those with something unread. */
export function PropertyFilterBar({ filter, onChange }: PropertyFilterBarProps) {
  return (
    <search className="mb-6 flex items-center gap-2.5">
      <div className="relative min-w-0 grow sm:max-w-sm">
        <Search
          className="pointer-events-none absolute inset-y-0 left-3.5 my-auto size-4.5 text-ink-faint"
          aria-hidden="true"
        />
        <input
          type="text"
          inputMode="search"
          aria-label="Search homes"
          placeholder="Search homes…"
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
          className="h-11 w-full rounded-full border border-line-strong/45 bg-surface pr-11 pl-10.5 text-sm focus-visible:border-accent focus-visible:outline-none focus-visible:shadow-[0_0_0_3px_var(--color-accent-soft)]"
        />
        {filter.text !== '' && (
          <IconButton
            label="Clear the search"
            className="!absolute inset-y-0 right-0.5 my-auto"
            onClick={() => onChange({ ...filter, text: '' })}
          >
            <X />
          </IconButton>
        )}
      </div>
      <button
        type="button"
        aria-pressed={filter.unreadOnly}
        onClick={() => onChange({ ...filter, unreadOnly: !filter.unreadOnly })}
        className="inline-flex h-11 shrink-0 items-center gap-2 rounded-full border border-line-strong/45 bg-surface px-4 font-semibold text-ink-soft text-sm transition-colors hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
      >
        <span className="size-2 rounded-full bg-accent" aria-hidden="true" />
        Unread
      </button>
    </search>
  );
}
