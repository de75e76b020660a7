import { type ReactNode, useMemo } from 'react';
import { ConnectionContext, type ConnectionContextType } from './contexts.ts';
import { useStore, useSync } from './liveHooks.ts';

/** The live connection of the page: how it is, and the streams of the open chats. It opens and closes with the session by itself. */
export function ConnectionProvider({ children }: { children: ReactNode }) {
  const { connection, conversations } = useSync();
  const isConnected = useStore(connection.status, (status) => status === 'connected');
  const status = useStore(connection.steadyStatus);
  const value = useMemo<ConnectionContextType>(
    () => ({
      isConnected,
      status,
      connect: () => {
        connection.setWanted(true);
        connection.wake();
      },
      disconnect: () => connection.setWanted(false),
      joinConversation: (conversationId) => conversations.find(conversationId)?.open(),
      leaveConversation: (conversationId) => conversations.find(conversationId)?.close(),
    }),
    [isConnected, status, connection, conversations],
  );
  return <ConnectionContext.Provider value={value}>{children}</ConnectionContext.Provider>;
}
