import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react';
import type { ChatMessage } from '../../providers/contexts.ts';

/** Where an own message is on its way. The word is its name for screen readers and its tooltip. */
export function deliveryWord({ delivery, isRead }: ChatMessage): string {
  switch (delivery) {
    case 'queued':
      return 'Waiting to be sent';
    case 'sending':
      return 'Sending';
    case 'failed':
      return 'Not sent';
    case 'sent':
      return isRead ? 'Read' : 'Sent';
  }
}

/** A clock while on the way, one check when the server has it, two when the other side has read it. */
export function DeliveryMark({ message }: { message: ChatMessage }) {
  const word = deliveryWord(message);
  const icon = () => {
    if (message.delivery === 'failed') return <CircleAlert className="size-3.5 text-danger" />;
    if (message.delivery !== 'sent') return <Clock3 className="size-3" />;
    return message.isRead ? <CheckCheck className="size-4 text-accent" /> : <Check className="size-3.5" />;
  };
  return (
    <span role="img" aria-label={word} title={word} className="inline-flex">
      {icon()}
    </span>
  );
}
