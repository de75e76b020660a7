import { Bath, BedDouble, Maximize } from 'lucide-react';
import type { Property } from '../../../shared/views.ts';
import { formatNumber } from '../format/prices.ts';

/** Beds, baths and living area, as far as the listing says. */
export function PropertyFacts({ property }: { property: Pick<Property, 'bedrooms' | 'bathrooms' | 'livingArea'> }) {
  const facts = [
    { icon: BedDouble, value: property.bedrooms, unit: property.bedrooms === 1 ? 'bed' : 'beds' },
    { icon: Bath, value: property.bathrooms, unit: property.bathrooms === 1 ? 'bath' : 'baths' },
    { icon: Maximize, value: property.livingArea || null, unit: 'sq ft' },
  ].filter((fact) => fact.value !== null);
  if (facts.length === 0) return null;
  return (
    <ul aria-label="Key facts" className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft text-sm">
      {facts.map(({ icon: Icon, value, unit }) => (
        <li key={unit} className="flex items-center gap-1.5">
          <Icon className="size-4 text-ink-faint" aria-hidden="true" />
          <span>
            <span className="font-semibold text-ink tabular-nums">{formatNumber(value ?? 0)}</span> {unit}
          </span>
        </li>
      ))}
    </ul>
  );
}
