import { Ban } from 'lucide-react';
import type { UserType } from '../../../shared/views.ts';
import type { ChatMessage } from '../../providers/contexts.ts';
import { formatClock, formatFull } from '../format/times.ts';
import { DeliveryMark } from './DeliveryMark.tsx';
import { MessageText } from './MessageText.tsx';

type MessageBubbleProps = { message: ChatMessage; isMine: boolean; endsGroup: boolean; otherName: string };

/** One message: quote, words, time and mark. */
export function MessageBubble({ message, isMine, endsGroup, otherName }: MessageBubbleProps) {
  const isDeleted = message.deletedAt !== null;
  const corner = endsGroup ? (isMine ? 'rounded-br-xs' : 'rounded-bl-xs') : '';
  const colour = isMine ? 'bg-bubble-mine' : 'border border-line bg-bubble-theirs';
  return (
    <div className={`min-w-0 max-w-full rounded-[1.15rem] px-3.5 pt-2 pb-1.5 text-ink ${corner} ${colour}`}>
      <span className="sr-only">{isMine ? 'You' : message.sender.name}: </span>
      {message.replyTo !== null && !isDeleted && (
        <Quote
          replyTo={message.replyTo}
          isMine={message.replyTo.senderType === message.senderType ? isMine : !isMine}
          otherName={otherName}
        />
      )}
      {/* The time stands behind short words and under long ones. */}
      <div className="flex flex-wrap items-end justify-end gap-x-3">
        <div className="min-w-0 grow">
          {isDeleted ? (
            <p className="flex items-center gap-1.5 text-ink-soft text-sm italic">
              <Ban className="size-4" aria-hidden="true" />
              Message deleted
            </p>
          ) : (
            <MessageText content={message.content} />
          )}
        </div>
        <div className="flex items-center gap-1 pb-0.5 text-ink-soft text-xs">
          {message.editedAt !== null && !isDeleted && <span title={formatFull(message.editedAt)}>edited</span>}
          <time
            dateTime={message.createdAt.toISOString()}
            title={formatFull(message.createdAt)}
            className="tabular-nums"
          >
            {formatClock(message.createdAt)}
          </time>
          {isMine && !isDeleted && <DeliveryMark message={message} />}
        </div>
      </div>
    </div>
  );
}

type QuoteProps = { replyTo: { senderType: UserType; content: string }; isMine: boolean; otherName: string };

function Quote({ replyTo, isMine, otherName }: QuoteProps) {
  return (
    <blockquote className="mb-1.5 rounded-sm border-accent border-l-3 bg-ink/5 px-2.5 py-1.5 text-sm">
      <p className="font-semibold text-accent text-xs">{isMine ? 'You' : otherName}</p>
      <p className="line-clamp-2 text-ink-soft [overflow-wrap:anywhere]">{replyTo.content || 'Message deleted'}</p>
    </blockquote>
  );
}
