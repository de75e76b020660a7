import { lazy, Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { Toaster } from 'sonner';
import { CrashBoundary } from './components/page/CrashBoundary.tsx';
import { Opening } from './components/page/Opening.tsx';
import { useIsWide } from './components/page/useMediaQuery.ts';

const AgentArea = lazy(() => import('./pages/AgentArea.tsx').then((module) => ({ default: module.AgentArea })));
const AgentDashboard = lazy(() =>
  import('./pages/AgentDashboard.tsx').then((module) => ({ default: module.AgentDashboard })),
);
const TimelinePage = lazy(() =>
  import('./pages/TimelinePage.tsx').then((module) => ({ default: module.TimelinePage })),
);
const ClientArea = lazy(() => import('./pages/ClientArea.tsx').then((module) => ({ default: module.ClientArea })));
const NotFoundPage = lazy(() =>
  import('./pages/NotFoundPage.tsx').then((module) => ({ default: module.NotFoundPage })),
);

/** The addresses of the app. Each page is a chunk of its own; the agent's and the client's share what both need. */
export function App() {
  return (
    <CrashBoundary>
      {/* No transitions: after a click on another chat, the very next key must go into that one. */}
      <BrowserRouter useTransitions={false}>
        <Suspense fallback={<Opening label="Opening" />}>
          <Routes>
            <Route element={<AgentArea mode="signIn" />}>
              <Route index element={<AgentDashboard />} />
              <Route path="timelines/:timelineId" element={<TimelinePage />} />
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

/** On a phone above, where they cover neither the composer nor a thumb's place; else in the corner away from the chat. */
function Toasts() {
  const isWide = useIsWide();
  return (
    <Toaster
      position={isWide ? 'bottom-left' : 'top-center'}
      mobileOffset={{ top: 'max(0.75rem, env(safe-area-inset-top))', left: '0.75rem', right: '0.75rem' }}
      visibleToasts={3}
      closeButton
      style={{ fontFamily: 'var(--font-sans)' }}
      toastOptions={{ classNames: toastClassNames }}
    />
  );
}

/** Sign-in and registration are only for who is not inside yet. */
function ToDashboard() {
  const { search } = useLocation();
  return <Navigate to={{ pathname: '/', search }} replace />;
}

const toastClassNames = {
  toast: '!gap-3 !rounded-lg !border-line !bg-raised !text-ink !shadow-lift',
  title: '!font-semibold !text-ink',
  description: '!text-ink-soft',
  actionButton: '!h-8 !rounded-full !bg-accent !px-3 !font-semibold !text-on-accent',
  closeButton: '!border-line !bg-raised !text-ink-soft',
  error: '[&_[data-icon]]:!text-danger',
  success: '[&_[data-icon]]:!text-accent',
};
