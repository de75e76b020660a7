import { RotateCw, Trash2 } from 'lucide-react';
import { memo } from 'react';
import type { ChatMessage } from '../../providers/contexts.ts';
import { formatDay } from '../format/times.ts';
import { Time } from '../ui/Time.tsx';
import { MessageBubble } from './MessageBubble.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import { isSameRow, type MessageRow } from './messageRows.ts';

type MessageLineProps = {
  row: MessageRow;
  otherName: string;
  onRetry: (clientMessageId: string) => void;
  onDiscard: (clientMessageId: string) => void;
};

/** A line of the list: separators where due, the bubble on its side, and what can be done when it was not sent. */
export const MessageLine = memo(function MessageLine({ row, otherName, onRetry, onDiscard }: MessageLineProps) {
  const { message, isMine } = row;
  return (
    <div className={`px-4 ${row.endsGroup ? 'pb-3' : 'pb-0.5'}`}>
      {row.startsConversation && <DaySeparator day={message.createdAt} />}
      {row.startsUnread && <UnreadLine />}
      {message.type === 'SYSTEM' ? (
        <p className="mx-auto w-fit max-w-[85%] text-center text-ink-soft text-sm">{message.content}</p>
      ) : (
        <div className={`flex flex-col ${isMine ? 'items-end pl-6' : 'items-start pr-6'}`}>
          <div className={`group/line flex max-w-full items-end gap-1 ${isMine ? 'flex-row-reverse' : ''}`}>
            <MessageBubble message={message} isMine={isMine} endsGroup={row.endsGroup} otherName={otherName} />
            {message.delivery === 'sent' && message.deletedAt === null && (
              <MessageMenu message={message} isMine={isMine} />
            )}
          </div>
          {message.delivery === 'failed' && <FailedNote message={message} onRetry={onRetry} onDiscard={onDiscard} />}
        </div>
      )}
      {row.nextDay !== null && <DaySeparator day={row.nextDay} />}
    </div>
  );
}, looksTheSame);

function looksTheSame(before: MessageLineProps, after: MessageLineProps): boolean {
  return (
    isSameRow(before.row, after.row) &&
    before.otherName === after.otherName &&
    before.onRetry === after.onRetry &&
    before.onDiscard === after.onDiscard
  );
}

function DaySeparator({ day }: { day: Date }) {
  return (
    <div className="pt-3 pb-3 flex justify-center">
      <Time
        at={day}
        format={formatDay}
        className="rounded-full bg-page px-3 py-1 font-semibold text-ink-soft text-xs ring-1 ring-line"
      />
    </div>
  );
}

function UnreadLine() {
  return (
    <div className="flex items-center gap-3 pb-3 font-semibold text-accent text-xs">
      <span className="h-px grow bg-accent/35" />
      Unread
      <span className="h-px grow bg-accent/35" />
    </div>
  );
}

type FailedNoteProps = {
  message: ChatMessage;
  onRetry: (clientMessageId: string) => void;
  onDiscard: (clientMessageId: string) => void;
};

function FailedNote({ message, onRetry, onDiscard }: FailedNoteProps) {
  const action =
    'inline-flex min-h-9 items-center gap-1.5 rounded-full px-2.5 font-semibold hover:bg-danger-soft pointer-coarse:min-h-11';
  return (
    <div role="alert" className="mt-1 flex flex-wrap items-center justify-end gap-x-1 text-danger text-sm">
      <span className="py-1 pr-1">Not sent. {message.failure}</span>
      <button type="button" className={action} onClick={() => onRetry(message.clientMessageId)}>
        <RotateCw className="size-3.5" aria-hidden="true" />
        Try again
      </button>
      <button type="button" className={action} onClick={() => onDiscard(message.clientMessageId)}>
        <Trash2 className="size-3.5" aria-hidden="true" />
        Delete
      </button>
    </div>
  );
}
