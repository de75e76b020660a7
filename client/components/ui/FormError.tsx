import { CircleAlert } from 'lucide-react';

/** What is wrong with a form as a whole. */
export function FormError({ message }: { message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <p role="alert" className="flex items-start gap-2.5 rounded-md bg-danger-soft px-4 py-3 text-danger text-sm">
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      {message}
    </p>
  );
}
