import { ArrowRight } from 'lucide-react';
import type { ImportReport } from '../../../shared/views.ts';

const fieldWords: Record<string, string> = {
  listingKey: 'listing key',
  address: 'address',
  city: 'city',
  stateOrProvince: 'state',
  postalCode: 'ZIP code',
  price: 'price',
  bedrooms: 'beds',
  bathrooms: 'baths',
  livingArea: 'living area',
  propertyType: 'type of home',
  status: 'status',
  imageUrl: 'picture',
  latitude: 'latitude',
  longitude: 'longitude',
};

/** Which column was taken for what, and which are left out. */
export function ImportColumns({ columns }: { columns: ImportReport['columns'] }) {
  const used = columns.filter(({ field }) => field !== null);
  const unused = columns.filter(({ field }) => field === null);
  return (
    <div>
      <h3 className="mb-2 font-semibold text-ink text-sm">Recognised columns</h3>
      <ul className="flex flex-wrap gap-1.5">
        {used.map(({ header, field }) => (
          <li
            key={header}
            className="inline-flex max-w-full items-center gap-1.5 rounded-full bg-accent-soft px-3 py-1 text-sm"
          >
            <span className="truncate text-ink-soft">{header}</span>
            <ArrowRight className="size-3.5 shrink-0 text-ink-faint" aria-label="is" />
            <span className="whitespace-nowrap font-semibold text-accent">{fieldWords[field ?? ''] ?? field}</span>
          </li>
        ))}
      </ul>
      {unused.length > 0 && (
        <p className="mt-2 line-clamp-2 text-ink-faint text-sm">
          Not used: {unused.map(({ header }) => header).join(', ')}
        </p>
      )}
    </div>
  );
}
