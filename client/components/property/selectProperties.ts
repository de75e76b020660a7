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

/** The property whose chat is open, and on which side of the list it was when it was opened. */
export type OpenedProperty = { id: string; wasArchived: boolean };

/**
 * What a list shows, in order, archived ones apart. A property whose chat is open always stays, and on its side, so that neither a
 * filter nor reading its last message closes the chat, and archiving it does not take away what is being written.
 */
export function selectProperties(
  properties: readonly PropertyCardView[],
  filter: PropertyFilter,
  opened: OpenedProperty | null,
): PropertySelection {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = properties
    .filter(
      (property) =>
        property.id === opened?.id ||
        (matches(property, words) && (!filter.unreadOnly || property.conversation.unreadCount > 0)),
    )
    .sort(byLatest);
  const isArchived = ({ id, conversation }: PropertyCardView) =>
    id === opened?.id ? opened.wasArchived : conversation.status === 'ARCHIVED';
  return { current: shown.filter((property) => !isArchived(property)), archived: shown.filter(isArchived) };
}
