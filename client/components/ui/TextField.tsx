import { CircleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';

type TextFieldProps = ComponentProps<'input'> & {
  label: string;
  hint?: string;
  error?: string | undefined;
  /** Stands inside the field, on the right. */
  trailing?: ReactNode;
};

/** A labelled field; what is wrong with it stands beneath it and is read out with it. */
export function TextField({ label, hint, error, trailing, className = '', ...rest }: TextFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const isOptional = rest.required === false;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-semibold text-ink text-sm">
        {label}
        {isOptional && <span className="ml-1.5 font-normal text-ink-faint">optional</span>}
      </label>
      <div className="relative">
        <input
          {...rest}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={error !== undefined || hint !== undefined ? noteId : undefined}
          className={`h-12 w-full rounded-md border bg-raised px-3.5 text-ink transition-[border-color,box-shadow] duration-150 focus-visible:border-accent focus-visible:shadow-[0_0_0_3px_var(--color-accent-soft)] focus-visible:outline-none aria-invalid:border-danger ${
            trailing ? 'pr-12' : ''
          } border-line-strong/70`}
        />
        {trailing && <div className="absolute inset-y-0 right-1 flex items-center">{trailing}</div>}
      </div>
      <FieldNote id={noteId} error={error} hint={hint} />
    </div>
  );
}

/** What stands under a field: its error, else its hint. */
export function FieldNote({ id, error, hint }: { id: string; error: string | undefined; hint?: string | undefined }) {
  if (error !== undefined) {
    return (
      <p id={id} role="alert" className="mt-1.5 flex items-start gap-1.5 text-danger text-sm">
        <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
        {error}
      </p>
    );
  }
  if (hint === undefined) return null;
  return (
    <p id={id} className="mt-1.5 text-ink-faint text-sm">
      {hint}
    </p>
  );
}
