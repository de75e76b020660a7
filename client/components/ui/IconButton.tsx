import type { ComponentProps } from 'react';

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & { label: string };

/** A round button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton({ label, className = '', children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`relative inline-flex size-10 shrink-0 items-center justify-center rounded-full text-ink-soft transition-colors duration-150 enabled:hover:bg-sunken enabled:hover:text-ink disabled:opacity-50 pointer-coarse:size-11 [&>svg]:size-5 ${className}`}
    >
      {children}
    </button>
  );
}
