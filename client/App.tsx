import { type ComponentType, Suspense } from 'react';
import { createPortal } from 'react-dom';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { Toaster } from 'sonner';
import { CrashBoundary } from './components/page/CrashBoundary.tsx';
import { lazyPart, useFetchWhenIdle } from './components/page/lazyPart.tsx';
import { Opening } from './components/page/Opening.tsx';
import { useIsWide } from './components/page/useMediaQuery.ts';

const AgentArea = lazyPart(() => import('./pages/AgentArea.tsx').then((module) => module.AgentArea));
const AgentDashboard = lazyPart(() => import('./pages/AgentDashboard.tsx').then((module) => module.AgentDashboard));
const TimelinePage = lazyPart(() => import('./pages/TimelinePage.tsx').then((module) => module.TimelinePage));
const ClientArea = lazyPart(() => import('./pages/ClientArea.tsx').then((module) => module.ClientArea));
const NotFoundPage = lazyPart(() => import('./pages/NotFoundPage.tsx').then((module) => module.NotFoundPage));

/** Where an agent goes next, whichever page they have begun with. */
const agentPages = [AgentDashboard, TimelinePage];

/** The addresses of the app. Each page is a chunk of its own; the agent's and the client's share what both need. */
export function App() {
  return (
    <CrashBoundary>
      {/* No transitions: after a click on another chat, the very next key must go into that one. */}
      <BrowserRouter useTransitions={false}>
        <Suspense fallback={<Opening label="Opening" />}>
          <Routes>
            <Route element={<AgentArea mode="signIn" />}>
              <Route index element={<AgentPage page={AgentDashboard} />} />
              <Route path="timelines/:timelineId" element={<AgentPage page={TimelinePage} />} />
              <Route path="sign-in" element={<ToDashboard />} />
            </Route>
            <Route element={<AgentArea mode="register" />}>
              <Route path="register" element={<ToDashboard />} />
            </Route>
            <Route path="t/:shareToken" element={<ClientArea />} />
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Suspense>
      </BrowserRouter>
      <Toasts />
    </CrashBoundary>
  );
}

function AgentPage({ page: Page }: { page: ComponentType }) {
  useFetchWhenIdle(agentPages);
  return <Page />;
}

/**
 * On a phone above, under the header, where they cover neither the composer nor a thumb's place; else in the corner away from the chat.
 * Beside the page, not in it: dialogs lie over the page, and what happens in them is told over them.
 */
function Toasts() {
  const isWide = useIsWide();
  return createPortal(
    <Toaster
      position={isWide ? 'bottom-left' : 'top-center'}
      mobileOffset={{ top: 'calc(env(safe-area-inset-top) + 4.75rem)', left: '0.75rem', right: '0.75rem' }}
      visibleToasts={3}
      closeButton
      style={{ fontFamily: 'var(--font-sans)', zIndex: 100, pointerEvents: 'auto' }}
      toastOptions={{ classNames: toastClassNames }}
    />,
    document.body,
  );
}

/** Sign-in and registration are only for who is not inside yet. */
function ToDashboard() {
  const { search } = useLocation();
  return <Navigate to={{ pathname: '/', search }} replace />;
}

const toastClassNames = {
  toast: '!gap-3 !rounded-lg !border-line !bg-raised !text-ink !shadow-lift',
  title: '!font-semibold !text-ink line-clamp-2',
  description: '!text-ink-soft line-clamp-2',
  actionButton: '!h-8 !rounded-full !bg-accent !px-3 !font-semibold !text-on-accent',
  closeButton: '!border-line !bg-raised !text-ink-soft pointer-coarse:after:absolute pointer-coarse:after:-inset-3',
  error: '[&_[data-icon]]:!text-danger',
  success: '[&_[data-icon]]:!text-accent',
};
