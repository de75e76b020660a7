import { type ReactNode, Suspense, useEffect } from 'react';
import { GlobalNotifications } from '../components/notifications/GlobalNotifications.tsx';
import { AccountMenu } from '../components/page/AccountMenu.tsx';
import { AppHeader } from '../components/page/AppHeader.tsx';
import { ConnectionNote } from '../components/page/ConnectionNote.tsx';
import { useFetchWhenIdle } from '../components/page/lazyPart.tsx';
import { PageSkeleton } from '../components/page/PageSkeleton.tsx';
import { ToastPart } from '../components/page/ToastPlace.tsx';
import { useChatRoute } from '../components/page/useChatRoute.ts';
import { TitleCountContext } from '../components/page/useDocumentTitle.ts';
import { ChatPart } from '../components/property/PropertyChat.tsx';
import { ConnectionProvider } from '../providers/ConnectionProvider.tsx';
import { useUnreadTotals } from '../providers/liveHooks.ts';
import { NotificationProvider } from '../providers/NotificationProvider.tsx';

const toasts = [ToastPart];

/** The frame of every page inside: live connection, bell, account; and room for the chat while one is open. */
export function SignedInLayout({ home, children }: { home: string; children: ReactNode }) {
  return (
    <ConnectionProvider>
      <NotificationProvider>
        <Frame home={home}>{children}</Frame>
      </NotificationProvider>
    </ConnectionProvider>
  );
}

function Frame({ home, children }: { home: string; children: ReactNode }) {
  const { openPropertyId } = useChatRoute();
  const { messages } = useUnreadTotals();
  const opensChat = openPropertyId !== null;
  useFetchWhenIdle(toasts);
  useEffect(() => {
    // A link to a chat: its code comes along with the homes, not after them.
    if (opensChat) ChatPart.fetch();
  }, [opensChat]);
  return (
    <TitleCountContext value={messages}>
      <div className={opensChat ? 'min-[56rem]:pr-[var(--chat-width)]' : ''}>
        <AppHeader home={home} note={<ConnectionNote />}>
          <GlobalNotifications home={home} />
          <AccountMenu />
        </AppHeader>
        <main
          id="content"
          tabIndex={-1}
          className="safe-bottom mx-auto max-w-6xl px-4 pt-7 [--safe-bottom-least:4rem] focus:outline-none sm:px-6 sm:pt-9"
        >
          <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
        </main>
      </div>
    </TitleCountContext>
  );
}
