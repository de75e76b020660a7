import type { ReactNode } from 'react';
import { StreetDrawing } from '../components/picture/StreetDrawing.tsx';
import { Logo } from '../components/ui/Logo.tsx';
import { ThemeToggle } from '../components/ui/ThemeToggle.tsx';

type AuthLayoutProps = {
  title: string;
  lead: string;
  /** Over the drawing, where there is room. */
  slogan: string;
  children: ReactNode;
  /** Under the form. */
  footer?: ReactNode;
};

/** The pages before the door: a drawing of the street, and a form. On a phone the street is a strip above it. */
export function AuthLayout({ title, lead, slogan, children, footer }: AuthLayoutProps) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr] lg:grid-cols-[minmax(0,1.05fr)_minmax(0,1fr)] lg:grid-rows-1">
      <div className="relative h-44 overflow-hidden sm:h-56 lg:sticky lg:top-0 lg:h-dvh">
        {/* In the strip of a phone the houses stand in the middle, not the lawn. */}
        <StreetDrawing className="absolute inset-x-0 bottom-[-20vw] aspect-9/10 w-full lg:inset-0 lg:aspect-auto lg:size-full" />
        <div
          aria-hidden="true"
          className="absolute inset-0 hidden flex-col justify-between bg-linear-to-b from-[rgb(30_40_50/0.5)] via-transparent to-transparent p-10 lg:flex xl:p-14"
        >
          <p className="max-w-md text-balance font-serif text-3xl text-on-picture">{slogan}</p>
        </div>
      </div>
      <main className="flex flex-col px-5 sm:px-8">
        <div className="flex items-center justify-between py-4">
          <Logo />
          <ThemeToggle />
        </div>
        <div className="mx-auto flex w-full max-w-sm grow flex-col py-6 sm:pt-10 lg:justify-center lg:pt-6 lg:pb-20">
          <h1 className="font-serif text-2xl text-ink">{title}</h1>
          <p className="mt-2 mb-7 text-ink-soft">{lead}</p>
          {children}
          {footer && <div className="mt-7 text-ink-soft text-sm">{footer}</div>}
        </div>
      </main>
    </div>
  );
}
