import type { ComponentProps } from 'react';
import { type ButtonSize, type ButtonVariant, buttonStyle } from './buttonStyle.ts';
import { Spinner } from './Spinner.tsx';

type ButtonProps = ComponentProps<'button'> & { variant?: ButtonVariant; size?: ButtonSize; isBusy?: boolean };

/** A button. While busy it keeps its width, its name and the focus, and takes no second press. */
export function Button(props: ButtonProps) {
  const { variant, size, isBusy = false, className = '', children, onClick, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      // Not `disabled`, which would take the focus away from it.
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
      className={`${buttonStyle(variant, size)} ${className}`}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}
