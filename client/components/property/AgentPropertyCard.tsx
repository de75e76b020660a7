import { memo } from 'react';
import type { PropertyCardView } from '../../../shared/views.ts';
import { ConversationProvider } from '../../providers/ConversationProvider.tsx';
import { FeedbackChip } from './FeedbackChip.tsx';
import { PropertyCard } from './PropertyCard.tsx';
import { PropertyChat } from './PropertyChat.tsx';

export type SidedCardProps = {
  property: PropertyCardView;
  /** The person on the other side of the chat. */
  otherName: string;
  isChatOpen: boolean;
  isFirst: boolean;
  onOpenChat: (propertyId: string) => void;
  onCloseChat: () => void;
};

/** A home as its agent sees it: with what the client said about it. */
export const AgentPropertyCard = memo(function AgentPropertyCard(props: SidedCardProps) {
  const { property, otherName, isChatOpen } = props;
  return (
    <PropertyCard
      property={property}
      isActive={isChatOpen}
      isFirst={props.isFirst}
      corner={<FeedbackChip feedback={property.feedback} clientName={otherName} />}
      note={
        property.feedback?.comment && (
          <p className="mt-3 line-clamp-2 text-ink-soft text-sm italic">“{property.feedback.comment}”</p>
        )
      }
    >
      <ConversationProvider propertyId={property.id} conversation={property.conversation}>
        <PropertyChat
          property={property}
          otherName={otherName}
          isOpen={isChatOpen}
          onOpen={props.onOpenChat}
          onClose={props.onCloseChat}
        />
      </ConversationProvider>
    </PropertyCard>
  );
});
