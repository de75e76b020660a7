import { Chip } from '../ui/Chip.tsx';

/** `ActiveUnderContract` → `Active under contract`: RESO's and the exports' own words, made readable. */
export function readableStatus(status: string): string {
  const words = status
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The listing's standing on the market, over its picture. Nothing where the listing does not say. */
export function StatusChip({ status }: { status: string | null }) {
  if (status === null || status.trim() === '') return null;
  const isOpen = /^(active|coming)/i.test(status) && !/contract/i.test(status);
  return (
    <Chip tone="picture">
      <span className={`size-2 rounded-full ${isOpen ? 'bg-accent' : 'bg-warn'}`} aria-hidden="true" />
      <span className="max-w-40 truncate">{readableStatus(status)}</span>
    </Chip>
  );
}
