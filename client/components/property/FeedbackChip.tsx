import type { PropertyFeedback } from '../../../shared/views.ts';
import { Chip } from '../ui/Chip.tsx';
import { faceOf } from './verdicts.ts';

/** What the client said about the home; their comment as a tooltip where there is no room for it. */
export function FeedbackChip({ feedback, clientName }: { feedback: PropertyFeedback | null; clientName: string }) {
  if (feedback === null) return null;
  const { icon: Icon, said, tone } = faceOf(feedback.verdict);
  return (
    <span title={feedback.comment === null ? undefined : `${clientName}: “${feedback.comment}”`}>
      <Chip tone={tone}>
        <Icon className={feedback.verdict === 'LOVE' ? 'fill-current' : ''} aria-hidden="true" />
        <span>
          {said}
          <span className="sr-only"> by {clientName}</span>
        </span>
      </Chip>
    </span>
  );
}
