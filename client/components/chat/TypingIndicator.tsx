import { useConversation } from '../../providers/contexts.ts';
import { firstNameOf } from '../format/names.ts';

/** Three dots and a name while the other side writes. Lies over the end of the messages, which leave it room (`h-7` of `MessageList`). */
export function TypingIndicator() {
  const { isTyping, typingName } = useConversation();
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none absolute inset-x-0 bottom-0 flex h-7 items-start pr-20 pl-4 text-ink-soft text-xs"
    >
      {isTyping && (
        <span className="flex min-w-0 animate-fade items-center gap-2 rounded-full border border-line bg-bubble-theirs px-2.5 py-0.5">
          <span aria-hidden="true" className="flex shrink-0 items-center gap-1">
            {[0, 150, 300].map((delay) => (
              <span
                key={delay}
                className="size-1.5 animate-dot rounded-full bg-ink-faint"
                style={{ animationDelay: `${delay}ms` }}
              />
            ))}
          </span>
          <span className="truncate">{typingName === null ? 'Someone' : firstNameOf(typingName)} is typing…</span>
        </span>
      )}
    </div>
  );
}
