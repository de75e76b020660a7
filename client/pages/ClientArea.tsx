import { useMemo } from 'react';
import { useParams } from 'react-router';
import { Opening } from '../components/page/Opening.tsx';
import { useSession } from '../providers/contexts.ts';
import { SessionProvider } from '../providers/SessionProvider.tsx';
import { ClientTimeline } from './ClientTimeline.tsx';
import { CodeEntry } from './CodeEntry.tsx';
import { SignedInLayout } from './SignedInLayout.tsx';

/** A shared timeline: its code first, then its homes. */
export function ClientArea() {
  const { shareToken = '' } = useParams();
  const kind = useMemo(() => ({ type: 'CLIENT' as const, shareToken }), [shareToken]);
  return (
    <SessionProvider key={shareToken} kind={kind}>
      <ClientDoor home={`/t/${encodeURIComponent(shareToken)}`} />
    </SessionProvider>
  );
}

function ClientDoor({ home }: { home: string }) {
  const { status } = useSession();
  if (status === 'loading') return <Opening label="Opening your homes" />;
  if (status === 'signedOut') return <CodeEntry />;
  return (
    <SignedInLayout home={home}>
      <ClientTimeline />
    </SignedInLayout>
  );
}
