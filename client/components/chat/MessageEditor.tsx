import { Check, Pencil, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { limits } from '../../../shared/limits.ts';
import type { ChatMessage } from '../../providers/contexts.ts';
import { showError } from '../../providers/errorToast.ts';
import { trpc } from '../../providers/trpc.ts';
import { useIsTouch } from '../page/useMediaQuery.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { isPlainEnter } from './enterKey.ts';
import { useAutoGrow } from './useAutoGrow.ts';

/** Stands where the composer stands while an own message is changed. Enter saves; Esc (see `ChatModal`) leaves it as it was. */
export function MessageEditor({ message, onDone }: { message: ChatMessage; onDone: () => void }) {
  const [text, setText] = useState(message.content);
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const isTouch = useIsTouch();
  useAutoGrow(fieldRef, text, 184);
  const save = trpc.message.edit.useMutation({ onSuccess: onDone, onError: (error) => showError(error) });
  const length = [...text.trim()].length;
  const canSave = length > 0 && length <= limits.messageLength && !save.isPending;

  useEffect(() => {
    // After the menu has given its focus back.
    const timer = setTimeout(() => {
      fieldRef.current?.focus();
      fieldRef.current?.setSelectionRange(message.content.length, message.content.length);
    }, 50);
    return () => clearTimeout(timer);
  }, [message]);

  function submit() {
    if (!canSave) return;
    if (text.trim() === message.content) onDone();
    else save.mutate({ messageId: message.id, content: text.trim() });
  }

  function onKey(event: KeyboardEvent) {
    if (isTouch || !isPlainEnter(event)) return;
    event.preventDefault();
    submit();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="safe-bottom animate-fade border-line border-t bg-surface px-3 pt-2"
    >
      <p className="flex items-center gap-2 px-2 pb-1.5 font-semibold text-accent text-sm">
        <Pencil className="size-4" aria-hidden="true" />
        <span role="status">{save.isPaused ? 'Saved when you are back' : 'Editing your message'}</span>
        <IconButton label="Cancel editing" className="-my-2 ml-auto" onClick={onDone}>
          <X />
        </IconButton>
      </p>
      <div className="flex items-end gap-2 rounded-[1.5rem] border border-accent bg-raised py-1 pr-1 pl-4 shadow-[0_0_0_3px_var(--color-accent-soft)]">
        <textarea
          ref={fieldRef}
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
          readOnly={save.isPending}
          aria-label="Edit message"
          className="max-h-46 min-h-10 grow resize-none bg-transparent py-2 text-ink leading-6 outline-none"
        />
        <button
          type="submit"
          disabled={!canSave}
          aria-label="Save message"
          title="Save message"
          className="grid size-10 shrink-0 place-items-center rounded-full bg-accent text-on-accent enabled:hover:bg-accent-strong disabled:bg-sunken disabled:text-ink-faint pointer-coarse:size-11"
        >
          {save.isPending ? <Spinner className="size-5" /> : <Check className="size-5" aria-hidden="true" />}
        </button>
      </div>
    </form>
  );
}
