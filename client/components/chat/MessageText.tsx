import { isEmojiOnly, messageParts } from './messageParts.ts';

/** The words of a message: line breaks kept, long words broken, http(s) addresses clickable, everything else text. */
export function MessageText({ content }: { content: string }) {
  if (isEmojiOnly(content)) return <p className="text-3xl">{content}</p>;
  return (
    <p className="whitespace-pre-wrap text-[0.9375rem] leading-[1.375rem] [overflow-wrap:anywhere]">
      {messageParts(content).map((part, index) => {
        // The parts of one text never move, so their place is their key.
        const key = `${index}`;
        return part.kind === 'link' ? (
          <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow" className="text-link">
            {part.text}
          </a>
        ) : (
          <span key={key}>{part.text}</span>
        );
      })}
    </p>
  );
}
