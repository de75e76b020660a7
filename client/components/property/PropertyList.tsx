import { SearchX } from 'lucide-react';
import { type ComponentType, useEffect, useMemo, useState } from 'react';
import type { PropertyCardView } from '../../../shared/views.ts';
import { useCards } from '../../providers/liveHooks.ts';
import { showToast } from '../../providers/toasts.ts';
import { countOf } from '../format/prices.ts';
import { useFetchWhenIdle } from '../page/lazyPart.tsx';
import { useChatRoute } from '../page/useChatRoute.ts';
import { Button } from '../ui/Button.tsx';
import { StateView } from '../ui/StateView.tsx';
import type { SidedCardProps } from './AgentPropertyCard.tsx';
import { ChatPart } from './PropertyChat.tsx';
import { PropertyFilterBar } from './PropertyFilterBar.tsx';
import { PropertyGrid } from './PropertyGrid.tsx';
import { noFilter, type OpenedProperty, type PropertyFilter, selectProperties } from './selectProperties.ts';

type PropertyListProps = {
  properties: readonly PropertyCardView[];
  otherName: string;
  Card: ComponentType<SidedCardProps>;
  size: 'large' | 'regular';
};

const chat = [ChatPart];

/** So few need no search. */
const filterFrom = 5;

/** The homes of a timeline, the latest conversation first and live, to search and to chat about. */
export function PropertyList({ properties, otherName, Card, size }: PropertyListProps) {
  const [filter, setFilter] = useState(noFilter);
  const { openPropertyId, openChat, closeChat } = useChatRoute();
  const live = useLiveProperties(properties);
  const { current, archived } = selectProperties(live, filter, useOpened(live, openPropertyId));
  const isFiltering = filter.text !== '' || filter.unreadOnly;
  useScrollToOpened(openPropertyId);
  useFetchWhenIdle(chat);
  useCloseUnknown(openPropertyId !== null && !properties.some(({ id }) => id === openPropertyId), closeChat);

  const grid = { Card, size, otherName, openPropertyId, onOpenChat: openChat, onCloseChat: closeChat };
  return (
    <>
      {properties.length >= filterFrom && <PropertyFilterBar filter={filter} onChange={setFilter} />}
      <p role="status" className={isFiltering ? '-mt-3 mb-4 text-ink-soft text-sm' : 'sr-only'}>
        {isFiltering ? `${countOf(current.length + archived.length, 'home')} found` : ''}
      </p>
      {current.length === 0 && (archived.length === 0 || !isFiltering) ? (
        <StateView
          picture={<SearchX aria-hidden="true" />}
          title={emptyTitle(filter)}
          action={
            isFiltering && (
              <Button variant="secondary" onClick={() => setFilter(noFilter)}>
                Show all homes
              </Button>
            )
          }
        >
          {isFiltering ? 'Look at all of them, or try another word.' : 'A new message brings one back.'}
        </StateView>
      ) : (
        <PropertyGrid {...grid} label="Homes" properties={current} />
      )}
      {archived.length > 0 && (
        <details
          className="group/archive mt-10"
          open={isFiltering || archived.some(({ id }) => id === openPropertyId) || undefined}
        >
          <summary className="mb-5 inline-flex min-h-11 items-center gap-2 rounded-full px-3 font-semibold text-ink-soft hover:text-ink">
            <span aria-hidden="true" className="transition-transform group-open/archive:rotate-90">
              ›
            </span>
            Archived ({archived.length})
          </summary>
          <PropertyGrid {...grid} label="Archived homes" properties={archived} />
        </details>
      )}
    </>
  );
}

function emptyTitle({ text, unreadOnly }: PropertyFilter): string {
  if (text !== '') return 'No home matches';
  return unreadOnly ? 'Nothing unread' : 'All homes are archived';
}

/** Taken when the chat opens, and kept until it closes. */
function useOpened(properties: readonly PropertyCardView[], openPropertyId: string | null): OpenedProperty | null {
  const [opened, setOpened] = useState<OpenedProperty | null>(null);
  if ((opened?.id ?? null) === openPropertyId) return opened;
  const property = properties.find(({ id }) => id === openPropertyId);
  const next = property ? { id: property.id, wasArchived: property.conversation.status === 'ARCHIVED' } : null;
  // One that is not here (yet) is nobody's place to keep.
  if (next !== null || opened !== null) setOpened(next);
  return next;
}

/** The properties with the newest state of their conversations, for order and filter. */
function useLiveProperties(properties: readonly PropertyCardView[]): PropertyCardView[] {
  const initial = useMemo(() => properties.map(({ conversation }) => conversation), [properties]);
  const cards = useCards(initial);
  return useMemo(
    () =>
      properties.map((property, index) => {
        const conversation = cards[index] ?? property.conversation;
        return conversation === property.conversation ? property : { ...property, conversation };
      }),
    [properties, cards],
  );
}

/** The card of a chat that was just opened comes into sight beside it. */
function useScrollToOpened(openPropertyId: string | null): void {
  useEffect(() => {
    if (openPropertyId === null) return;
    document.getElementById(`property-${openPropertyId}`)?.scrollIntoView({ block: 'nearest' });
  }, [openPropertyId]);
}

/** A link to a home that is not here (any more): after a moment in which a new one could still come in, it is given up. */
function useCloseUnknown(isUnknown: boolean, closeChat: () => void): void {
  useEffect(() => {
    if (!isUnknown) return;
    const timer = setTimeout(() => {
      closeChat();
      showToast({
        kind: 'error',
        title: 'This home is not in the timeline',
        description: 'The link may be old. Here are all the homes.',
      });
    }, 3_000);
    return () => clearTimeout(timer);
  }, [isUnknown, closeChat]);
}
