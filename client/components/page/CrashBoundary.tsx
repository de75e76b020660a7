import { HousePlug } from 'lucide-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { StateView } from '../ui/StateView.tsx';

type CrashBoundaryProps = {
  children: ReactNode;
  /** What shows then, for a part that the page can do without. */
  instead?: ReactNode;
};

/**
 * The last net: something threw while rendering. Says so and offers to load again, which also fetches the newest version
 * when a part of an old one could not be loaded any more.
 */
export class CrashBoundary extends Component<CrashBoundaryProps, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    // biome-ignore lint/suspicious/noConsole: the only place where a crash in a browser can be looked at
    console.error('The page crashed', error, info.componentStack);
  }

  override render() {
    if (!this.state.hasCrashed) return this.props.children;
    if (this.props.instead !== undefined) return this.props.instead;
    return (
      <main className="grid min-h-dvh place-items-center">
        <StateView
          role="alert"
          level="h1"
          picture={<HousePlug aria-hidden="true" />}
          title="Something broke on this page"
          action={<Button onClick={() => location.reload()}>Load the page again</Button>}
        >
          What has been sent is safe. If it happens again after loading the page anew, tell whoever gave you its
          address.
        </StateView>
      </main>
    );
  }
}
