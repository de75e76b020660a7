import { MessageCircleHeart } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type RefObject, useMemo, useRef, useState } from 'react';
import type { PropertyCardView } from '../../../shared/views.ts';
import { type ChatMessage, useConversation } from '../../providers/contexts.ts';
import { ConnectionNote } from '../page/ConnectionNote.tsx';
import { useIsTouch, useIsWide } from '../page/useMediaQuery.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { StateView } from '../ui/StateView.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import { ClosedNotice } from './ClosedNotice.tsx';
import { type Editing, EditingContext } from './editing.ts';
import { MessageEditor } from './MessageEditor.tsx';
import { MessageInput } from './MessageInput.tsx';
import { MessageList } from './MessageList.tsx';
import { MessageSkeleton } from './MessageSkeleton.tsx';
import { TypingIndicator } from './TypingIndicator.tsx';
import { useKeyboardInset } from './useKeyboardInset.ts';

type ChatModalProps = {
  property: PropertyCardView;
  otherName: string;
  unreadAtOpening: number;
  onClose: () => void;
  /** The card's button: gets the focus back. */
  returnFocusRef: RefObject<HTMLElement | null>;
};

/**
 * The chat of one property. Wide: a sheet on the right that leaves the cards usable, so the home stays in sight. On a phone it
 * is the whole screen.
 */
export function ChatModal({ property, otherName, unreadAtOpening, onClose, returnFocusRef }: ChatModalProps) {
  const { conversation } = useConversation();
  const isWide = useIsWide();
  const isTouch = useIsTouch();
  const contentRef = useRef<HTMLDivElement>(null);
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const [edited, setEdited] = useState<ChatMessage | null>(null);
  const editing = useMemo<Editing>(() => ({ message: edited, edit: setEdited }), [edited]);
  useKeyboardInset(contentRef, !isWide);

  function stopEditing() {
    setEdited(null);
    // The composer comes back in the next moment.
    setTimeout(() => fieldRef.current?.focus(), 0);
  }

  return (
    <Dialog.Root open modal={!isWide} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          ref={contentRef}
          tabIndex={-1}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            // A phone would cover half of the chat with its keyboard at once.
            (isTouch ? contentRef.current : (fieldRef.current ?? contentRef.current))?.focus({ preventScroll: true });
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Another chat that was opened instead has the focus already.
            if (document.activeElement === document.body) returnFocusRef.current?.focus({ preventScroll: true });
          }}
          onEscapeKeyDown={(event) => {
            // Esc gives up one thing at a time: first the change, then the chat.
            if (edited === null) return;
            event.preventDefault();
            stopEditing();
          }}
          onInteractOutside={(event) => event.preventDefault()}
          className={`fixed z-30 flex flex-col bg-sunken focus:outline-none ${
            isWide
              ? 'inset-y-0 right-0 w-[var(--chat-width)] animate-slide-in border-line border-l shadow-sheet'
              : 'inset-x-0 top-0 h-dvh animate-sheet-up'
          }`}
        >
          <ChatHeader property={property} otherName={otherName} isWide={isWide} />
          <ConnectionNote />
          <EditingContext value={editing}>
            <ChatBody otherName={otherName} unreadAtOpening={unreadAtOpening} address={property.address} />
          </EditingContext>
          <TypingIndicator />
          {conversation.status === 'CLOSED' && <ClosedNotice otherName={otherName} />}
          {conversation.status !== 'CLOSED' && edited !== null && (
            <MessageEditor key={edited.id} message={edited} onDone={stopEditing} />
          )}
          {conversation.status !== 'CLOSED' && edited === null && (
            <MessageInput otherName={otherName} fieldRef={fieldRef} />
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type ChatBodyProps = { otherName: string; unreadAtOpening: number; address: string };

function ChatBody({ otherName, unreadAtOpening, address }: ChatBodyProps) {
  const { messages, isLoading, isOpen, error, open, conversation } = useConversation();
  if (error !== null) {
    return (
      <div className="grid min-h-0 grow place-items-center overflow-y-auto">
        <ErrorState title="The messages could not be loaded" message={error} onRetry={open} />
      </div>
    );
  }
  if (isLoading || !isOpen) {
    return (
      <div className="min-h-0 grow">
        <MessageSkeleton />
      </div>
    );
  }
  if (messages.length === 0) {
    return (
      <div role="log" aria-label="Messages" className="grid min-h-0 grow place-items-center overflow-y-auto">
        {conversation.status === 'CLOSED' ? (
          <StateView title="No messages">Nobody has written here.</StateView>
        ) : (
          <StateView picture={<MessageCircleHeart aria-hidden="true" />} title={`Say hello about ${address}`}>
            Ask {otherName} anything about this home. Only the two of you can read it.
          </StateView>
        )}
      </div>
    );
  }
  return <MessageList otherName={otherName} unreadAtOpening={unreadAtOpening} />;
}
