import { useQueryClient } from '@tanstack/react-query';
import { MessageCircleHeart } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type RefObject, useMemo, useRef, useState } from 'react';
import type { PropertyCardView } from '../../../shared/views.ts';
import { type ChatMessage, useConversation, useSession } from '../../providers/contexts.ts';
import { firstNameOf } from '../format/names.ts';
import { ConnectionNote } from '../page/ConnectionNote.tsx';
import { useIsTouch, useIsWide } from '../page/useMediaQuery.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { StateView } from '../ui/StateView.tsx';
import { ArchivedNote } from './ArchivedNote.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import { ClosedNotice } from './ClosedNotice.tsx';
import { DeleteMessage } from './DeleteMessage.tsx';
import { MessageEditor } from './MessageEditor.tsx';
import { MessageInput } from './MessageInput.tsx';
import { MessageList } from './MessageList.tsx';
import { MessagesLoading } from './MessagesLoading.tsx';
import { type MessageActions, MessageActionsContext } from './messageActions.ts';
import { TypingIndicator } from './TypingIndicator.tsx';
import { takeBackEdits } from './takeBackEdits.ts';
import { type ChatFoot, useFocusAfterChange } from './useFocusAfterChange.ts';
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
  const reopenRef = useRef<HTMLButtonElement>(null);
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<ChatMessage | null>(null);
  const [removed, setRemoved] = useState<ChatMessage | null>(null);
  const actions = useMemo<MessageActions>(() => ({ edit: setEdited, remove: setRemoved }), []);
  useKeyboardInset(contentRef, !isWide);

  const openFoot: ChatFoot = edited === null ? 'composer' : 'editor';
  const foot = conversation.status === 'CLOSED' ? 'notice' : openFoot;
  // A phone would cover half of the chat with its keyboard at once.
  const standIn = () => (isTouch ? null : (fieldRef.current ?? reopenRef.current)) ?? contentRef.current;
  useFocusAfterChange(foot, conversation.status, contentRef, (_, before) =>
    // Whoever has just written goes on writing: there the keyboard is up already.
    before === 'editor' ? (fieldRef.current ?? standIn()) : standIn(),
  );

  function stopEditing() {
    if (edited !== null) takeBackEdits(queryClient, edited.id);
    setEdited(null);
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
            standIn()?.focus({ preventScroll: true });
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Another chat that was opened instead has the focus already.
            if (document.activeElement !== document.body) return;
            // The card of an archived home has moved to where it may be folded away.
            (returnFocusRef.current ?? document.getElementById('content'))?.focus({ preventScroll: true });
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
              ? 'inset-y-0 right-0 w-[var(--chat-width)] animate-slide-in border-line border-l'
              : 'inset-x-0 top-0 h-dvh animate-sheet-up'
          }`}
        >
          <ChatHeader property={property} otherName={otherName} isWide={isWide} />
          <ConnectionNote />
          {conversation.status === 'ARCHIVED' && <ArchivedNote />}
          <div className="relative flex min-h-0 grow flex-col">
            <MessageActionsContext value={actions}>
              <ChatBody otherName={otherName} unreadAtOpening={unreadAtOpening} address={property.address} />
            </MessageActionsContext>
            <TypingIndicator />
          </div>
          {foot === 'notice' && <ClosedNotice otherName={otherName} reopenRef={reopenRef} />}
          {foot === 'editor' && edited !== null && (
            <MessageEditor key={edited.id} message={edited} onDone={stopEditing} />
          )}
          {foot === 'composer' && <MessageInput otherName={otherName} fieldRef={fieldRef} />}
          <DeleteMessage message={removed} onDone={() => setRemoved(null)} focusAfter={standIn} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type ChatBodyProps = { otherName: string; unreadAtOpening: number; address: string };

function ChatBody({ otherName, unreadAtOpening, address }: ChatBodyProps) {
  const { messages, isLoading, isOpen, error, open, conversation } = useConversation();
  const isAgent = useSession().user?.type === 'AGENT';
  if (error !== null) {
    return (
      <div className="grid min-h-0 grow place-items-center overflow-y-auto">
        <ErrorState title="The messages could not be loaded" message={error} onRetry={open} />
      </div>
    );
  }
  if (isLoading || !isOpen) return <MessagesLoading onTryNow={open} />;
  if (messages.length === 0) {
    return (
      <div role="log" aria-label="Messages" className="grid min-h-0 grow place-items-center overflow-y-auto">
        {conversation.status === 'CLOSED' ? (
          <StateView title="No messages">Nobody has written here.</StateView>
        ) : (
          <StateView
            picture={<MessageCircleHeart aria-hidden="true" />}
            title={isAgent ? `Start the conversation about ${address}` : `Say hello about ${address}`}
          >
            {isAgent
              ? `Tell ${firstNameOf(otherName)} why you picked it. Only the two of you can read it.`
              : `Ask ${firstNameOf(otherName)} anything about this home. Only the two of you can read it.`}
          </StateView>
        )}
      </div>
    );
  }
  return <MessageList otherName={otherName} unreadAtOpening={unreadAtOpening} />;
}
