import { useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
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
  const { status, user } = useSession();
  const linkedCode = useLinkedCode();
  if (status === 'loading') return <Opening label="Opening your homes" />;
  if (status === 'signedOut') return <CodeEntry linkedCode={linkedCode} />;
  return (
    <SignedInLayout key={user?.id} home={home}>
      <ClientTimeline />
    </SignedInLayout>
  );
}

/**
 * The code that the link has brought along after its `#`, where it never reaches a server or its log. It is taken out of the address at
 * once: nobody who looks over a shoulder or into the history shall find it.
 */
function useLinkedCode(): string | null {
  const { pathname, search, hash } = useLocation();
  const navigate = useNavigate();
  const [linkedCode] = useState(() => codeIn(hash));
  const isInAddress = codeIn(hash) !== null;
  useEffect(() => {
    if (isInAddress) void navigate({ pathname, search, hash: '' }, { replace: true });
  }, [isInAddress, navigate, pathname, search]);
  return linkedCode;
}

function codeIn(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('code');
}
