import { Link } from 'react-router';
import { useDocumentTitle } from '../components/page/useDocumentTitle.ts';
import { HomeDrawing } from '../components/picture/HomeDrawing.tsx';
import { buttonStyle } from '../components/ui/buttonStyle.ts';
import { StateView } from '../components/ui/StateView.tsx';

/** Nobody lives at this address. */
export function NotFoundPage() {
  useDocumentTitle('Not found');
  return (
    <main className="grid min-h-dvh place-items-center">
      <StateView
        level="h1"
        picture={<HomeDrawing id="nobody-7" className="h-44 w-64 rounded-xl shadow-card" />}
        title="Nobody lives at this address"
        action={
          <Link to="/" className={buttonStyle()}>
            To the start
          </Link>
        }
      >
        The page you asked for does not exist. If somebody sent you the link, ask for it again.
      </StateView>
    </main>
  );
}
