import { Lock, MessageCircle } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import type { PropertyCardView } from '../../../shared/views.ts';
import { useConversation } from '../../providers/contexts.ts';
import { NotificationBadge } from '../notifications/NotificationBadge.tsx';
import { lazyPart } from '../page/lazyPart.tsx';
import { PartOnTheWay } from '../page/PartOnTheWay.tsx';
import { buttonStyle } from '../ui/buttonStyle.ts';
import { LastMessage } from './LastMessage.tsx';

/** Not part of the first page; fetched when somebody comes near a chat button, or when the page has nothing to do. */
export const ChatPart = lazyPart(() => import('../chat/ChatModal.tsx').then((module) => module.ChatModal));

type PropertyChatProps = {
  property: PropertyCardView;
  otherName: string;
  /** The address of the page says that this chat is open. */
  isOpen: boolean;
  onOpen: (propertyId: string) => void;
  onClose: () => void;
};

/** The conversation's part of a card: its latest words, the button with the badge, and the chat while it is open. */
export function PropertyChat({ property, otherName, isOpen, onOpen, onClose }: PropertyChatProps) {
  const { conversation, messages, unreadCount, open, close } = useConversation();
  const isClosed = conversation.status === 'CLOSED';
  const Icon = isClosed ? Lock : MessageCircle;
  const buttonRef = useRef<HTMLButtonElement>(null);
  const [unreadAtOpening, setUnreadAtOpening] = useState(0);
  const [wasOpen, setWasOpen] = useState(false);
  // Taken while rendering, because soon after opening everything is read. What was loaded before knows better itself.
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen);
    setUnreadAtOpening(isOpen && messages.length === 0 ? conversation.unreadCount : 0);
  }

  useEffect(() => {
    if (isOpen) open();
    else close();
  }, [isOpen, open, close]);

  return (
    <>
      <div className="border-line border-t pt-3.5">
        <LastMessage otherName={otherName} />
      </div>
      <button
        ref={buttonRef}
        type="button"
        onClick={() => onOpen(property.id)}
        onPointerEnter={ChatPart.fetch}
        onFocus={ChatPart.fetch}
        aria-label={`Chat about ${property.address}${unreadCount > 0 ? `, ${unreadCount} unread` : ''}`}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        // The whole card is the button: chat is one tap away.
        className={`${buttonStyle(unreadCount > 0 ? 'primary' : 'secondary')} mt-3.5 w-full after:absolute after:inset-0 after:rounded-xl after:content-['']`}
      >
        <Icon className="size-4.5" aria-hidden="true" />
        {isClosed ? 'Read the chat' : 'Chat'}
        {unreadCount > 0 && <NotificationBadge count={unreadCount} className="-mr-1.5 !bg-on-accent !text-accent" />}
      </button>
      {isOpen && (
        <Suspense fallback={<ChatLoading />}>
          <ChatPart
            property={property}
            otherName={otherName}
            unreadAtOpening={unreadAtOpening}
            onClose={onClose}
            returnFocusRef={buttonRef}
          />
        </Suspense>
      )}
    </>
  );
}

/** While the chat's own code is on the way (the first time only). */
function ChatLoading() {
  return (
    <>
      <span role="status" className="sr-only">
        Opening the chat
      </span>
      <PartOnTheWay />
    </>
  );
}
