import { Outlet } from 'react-router';
import { Opening } from '../components/page/Opening.tsx';
import { useSession } from '../providers/contexts.ts';
import { SessionProvider } from '../providers/SessionProvider.tsx';
import { AgentSignIn } from './AgentSignIn.tsx';
import { SignedInLayout } from './SignedInLayout.tsx';

const agent = { type: 'AGENT' } as const;

/** All pages of the agent: behind the sign-in, which keeps the address that was asked for. */
export function AgentArea({ mode }: { mode: 'signIn' | 'register' }) {
  return (
    <SessionProvider kind={agent}>
      <AgentDoor mode={mode} />
    </SessionProvider>
  );
}

function AgentDoor({ mode }: { mode: 'signIn' | 'register' }) {
  const { status, user } = useSession();
  if (status === 'loading') return <Opening label="Signing you in" />;
  if (status === 'signedOut') return <AgentSignIn mode={mode} />;
  return (
    // Another tab may sign somebody else in: nothing on the page is theirs.
    <SignedInLayout key={user?.id} home="/">
      <Outlet />
    </SignedInLayout>
  );
}
