import { createContext, useContext } from 'react';
import type { ChatMessage } from '../../providers/contexts.ts';

/** Which own message is being changed in this chat, if any. */
export type Editing = { message: ChatMessage | null; edit: (message: ChatMessage | null) => void };

export const EditingContext = createContext<Editing>({ message: null, edit: () => undefined });

export const useEditing = () => useContext(EditingContext);
