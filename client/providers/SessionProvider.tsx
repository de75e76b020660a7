import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { failureOf, isPassing } from '../sdk/failures.ts';
import { createPropertySync, type PropertySync } from '../sdk/propertySync.ts';
import { type SessionKind, sessionName } from '../sdk/session.ts';
import { SessionContext, type SessionContextType } from './contexts.ts';
import { SyncContext, useStore } from './liveHooks.ts';
import { trpc } from './trpc.ts';

type TabSession = { sync: PropertySync; queryClient: QueryClient };

/** The sessions of this tab: made when first needed and kept, so that a change of route loses neither token nor unsent messages. */
const tabSessions = new Map<string, TabSession>();

function tabSession(kind: SessionKind): TabSession {
  const name = sessionName(kind);
  const known = tabSessions.get(name);
  if (known) return known;
  const made = {
    sync: createPropertySync({ kind, origin: window.location.origin }),
    queryClient: new QueryClient({
      defaultOptions: {
        queries: {
          // What changes comes over the feed; this is for what does not.
          staleTime: 30_000,
          retry: (failureCount, error) => failureCount < 3 && isPassing(failureOf(error)),
        },
      },
    }),
  };
  tabSessions.set(name, made);
  // What one user has loaded is not for the next.
  let userId = made.sync.session.state.get().user?.id;
  made.sync.session.state.subscribe(() => {
    const { status, user } = made.sync.session.state.get();
    if (status === 'signedOut' || (userId !== undefined && user && user.id !== userId)) made.queryClient.clear();
    if (user) userId = user.id;
  });
  return made;
}

/**
 * Whose page this is: the agent's, or the client's of one shared timeline. Brings the calls (`trpc`) and their cache along. Signs in
 * again by itself after a reload.
 */
export function SessionProvider({ kind, children }: { kind: SessionKind; children: ReactNode }) {
  const name = sessionName(kind);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name stands for the kind, whose object may be new at every render
  const { sync, queryClient } = useMemo(() => tabSession(kind), [name]);
  const state = useStore(sync.session.state);

  useEffect(() => {
    sync.retain();
    return sync.release;
  }, [sync]);

  // Unsent messages wait for the next page; where the browser cannot keep them, leaving is asked about.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (sync.outbox.isAtRisk()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [sync]);

  const actions = useMemo(() => createActions(sync), [sync]);
  const value = useMemo<SessionContextType>(() => ({ ...state, ...actions }), [state, actions]);

  return (
    <trpc.Provider client={sync.api} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>
        <SyncContext.Provider value={sync}>
          <SessionContext.Provider value={value}>{children}</SessionContext.Provider>
        </SyncContext.Provider>
      </QueryClientProvider>
    </trpc.Provider>
  );
}

function createActions({
  api,
  session,
}: PropertySync): Pick<SessionContextType, 'signIn' | 'register' | 'openTimeline' | 'signOut'> {
  return {
    signIn: async (input) => session.begin(await api.auth.login.mutate(input)),
    register: async (input) => session.begin(await api.auth.registerAgent.mutate(input)),
    openTimeline: async (clientCode) => {
      if (session.kind.type !== 'CLIENT') throw new Error('openTimeline is for the page of a shared timeline');
      session.begin(await api.auth.openTimeline.mutate({ shareToken: session.kind.shareToken, clientCode }));
    },
    signOut: () => session.signOut(),
  };
}
