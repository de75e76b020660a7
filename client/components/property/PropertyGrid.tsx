import type { ComponentType } from 'react';
import type { PropertyCardView } from '../../../shared/views.ts';
import { useGrowingCount } from '../page/useGrowingCount.ts';
import type { SidedCardProps } from './AgentPropertyCard.tsx';

type PropertyGridProps = {
  properties: readonly PropertyCardView[];
  Card: ComponentType<SidedCardProps>;
  /** `large` for the client: two columns of big pictures. */
  size: 'large' | 'regular';
  label: string;
  otherName: string;
  openPropertyId: string | null;
  onOpenChat: (propertyId: string) => void;
  onCloseChat: () => void;
};

const step = 24;

/** Cards in columns that fit the room there is, a page at a time as somebody scrolls. */
export function PropertyGrid({ properties, Card, size, label, openPropertyId, ...card }: PropertyGridProps) {
  const { count, sentinelRef } = useGrowingCount(properties.length, step);
  // A chat that a link opens has its card drawn, however far down.
  const openIndex = properties.findIndex(({ id }) => id === openPropertyId);
  const shown = properties.slice(0, Math.max(count, openIndex + 1));
  const columns =
    size === 'large' ? 'grid-cols-1 sm:grid-cols-2' : 'grid-cols-[repeat(auto-fill,minmax(min(100%,18rem),1fr))]';
  return (
    <>
      <ul aria-label={label} className={`grid gap-5 sm:gap-6 ${columns}`}>
        {shown.map((property, index) => (
          <li key={property.id} id={`property-${property.id}`} className="scroll-mt-24 scroll-mb-8">
            <Card {...card} property={property} isChatOpen={property.id === openPropertyId} isFirst={index < 4} />
          </li>
        ))}
      </ul>
      {shown.length < properties.length && (
        <div key={shown.length} ref={sentinelRef} className="h-px" aria-hidden="true" />
      )}
    </>
  );
}
