import { useEffect, useState } from 'react';
import { Spinner } from '../ui/Spinner.tsx';

/** After this long it is worth a word (ms). */
const patienceMs = 700;

/** While a dialog's own code is on the way: nothing for a moment, then why it takes so long. */
export function PartOnTheWay() {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <div
      role="status"
      className="fixed inset-x-4 bottom-6 z-40 mx-auto flex w-fit max-w-full animate-rise items-center gap-2.5 rounded-full border border-line bg-raised px-4 py-2.5 text-ink-soft text-sm shadow-lift"
    >
      <Spinner />
      {navigator.onLine ? 'Opening…' : 'You are offline. This opens when you are back.'}
    </div>
  );
}
