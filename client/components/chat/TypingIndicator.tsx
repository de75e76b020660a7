import { useConversation } from '../../providers/contexts.ts';

/** Three dots and a name while the other side writes. Its place is always there, so nothing jumps. */
export function TypingIndicator() {
  const { isTyping, typingName } = useConversation();
  return (
    <div role="status" aria-live="polite" className="flex h-7 items-center px-5 text-ink-soft text-sm">
      {isTyping && (
        <span className="flex animate-fade items-center gap-2.5">
          <span
            aria-hidden="true"
            className="flex items-center gap-1 rounded-full border border-line bg-bubble-theirs px-2 py-1.5"
          >
            {[0, 150, 300].map((delay) => (
              <span
                key={delay}
                className="size-1.5 animate-dot rounded-full bg-ink-faint"
                style={{ animationDelay: `${delay}ms` }}
              />
            ))}
          </span>
          <span className="truncate">{typingName ?? 'Someone'} is typing…</span>
        </span>
      )}
    </div>
  );
}
