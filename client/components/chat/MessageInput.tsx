import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { limits } from '../../../shared/limits.ts';
import { useConversation, useSession } from '../../providers/contexts.ts';
import { firstNameOf } from '../format/names.ts';
import { formatNumber } from '../format/prices.ts';
import { useIsTouch } from '../page/useMediaQuery.ts';
import { keepDraft, readDraft } from './drafts.ts';
import { isPlainEnter } from './enterKey.ts';
import { useAutoGrow } from './useAutoGrow.ts';

/** From here on the counter shows how much room is left. */
const counterFrom = limits.messageLength - 400;

type MessageInputProps = { otherName: string; fieldRef: RefObject<HTMLTextAreaElement | null> };

/**
 * Where messages are written. Enter sends, Shift+Enter makes a new line; under a finger Enter makes a new line and the button
 * sends, as on every phone. What is begun stays when the chat is closed.
 */
export function MessageInput({ otherName, fieldRef }: MessageInputProps) {
  const { conversation, sendMessage, startTyping, stopTyping } = useConversation();
  const userId = useSession().user?.id ?? '';
  const isTouch = useIsTouch();
  const [text, setText] = useState(() => readDraft(userId, conversation.id));
  useAutoGrow(fieldRef, text, 184);

  const length = [...text.trim()].length;
  const isTooLong = length > limits.messageLength;
  const canSend = length > 0 && !isTooLong;

  function change(next: string) {
    setText(next);
    keepDraft(userId, conversation.id, next);
    if (next.trim() === '') stopTyping();
    else startTyping();
  }

  function send() {
    if (!canSend) return;
    stopTyping();
    void sendMessage(text.trim());
    setText('');
    keepDraft(userId, conversation.id, '');
    fieldRef.current?.focus();
  }

  function sendOnEnter(event: KeyboardEvent) {
    if (isTouch || !isPlainEnter(event)) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="safe-bottom border-line border-t bg-surface px-3 pt-3"
    >
      <div
        className={`flex items-end gap-2 rounded-[1.5rem] border bg-raised py-1 pr-1 pl-4 transition-[border-color,box-shadow] duration-150 focus-within:border-accent focus-within:shadow-[0_0_0_3px_var(--color-accent-soft)] ${
          isTooLong ? 'border-danger' : 'border-line-strong/70'
        }`}
      >
        <textarea
          ref={fieldRef}
          rows={1}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={sendOnEnter}
          onBlur={stopTyping}
          aria-label={`Message to ${otherName}`}
          aria-invalid={isTooLong}
          placeholder={`Write to ${firstNameOf(otherName)}…`}
          enterKeyHint={isTouch ? 'enter' : 'send'}
          className="max-h-46 min-h-10 min-w-0 grow resize-none bg-transparent py-2 text-ink leading-6 outline-none placeholder:truncate"
        />
        <button
          type="submit"
          disabled={!canSend}
          aria-label="Send message"
          title="Send message"
          className="grid size-10 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-[background-color,opacity] duration-150 enabled:hover:bg-accent-strong disabled:bg-sunken disabled:text-ink-faint pointer-coarse:size-11"
        >
          <SendHorizontal className="size-5" aria-hidden="true" />
        </button>
      </div>
      {length > counterFrom && (
        <p
          role={isTooLong ? 'alert' : undefined}
          className={`px-4 pt-1.5 text-right text-xs tabular-nums ${isTooLong ? 'text-danger' : 'text-ink-faint'}`}
        >
          {formatNumber(length)} of {formatNumber(limits.messageLength)} characters
          {isTooLong && ': please shorten it or send it in parts'}
        </p>
      )}
    </form>
  );
}
