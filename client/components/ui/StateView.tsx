import type { ReactNode } from 'react';

type StateViewProps = {
  /** A drawing or an icon, decoration. */
  picture?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** `alert` for what went wrong. */
  role?: 'alert' | 'status';
  level?: 'h1' | 'h2' | 'h3';
};

/** What stands where content would: nothing here yet, nothing found, or something went wrong; and what to do about it. */
export function StateView({ picture, title, children, action, role, level: Heading = 'h2' }: StateViewProps) {
  return (
    <div role={role} className="mx-auto flex max-w-md animate-fade flex-col items-center px-6 py-12 text-center">
      {picture && <div className="mb-5 text-ink-faint [&>svg:not([data-drawing])]:size-10">{picture}</div>}
      <Heading className="font-serif text-ink text-xl">{title}</Heading>
      {children && <div className="mt-2 text-ink-soft">{children}</div>}
      {action && <div className="mt-6 flex flex-wrap justify-center gap-3">{action}</div>}
    </div>
  );
}
