/** The mark and the name. */
export function Logo({ className = '' }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-2.5 ${className}`}>
      <svg viewBox="0 0 32 32" className="size-8 shrink-0" aria-hidden="true">
        <rect width="32" height="32" rx="9" className="fill-accent" />
        <path
          d="M7 15.4 16 8l9 7.4V24a1.5 1.5 0 0 1-1.5 1.5h-9.2L10 28v-2.5H8.5A1.5 1.5 0 0 1 7 24z"
          className="fill-on-accent"
        />
        <path d="M11.5 18.5h9M11.5 21.6h5.6" className="stroke-accent" strokeWidth="1.7" strokeLinecap="round" />
      </svg>
      <span className="whitespace-nowrap font-semibold font-serif text-ink text-lg">Property Sync</span>
    </span>
  );
}
