import { inWords } from '../components/format/errors.ts';
import { countOf } from '../components/format/prices.ts';
import { PageSkeleton } from '../components/page/PageSkeleton.tsx';
import { useDocumentTitle } from '../components/page/useDocumentTitle.ts';
import { HomeDrawing } from '../components/picture/HomeDrawing.tsx';
import { ClientPropertyCard } from '../components/property/ClientPropertyCard.tsx';
import { PropertyList } from '../components/property/PropertyList.tsx';
import { Avatar } from '../components/ui/Avatar.tsx';
import { ErrorState } from '../components/ui/ErrorState.tsx';
import { StateView } from '../components/ui/StateView.tsx';
import { useSession } from '../providers/contexts.ts';
import { trpc } from '../providers/trpc.ts';

/** The client's one page: the homes that the agent picked. */
export function ClientTimeline() {
  const { timelineId } = useSession();
  const timeline = trpc.timeline.get.useQuery({ timelineId: timelineId ?? '' }, { enabled: timelineId !== null });
  useDocumentTitle(timeline.data?.title ?? 'Your homes');

  if (timeline.data === undefined && timeline.isError) {
    return (
      <ErrorState
        title="Your homes could not be loaded"
        message={inWords(timeline.error)}
        onRetry={() => void timeline.refetch()}
        isRetrying={timeline.isFetching}
      />
    );
  }
  if (timeline.data === undefined) {
    return <PageSkeleton label="Loading your homes" size="large" />;
  }
  const { title, agent, properties } = timeline.data;
  return (
    <>
      <h1 className="font-serif text-2xl text-ink [overflow-wrap:anywhere] sm:text-3xl">{title}</h1>
      <p className="mt-2 mb-7 flex items-center gap-2.5 text-ink-soft">
        <Avatar name={agent.name} size="sm" />
        <span>
          {properties.length > 0 ? `${countOf(properties.length, 'home')} picked for you by ` : 'Homes from '}
          <span className="font-semibold text-ink">{agent.name}</span>
        </span>
      </p>
      {properties.length === 0 ? (
        <StateView
          picture={<HomeDrawing id="soon-5" className="h-44 w-64 rounded-xl shadow-card" />}
          title="Your homes will be here soon"
        >
          {agent.name} is still choosing. This page shows them by itself as soon as they come in.
        </StateView>
      ) : (
        <PropertyList properties={properties} otherName={agent.name} Card={ClientPropertyCard} size="large" />
      )}
    </>
  );
}
