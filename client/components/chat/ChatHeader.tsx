import { ArrowLeft, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { PropertyCardView } from '../../../shared/views.ts';
import { useConnection, useConversation, useSession } from '../../providers/contexts.ts';
import { displayAddress } from '../format/addresses.ts';
import { formatPrice } from '../format/prices.ts';
import { PropertyPicture } from '../picture/PropertyPicture.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { PresenceLine } from './PresenceLine.tsx';
import { StatusMenu } from './StatusMenu.tsx';

type ChatHeaderProps = { property: PropertyCardView; otherName: string; isWide: boolean };

/** Which home, with whom, and whether they are there. */
export function ChatHeader({ property, otherName, isWide }: ChatHeaderProps) {
  const { presence } = useConversation();
  const isConnected = useConnection().status === 'connected';
  // Cut off from the server, nobody knows who else is there.
  const known = isConnected ? presence : null;
  const isAgent = useSession().user?.type === 'AGENT';
  return (
    <div className="safe-top shrink-0 border-line border-b bg-surface [--safe-top-least:0px]">
      <div className="flex items-center gap-3 p-3">
        {!isWide && (
          <Dialog.Close asChild>
            <IconButton label="Back to the homes" className="-ml-1 -mr-1">
              <ArrowLeft />
            </IconButton>
          </Dialog.Close>
        )}
        <div className="h-13 w-17 shrink-0 overflow-hidden rounded-md">
          <PropertyPicture property={property} isDecoration isFirst />
        </div>
        <div className="min-w-0 grow">
          <Dialog.Title
            title={property.address}
            className="line-clamp-2 font-semibold text-ink leading-snug [overflow-wrap:anywhere]"
          >
            {displayAddress(property.address)}
          </Dialog.Title>
          <p className="truncate text-ink-soft text-sm">
            {formatPrice(property.price)}
            {property.city && ` · ${displayAddress(property.city)}`}
          </p>
        </div>
        {isAgent && <StatusMenu otherName={otherName} />}
        {isWide && (
          <Dialog.Close asChild>
            <IconButton label="Close the chat">
              <X />
            </IconButton>
          </Dialog.Close>
        )}
      </div>
      <div className="flex items-center gap-2.5 border-line border-t px-4 py-2 text-ink-soft text-sm">
        <Avatar name={otherName} size="sm" isOnline={known?.isOnline} className="-my-0.5 scale-85" />
        <span className="min-w-0 truncate font-semibold text-ink">{otherName}</span>
        <span className="whitespace-nowrap">
          <PresenceLine presence={known} />
        </span>
      </div>
    </div>
  );
}
