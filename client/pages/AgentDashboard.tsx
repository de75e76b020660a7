import { Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { inWords } from '../components/format/errors.ts';
import { formatNumber } from '../components/format/prices.ts';
import { lazyPart, useFetchWhenIdle } from '../components/page/lazyPart.tsx';
import { PageSkeleton } from '../components/page/PageSkeleton.tsx';
import { PartOnTheWay } from '../components/page/PartOnTheWay.tsx';
import { useDocumentTitle } from '../components/page/useDocumentTitle.ts';
import { HomeDrawing } from '../components/picture/HomeDrawing.tsx';
import { TimelineList } from '../components/timelines/TimelineList.tsx';
import { Button } from '../components/ui/Button.tsx';
import { ErrorState } from '../components/ui/ErrorState.tsx';
import { StateView } from '../components/ui/StateView.tsx';
import { type UnreadTotalsView, useSession } from '../providers/contexts.ts';
import { useUnreadTotals } from '../providers/liveHooks.ts';
import { trpc } from '../providers/trpc.ts';

const CreateTimelineDialog = lazyPart(() =>
  import('../components/timelines/CreateTimelineDialog.tsx').then((module) => module.CreateTimelineDialog),
);
const dialogs = [CreateTimelineDialog];

function greeting(now = new Date()): string {
  const hour = now.getHours();
  if (hour < 5) return 'Good night';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

/** The agent's first page: a timeline for each client. */
export function AgentDashboard() {
  const timelines = trpc.timeline.list.useQuery();
  const [isCreating, setIsCreating] = useState(false);
  const [hasCreated, setHasCreated] = useState(false);
  useDocumentTitle('Timelines');
  useFetchWhenIdle(dialogs);

  function create() {
    setHasCreated(true);
    setIsCreating(true);
  }

  return (
    <>
      <DashboardHeading onCreate={create} hasTimelines={(timelines.data?.length ?? 0) > 0} />
      {timelines.data === undefined && timelines.isPending && (
        <PageSkeleton label="Loading timelines" hasHeading shape="timelines" />
      )}
      {timelines.data === undefined && timelines.isError && (
        <ErrorState
          title="Your timelines could not be loaded"
          message={inWords(timelines.error)}
          onRetry={() => void timelines.refetch()}
          isRetrying={timelines.isFetching}
        />
      )}
      {timelines.data?.length === 0 && (
        <StateView
          picture={<HomeDrawing id="welcome-9" className="h-44 w-64 rounded-xl shadow-card" />}
          title="Make your first timeline"
          action={
            <Button size="lg" onClick={create}>
              <Plus className="size-5" aria-hidden="true" />
              New timeline
            </Button>
          }
        >
          A timeline holds the homes for one client, with a conversation for each. Share it with a link and a code.
        </StateView>
      )}
      {timelines.data !== undefined && timelines.data.length > 0 && <TimelineList timelines={timelines.data} />}
      {hasCreated && (
        <Suspense fallback={<PartOnTheWay />}>
          <CreateTimelineDialog isOpen={isCreating} onOpenChange={setIsCreating} />
        </Suspense>
      )}
    </>
  );
}

/** Nothing while it is not known. */
function whatWaits({ messages, isKnown }: UnreadTotalsView, hasTimelines: boolean): string {
  if (messages > 0)
    return `${formatNumber(messages)} unread ${messages === 1 ? 'message waits' : 'messages wait'} for you.`;
  if (!isKnown) return '';
  return hasTimelines ? 'No unread messages.' : 'Good to have you here.';
}

function DashboardHeading({ onCreate, hasTimelines }: { onCreate: () => void; hasTimelines: boolean }) {
  const { user } = useSession();
  const unread = useUnreadTotals();
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div>
        <h1 className="font-serif text-2xl text-ink sm:text-3xl">
          {greeting()}, {user?.name.split(' ')[0]}
        </h1>
        <p className="mt-1.5 min-h-6 text-ink-soft">{whatWaits(unread, hasTimelines)}</p>
      </div>
      {hasTimelines && (
        <Button onClick={onCreate}>
          <Plus className="size-4.5" aria-hidden="true" />
          New timeline
        </Button>
      )}
    </div>
  );
}
