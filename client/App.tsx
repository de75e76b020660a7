import { type ComponentType, Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { CrashBoundary } from './components/page/CrashBoundary.tsx';
import { lazyPart, useFetchWhenIdle } from './components/page/lazyPart.tsx';
import { Opening } from './components/page/Opening.tsx';
import { ToastPlace } from './components/page/ToastPlace.tsx';
import { ClientArea } from './pages/ClientArea.tsx';

const AgentArea = lazyPart(() => import('./pages/AgentArea.tsx').then((module) => module.AgentArea));
const AgentDashboard = lazyPart(() => import('./pages/AgentDashboard.tsx').then((module) => module.AgentDashboard));
const TimelinePage = lazyPart(() => import('./pages/TimelinePage.tsx').then((module) => module.TimelinePage));
const NotFoundPage = lazyPart(() => import('./pages/NotFoundPage.tsx').then((module) => module.NotFoundPage));

/** Where an agent goes next, whichever page they have begun with. */
const agentPages = [AgentDashboard, TimelinePage];

/**
 * The addresses of the app. The client's page comes with it: whoever opens a link on a phone waits for nothing else (`e2e/firstLoad.spec.ts`
 * watches how much that is). The agent's pages are chunks of their own, which use what is here.
 */
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
      <ToastPlace />
    </CrashBoundary>
  );
}

function AgentPage({ page: Page }: { page: ComponentType }) {
  useFetchWhenIdle(agentPages);
  return <Page />;
}

/** Sign-in and registration are only for who is not inside yet. */
function ToDashboard() {
  const { search } = useLocation();
  return <Navigate to={{ pathname: '/', search }} replace />;
}
