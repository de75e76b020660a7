import type { ComponentProps } from 'react';
import { type ButtonSize, type ButtonVariant, buttonStyle } from './buttonStyle.ts';
import { Spinner } from './Spinner.tsx';

type ButtonProps = ComponentProps<'button'> & { variant?: ButtonVariant; size?: ButtonSize; isBusy?: boolean };

/** A button. While busy it keeps its width and its name and takes no second press. */
export function Button({ variant, size, isBusy = false, className = '', children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={`${buttonStyle(variant, size)} ${className}`}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}
