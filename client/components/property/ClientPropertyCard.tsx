import { memo } from 'react';
import { ConversationProvider } from '../../providers/ConversationProvider.tsx';
import type { SidedCardProps } from './AgentPropertyCard.tsx';
import { FeedbackControl } from './FeedbackControl.tsx';
import { PropertyCard } from './PropertyCard.tsx';
import { PropertyChat } from './PropertyChat.tsx';
import { useRecordView } from './useRecordView.ts';

/** A home as its client sees it: to love, like or pass, and to talk about. */
export const ClientPropertyCard = memo(function ClientPropertyCard(props: SidedCardProps) {
  const { property, otherName, isChatOpen } = props;
  const cardRef = useRecordView(property.id, isChatOpen);
  return (
    <PropertyCard
      property={property}
      isActive={isChatOpen}
      isFirst={props.isFirst}
      cardRef={cardRef}
      note={<FeedbackControl property={property} agentName={otherName} />}
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
