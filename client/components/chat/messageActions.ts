import { createContext, useContext } from 'react';
import type { ChatMessage } from '../../providers/contexts.ts';

/** What an entry of a message's menu starts. The chat does it, not the line: a line goes when it is scrolled out of sight. */
export type MessageActions = { edit: (message: ChatMessage) => void; remove: (message: ChatMessage) => void };

export const MessageActionsContext = createContext<MessageActions>({ edit: () => undefined, remove: () => undefined });

export const useMessageActions = () => useContext(MessageActionsContext);
