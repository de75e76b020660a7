import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Logo } from '../ui/Logo.tsx';
import { ThemeToggle } from '../ui/ThemeToggle.tsx';

type AppHeaderProps = {
  /** Where the logo leads. */
  home: string;
  /** The bell and the account menu, once somebody is signed in. */
  children?: ReactNode;
  /** Under it, in sight wherever somebody has scrolled to. */
  note?: ReactNode;
};

/** The bar above every page inside. The skip link comes first for the keyboard. */
export function AppHeader({ home, children, note }: AppHeaderProps) {
  return (
    <header className="sticky top-0 z-20 border-line border-b bg-surface/92 pt-[env(safe-area-inset-top)] backdrop-blur-md">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-30 focus:rounded-full focus:bg-accent focus:px-4 focus:py-2 focus:text-on-accent"
      >
        Skip to the content
      </a>
      <div className="mx-auto flex h-16 max-w-6xl items-center justify-between gap-3 px-4 sm:px-6">
        <Link to={home} className="flex rounded-md" aria-label="Property Sync, home">
          <Logo />
        </Link>
        <div className="flex items-center gap-0.5 sm:gap-1.5">
          <ThemeToggle />
          {children}
        </div>
      </div>
      {note}
    </header>
  );
}
