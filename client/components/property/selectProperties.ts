import type { PropertyCardView } from '../../../shared/views.ts';

export type PropertyFilter = { text: string; unreadOnly: boolean };
export const noFilter: PropertyFilter = { text: '', unreadOnly: false };

export type PropertySelection = { current: PropertyCardView[]; archived: PropertyCardView[] };

/** Latest conversation first; those without a word after them, newest listing first. */
function byLatest(a: PropertyCardView, b: PropertyCardView): number {
  const latest = (property: PropertyCardView) => property.conversation.lastMessageAt?.getTime() ?? 0;
  return latest(b) - latest(a) || b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? -1 : 1);
}

/** Every word must be found somewhere in what the card shows. */
function matches(property: PropertyCardView, words: readonly string[]): boolean {
  const { address, city, stateOrProvince, postalCode, listingKey, propertyType, status } = property;
  const text = [address, city, stateOrProvince, postalCode, listingKey, propertyType, status].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

/**
 * What a list shows, in order, archived ones apart. A property whose chat is open always stays, so that neither a filter nor
 * reading its last message closes the chat.
 */
export function selectProperties(
  properties: readonly PropertyCardView[],
  filter: PropertyFilter,
  openPropertyId: string | null,
): PropertySelection {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = properties
    .filter(
      (property) =>
        property.id === openPropertyId ||
        (matches(property, words) && (!filter.unreadOnly || property.conversation.unreadCount > 0)),
    )
    .sort(byLatest);
  return {
    current: shown.filter(({ conversation }) => conversation.status !== 'ARCHIVED'),
    archived: shown.filter(({ conversation }) => conversation.status === 'ARCHIVED'),
  };
}
