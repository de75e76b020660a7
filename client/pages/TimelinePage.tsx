import { ChevronLeft, HousePlus, Upload } from 'lucide-react';
import { Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { TimelineDetail } from '../../shared/views.ts';
import { inWords } from '../components/format/errors.ts';
import { countOf } from '../components/format/prices.ts';
import { lazyPart, useFetchWhenIdle } from '../components/page/lazyPart.tsx';
import { PageSkeleton } from '../components/page/PageSkeleton.tsx';
import { PartOnTheWay } from '../components/page/PartOnTheWay.tsx';
import { useDocumentTitle } from '../components/page/useDocumentTitle.ts';
import { HomeDrawing } from '../components/picture/HomeDrawing.tsx';
import { AgentPropertyCard } from '../components/property/AgentPropertyCard.tsx';
import { PropertyList } from '../components/property/PropertyList.tsx';
import { AccessMenu } from '../components/timelines/AccessMenu.tsx';
import { Avatar } from '../components/ui/Avatar.tsx';
import { Button } from '../components/ui/Button.tsx';
import { buttonStyle } from '../components/ui/buttonStyle.ts';
import { Chip } from '../components/ui/Chip.tsx';
import { ErrorState } from '../components/ui/ErrorState.tsx';
import { StateView } from '../components/ui/StateView.tsx';
import { describeError } from '../providers/errorToast.ts';
import { trpc } from '../providers/trpc.ts';

const ImportDialog = lazyPart(() =>
  import('../components/import/ImportDialog.tsx').then((module) => module.ImportDialog),
);
const dialogs = [ImportDialog];

/** One client's timeline as the agent sees it. Going from one to another takes nothing along: no begun import, no code. */
export function TimelinePage() {
  const { timelineId = '' } = useParams();
  const timeline = trpc.timeline.get.useQuery({ timelineId });
  useDocumentTitle(timeline.data?.title ?? 'Timeline');

  return (
    <>
      <Link
        to="/"
        className="mb-4 -ml-2 inline-flex min-h-9 items-center gap-1 rounded-full pr-3 pl-1.5 font-semibold text-ink-soft text-sm hover:text-ink"
      >
        <ChevronLeft className="size-4.5" aria-hidden="true" />
        All timelines
      </Link>
      {timeline.data !== undefined && <Loaded key={timelineId} timeline={timeline.data} />}
      {timeline.data === undefined && timeline.isPending && <PageSkeleton label="Loading the timeline" />}
      {timeline.data === undefined && timeline.isError && (
        <Failed error={timeline.error} onRetry={() => void timeline.refetch()} isRetrying={timeline.isFetching} />
      )}
    </>
  );
}

function Failed({ error, onRetry, isRetrying }: { error: unknown; onRetry: () => void; isRetrying: boolean }) {
  if (describeError(error).code === 'TIMELINE_NOT_FOUND') {
    return (
      <StateView
        level="h1"
        role="alert"
        title="There is no such timeline"
        action={
          <Link to="/" className={buttonStyle('secondary')}>
            To your timelines
          </Link>
        }
      >
        The address may be mistyped, or it belongs to somebody else.
      </StateView>
    );
  }
  return (
    <ErrorState
      title="The timeline could not be loaded"
      message={inWords(error)}
      onRetry={onRetry}
      isRetrying={isRetrying}
    />
  );
}

function Loaded({ timeline }: { timeline: TimelineDetail }) {
  const [isImporting, setIsImporting] = useState(false);
  const [hasImported, setHasImported] = useState(false);
  const { title, client, properties, sharing } = timeline;
  useFetchWhenIdle(dialogs);
  const startImport = () => {
    setHasImported(true);
    setIsImporting(true);
  };
  return (
    <>
      <div className="mb-7 flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <h1 className="font-serif text-2xl text-ink [overflow-wrap:anywhere] sm:text-3xl">{title}</h1>
          <p className="mt-2 flex items-center gap-2.5 text-ink-soft">
            <Avatar name={client.name} size="sm" />
            <span>
              for <span className="font-semibold text-ink">{client.name}</span> · {countOf(properties.length, 'home')}
            </span>
            {sharing?.isOpen === false && <Chip tone="warn">Not shared</Chip>}
          </p>
        </div>
        <div className="flex gap-2">
          <AccessMenu timeline={timeline} />
          {properties.length > 0 && (
            <Button onClick={startImport}>
              <Upload className="size-4" aria-hidden="true" />
              Import homes
            </Button>
          )}
        </div>
      </div>
      {properties.length === 0 ? (
        <StateView
          picture={<HomeDrawing id="empty-3" className="h-44 w-64 rounded-xl shadow-card" />}
          title={`Add the first homes for ${client.name}`}
          action={
            <Button size="lg" onClick={startImport}>
              <HousePlus className="size-5" aria-hidden="true" />
              Import homes
            </Button>
          }
        >
          From an export of your MLS or portal, or rows pasted from a spreadsheet. Each home gets a conversation of its
          own.
        </StateView>
      ) : (
        <PropertyList properties={properties} otherName={client.name} Card={AgentPropertyCard} size="regular" />
      )}
      {hasImported && (
        <Suspense fallback={<PartOnTheWay />}>
          <ImportDialog
            timelineId={timeline.id}
            clientName={client.name}
            isOpen={isImporting}
            onOpenChange={setIsImporting}
          />
        </Suspense>
      )}
    </>
  );
}
