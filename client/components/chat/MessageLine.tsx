import { RotateCw, Trash2 } from 'lucide-react';
import { memo, useState } from 'react';
import type { ChatMessage } from '../../providers/contexts.ts';
import { formatDay } from '../format/times.ts';
import { Time } from '../ui/Time.tsx';
import { MessageBubble } from './MessageBubble.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import { isSameRow, type MessageRow } from './messageRows.ts';
import { useLongPress } from './useLongPress.ts';

type MessageLineProps = {
  row: MessageRow;
  otherName: string;
  /** Of the home, for the conversation's first line. */
  address: string;
  onRetry: (clientMessageId: string) => void;
  onDiscard: (clientMessageId: string) => void;
};

/** A line of the list: separators where due, the bubble on its side, and what can be done when it was not sent. */
export const MessageLine = memo(function MessageLine(props: MessageLineProps) {
  const { row, otherName, address, onRetry, onDiscard } = props;
  const { message, isMine } = row;
  return (
    <div className={`px-4 ${row.endsGroup ? 'pb-3' : 'pb-0.5'}`}>
      {row.startsConversation && (
        <>
          <Beginning address={address} />
          <DaySeparator day={message.createdAt} className="pb-3" />
        </>
      )}
      {row.startsUnread && <UnreadLine />}
      {message.type === 'SYSTEM' ? (
        <p className="mx-auto w-fit max-w-[85%] text-center text-ink-soft text-sm">{message.content}</p>
      ) : (
        <div
          className={`flex flex-col ${isMine ? 'items-end pl-6 pointer-coarse:pl-14' : 'items-start pr-6 pointer-coarse:pr-14'}`}
        >
          <BubbleWithMenu row={row} otherName={otherName} />
          {message.delivery === 'failed' && <FailedNote message={message} onRetry={onRetry} onDiscard={onDiscard} />}
        </div>
      )}
      {row.nextDay !== null && <DaySeparator day={row.nextDay} className="pt-3" />}
    </div>
  );
}, looksTheSame);

function looksTheSame(before: MessageLineProps, after: MessageLineProps): boolean {
  return (
    isSameRow(before.row, after.row) &&
    before.otherName === after.otherName &&
    before.address === after.address &&
    before.onRetry === after.onRetry &&
    before.onDiscard === after.onDiscard
  );
}

/** The menu opens at its button, or where a finger is held on the bubble, whose words can therefore not be selected with it. */
function BubbleWithMenu({ row: { message, isMine, endsGroup }, otherName }: { row: MessageRow; otherName: string }) {
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const longPress = useLongPress(() => setIsMenuOpen(true));
  const hasMenu = message.delivery === 'sent' && message.deletedAt === null;
  return (
    <div
      {...(hasMenu && longPress)}
      className={`group/line relative flex max-w-full items-end gap-1 ${isMine ? 'flex-row-reverse' : ''} ${
        hasMenu ? 'pointer-coarse:select-none' : ''
      }`}
    >
      <MessageBubble message={message} isMine={isMine} endsGroup={endsGroup} otherName={otherName} />
      {hasMenu && <MessageMenu message={message} isMine={isMine} isOpen={isMenuOpen} onOpenChange={setIsMenuOpen} />}
    </div>
  );
}

function Beginning({ address }: { address: string }) {
  return (
    <div className="text-balance pt-4 pb-3 text-center text-ink-faint text-xs [overflow-wrap:anywhere]">
      The beginning of your conversation about {address}
    </div>
  );
}

function DaySeparator({ day, className }: { day: Date; className: string }) {
  return (
    <div className={`flex justify-center ${className}`}>
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
