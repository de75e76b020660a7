import { PartyPopper } from 'lucide-react';
import { useState } from 'react';
import type { ImportReport } from '../../../shared/views.ts';
import { trpc } from '../../providers/trpc.ts';
import { inWords } from '../format/errors.ts';
import { countOf } from '../format/prices.ts';
import { Button } from '../ui/Button.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { ImportColumns } from './ImportColumns.tsx';
import { ImportCounts } from './ImportCounts.tsx';
import { ImportRows } from './ImportRows.tsx';
import { ImportSource } from './ImportSource.tsx';

type ImportDialogProps = {
  timelineId: string;
  clientName: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

/**
 * source ──read──▶ preview (a dry run on the server) ──import──▶ importing ──▶ result
 *    ▲───────────────back────────┘▲────────────failure───────────────┘
 */
type Step =
  | { kind: 'source' }
  | { kind: 'preview'; csv: string; name: string; report: ImportReport }
  | { kind: 'result'; report: ImportReport };

const titles: Record<Step['kind'], string> = {
  source: 'Import homes',
  preview: 'Check before importing',
  result: 'Imported',
};

/** Homes from a file or pasted rows: look first, then import. */
export function ImportDialog({ timelineId, clientName, isOpen, onOpenChange }: ImportDialogProps) {
  const [step, setStep] = useState<Step>({ kind: 'source' });
  const utils = trpc.useUtils();
  const run = trpc.property.import.useMutation();
  const failure = run.error === null ? undefined : inWords(run.error);

  function read(csv: string, name: string) {
    run.mutate(
      { timelineId, csv, dryRun: true },
      { onSuccess: (report) => setStep({ kind: 'preview', csv, name, report }) },
    );
  }
  function write(csv: string) {
    run.mutate(
      { timelineId, csv },
      {
        onSuccess: async (report) => {
          setStep({ kind: 'result', report });
          await Promise.all([
            utils.timeline.invalidate(),
            utils.property.invalidate(),
            utils.conversation.list.invalidate(),
          ]);
        },
      },
    );
  }
  function change(next: boolean) {
    onOpenChange(next);
    if (next) return;
    setStep({ kind: 'source' });
    run.reset();
  }
  const isImporting = step.kind === 'preview' && run.isPending;

  return (
    <Modal
      isOpen={isOpen}
      onOpenChange={change}
      title={titles[step.kind]}
      width="wide"
      isLocked={isImporting}
      {...explanationOf(step)}
    >
      {step.kind === 'source' && <ImportSource isBusy={run.isPending} error={failure} onRead={read} />}
      {step.kind === 'preview' && (
        <div className="space-y-5">
          <ImportCounts report={step.report} />
          <ImportColumns columns={step.report.columns} />
          <ImportRows report={step.report} />
          <FormError message={failure} />
          {isImporting ? (
            <Progress label={`Importing ${countOf(changesOf(step.report), 'home')}…`} />
          ) : (
            <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
              <Button
                variant="quiet"
                onClick={() => {
                  run.reset();
                  setStep({ kind: 'source' });
                }}
              >
                Choose another
              </Button>
              <Button disabled={changesOf(step.report) === 0} onClick={() => write(step.csv)}>
                {changesOf(step.report) === 0
                  ? 'Nothing to import'
                  : `Import ${countOf(changesOf(step.report), 'home')}`}
              </Button>
            </div>
          )}
        </div>
      )}
      {step.kind === 'result' && (
        <div className="space-y-5">
          <p className="flex items-start gap-3 rounded-lg bg-accent-soft px-4 py-3.5 text-ink">
            <PartyPopper className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden="true" />
            <span>
              {step.report.created > 0
                ? `${countOf(step.report.created, 'home')} joined the timeline, each with a conversation of its own. ${clientName} has been told.`
                : 'The timeline is up to date.'}
            </span>
          </p>
          <ImportCounts report={step.report} />
          {step.report.rejected > 0 && <ImportRows report={step.report} />}
          <div className="flex justify-end">
            <Button onClick={() => change(false)}>Done</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

const changesOf = (report: ImportReport) => report.created + report.updated;

function explanationOf(step: Step): { description?: string } {
  return step.kind === 'preview'
    ? { description: `${step.name}: ${countOf(step.report.rows.length, 'row')}. Nothing is written yet.` }
    : {};
}

/** The server imports all rows in one transaction, so there is no half way to show. */
function Progress({ label }: { label: string }) {
  return (
    <div role="status">
      <p className="mb-2 text-ink-soft text-sm">{label}</p>
      <div className="h-2 overflow-hidden rounded-full bg-sunken">
        <div className="h-full w-1/3 animate-travel rounded-full bg-accent" />
      </div>
    </div>
  );
}
