export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

const base =
  'inline-flex select-none items-center justify-center gap-2 rounded-full font-semibold transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55';

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent shadow-card enabled:hover:bg-accent-strong',
  secondary:
    'border border-line-strong/45 bg-surface text-ink enabled:hover:border-line-strong enabled:hover:bg-raised',
  quiet: 'text-ink-soft enabled:hover:bg-sunken enabled:hover:text-ink',
  danger: 'bg-danger text-on-danger enabled:hover:brightness-110',
};

/** Under a finger everything is at least 44 px high. */
const sizes: Record<ButtonSize, string> = {
  sm: 'h-9 px-3.5 text-sm pointer-coarse:h-11',
  md: 'h-10 px-4.5 text-sm pointer-coarse:h-11',
  lg: 'h-12 px-6 text-base',
};

/** The classes of a button, for what must look like one but is a link. */
export function buttonStyle(variant: ButtonVariant = 'primary', size: ButtonSize = 'md'): string {
  return `${base} ${variants[variant]} ${sizes[size]}`;
}
