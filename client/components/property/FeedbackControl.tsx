import { NotebookPen } from 'lucide-react';
import { useRef, useState } from 'react';
import type { PropertyCardView, PropertyFeedback, Verdict } from '../../../shared/views.ts';
import { showError } from '../../providers/errorToast.ts';
import { trpc } from '../../providers/trpc.ts';
import { FeedbackNote } from './FeedbackNote.tsx';
import { verdicts } from './verdicts.ts';

const pressed: Record<Verdict, string> = {
  LOVE: 'aria-pressed:border-love aria-pressed:bg-love-soft aria-pressed:text-love aria-pressed:[&>svg]:fill-current',
  LIKE: 'aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent',
  PASS: 'aria-pressed:border-line-strong aria-pressed:bg-sunken aria-pressed:text-ink',
};

/** Love, like or pass, in one tap; then room for a note. The tap shows at once and is taken back if the server refuses. */
export function FeedbackControl({ property, agentName }: { property: PropertyCardView; agentName: string }) {
  const utils = trpc.useUtils();
  const { id: propertyId, timelineId, feedback } = property;
  const [isNoting, setIsNoting] = useState(false);

  const setFeedback = (next: PropertyFeedback | null) =>
    utils.timeline.get.setData({ timelineId }, (timeline) =>
      timeline === undefined
        ? undefined
        : {
            ...timeline,
            properties: timeline.properties.map((item) =>
              item.id === propertyId ? { ...item, feedback: next } : item,
            ),
          },
    );
  // Of two quick taps the second one counts: they reach the server in order, and only the last answer is shown.
  const latest = useRef(0);
  const give = trpc.property.giveFeedback.useMutation({
    scope: { id: `feedback ${propertyId}` },
    onMutate: ({ verdict, comment }) => {
      const now = new Date();
      const id = feedback?.id ?? propertyId;
      setFeedback({
        id,
        propertyId,
        verdict,
        comment: comment ?? null,
        createdAt: feedback?.createdAt ?? now,
        updatedAt: now,
      });
      latest.current += 1;
      return { before: feedback, turn: latest.current };
    },
    onSuccess: (stored, _, { turn }) => {
      if (turn === latest.current) setFeedback(stored);
    },
    onError: (error, _, context) => {
      showError(error);
      if (context?.turn !== latest.current) return;
      setFeedback(context.before);
      // Which may have been a tap that was refused as well.
      void utils.timeline.get.invalidate({ timelineId });
    },
  });

  function choose(verdict: Verdict) {
    setIsNoting(true);
    if (verdict !== feedback?.verdict) give.mutate({ propertyId, verdict, comment: feedback?.comment ?? null });
  }

  return (
    // Above the card's stretched chat button.
    <div className="relative z-10 mt-4">
      <fieldset className="flex gap-2">
        <legend className="sr-only">What do you think of {property.address}?</legend>
        {verdicts.map(({ verdict, label, icon: Icon }) => (
          <button
            key={verdict}
            type="button"
            aria-pressed={feedback?.verdict === verdict}
            onClick={() => choose(verdict)}
            className={`inline-flex h-10 grow items-center justify-center gap-1.5 rounded-full border border-line-strong/45 font-semibold text-ink-soft text-sm transition-colors duration-150 hover:border-line-strong hover:text-ink pointer-coarse:h-11 ${pressed[verdict]}`}
          >
            <Icon className="size-4" aria-hidden="true" />
            {label}
          </button>
        ))}
      </fieldset>
      {isNoting && feedback !== null ? (
        <FeedbackNote
          agentName={agentName}
          initial={feedback.comment ?? ''}
          isBusy={give.isPending}
          onCancel={() => setIsNoting(false)}
          onSave={(comment) => {
            give.mutate({ propertyId, verdict: feedback.verdict, comment: comment || null });
            setIsNoting(false);
          }}
        />
      ) : (
        feedback?.comment && (
          <button
            type="button"
            onClick={() => setIsNoting(true)}
            className="mt-2 flex w-full items-start gap-2 rounded-md px-1 py-1 text-left text-ink-soft text-sm italic hover:text-ink"
          >
            <NotebookPen className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            <span className="line-clamp-2">
              <span className="sr-only">Change your note: </span>
              {feedback.comment}
            </span>
          </button>
        )
      )}
    </div>
  );
}
