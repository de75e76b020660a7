import type { ReactNode, Ref } from 'react';
import type { PropertyCardView } from '../../../shared/views.ts';
import { displayAddress } from '../format/addresses.ts';
import { formatPrice } from '../format/prices.ts';
import { PropertyPicture } from '../picture/PropertyPicture.tsx';
import { PropertyFacts } from './PropertyFacts.tsx';
import { StatusChip } from './StatusChip.tsx';

type PropertyCardProps = {
  property: PropertyCardView;
  /** Its chat is open beside it. */
  isActive: boolean;
  /** Among the first on the page: the picture is loaded at once. */
  isFirst?: boolean;
  /** Over the picture, on the right. */
  corner?: ReactNode;
  cardRef?: Ref<HTMLElement>;
  /** What the client thinks of it, under the facts. */
  note?: ReactNode;
  /** What belongs to the conversation: its provider with preview, button, badge and chat. */
  children: ReactNode;
};

/** A home: picture first, then price, facts and place, then its conversation. */
export function PropertyCard({
  property,
  isActive,
  isFirst = false,
  corner,
  note,
  cardRef,
  children,
}: PropertyCardProps) {
  const place = [property.city, [property.stateOrProvince, property.postalCode].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(', ');
  return (
    <article
      ref={cardRef}
      aria-labelledby={`address-${property.id}`}
      className={`group off-screen-free relative flex h-full flex-col overflow-hidden rounded-xl border bg-surface transition-[box-shadow,border-color] duration-200 focus-within:border-accent/60 hover:shadow-lift ${
        isActive ? 'border-accent shadow-lift ring-1 ring-accent' : 'border-line shadow-card'
      }`}
    >
      <div className="relative aspect-4/3 overflow-hidden bg-sunken">
        <PropertyPicture
          property={property}
          isFirst={isFirst}
          className="transition-transform duration-500 ease-settle group-hover:scale-[1.03]"
        />
        <div className="absolute inset-x-3 top-3 flex items-start justify-between gap-2">
          <StatusChip status={property.status} />
          <span className="ml-auto">{corner}</span>
        </div>
      </div>
      <div className="flex grow flex-col p-4 pt-3.5 sm:p-5 sm:pt-4">
        <p className="font-semibold font-serif text-ink text-xl tabular-nums">{formatPrice(property.price)}</p>
        <h2
          id={`address-${property.id}`}
          className="mt-1 line-clamp-2 font-semibold text-base text-ink [overflow-wrap:anywhere]"
          title={property.address}
        >
          {displayAddress(property.address)}
        </h2>
        <p className="h-5 truncate text-ink-soft text-sm">{property.city ? displayAddress(place) : place}</p>
        <div className="mt-3 min-h-5">
          <PropertyFacts property={property} />
        </div>
        {note}
        <div className="mt-auto pt-4">{children}</div>
      </div>
    </article>
  );
}
