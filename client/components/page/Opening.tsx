import { useEffect, useState } from 'react';
import { Logo } from '../ui/Logo.tsx';

/** After this long it is worth a word (ms). */
const patienceMs = 4_000;

/** While it is not known yet who is here: neither a form nor a page, just the name; and a word when the server cannot be reached. */
export function Opening({ label }: { label: string }) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="grid min-h-dvh animate-fade place-items-center">
      <div role="status" aria-label={label} className="px-6 text-center">
        <Logo className="animate-breathe" />
        <p className="mt-5 h-6 text-ink-soft text-sm">
          {isLong &&
            (navigator.onLine
              ? 'The server does not answer yet. Still trying…'
              : 'You are offline. This page opens by itself when you are back.')}
        </p>
      </div>
    </div>
  );
}
