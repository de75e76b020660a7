import { type FormEvent, useId, useState } from 'react';
import { Button } from '../ui/Button.tsx';

type FeedbackNoteProps = {
  agentName: string;
  initial: string;
  isBusy: boolean;
  onSave: (comment: string) => void;
  onCancel: () => void;
};

/** A few words to go with love, like or pass. */
export function FeedbackNote({ agentName, initial, isBusy, onSave, onCancel }: FeedbackNoteProps) {
  const id = useId();
  const [comment, setComment] = useState(initial);
  function submit(event: FormEvent) {
    event.preventDefault();
    onSave(comment.trim());
  }
  return (
    <form onSubmit={submit} className="mt-2.5 animate-rise">
      <label htmlFor={id} className="sr-only">
        A note for {agentName}
      </label>
      <textarea
        id={id}
        rows={2}
        maxLength={2_000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
        placeholder={`Why? A note for ${agentName} (optional)`}
        className="w-full resize-none rounded-md border border-line-strong/70 bg-raised px-3 py-2 text-sm focus-visible:border-accent focus-visible:outline-none"
      />
      <div className="mt-1.5 flex justify-end gap-1.5">
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Not now
        </Button>
        <Button type="submit" size="sm" variant="secondary" isBusy={isBusy}>
          Save note
        </Button>
      </div>
    </form>
  );
}
