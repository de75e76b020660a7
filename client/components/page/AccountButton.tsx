import type { ComponentProps } from 'react';
import { Avatar } from '../ui/Avatar.tsx';

/** Who is signed in. */
export function AccountButton({ userName, ...rest }: ComponentProps<'button'> & { userName: string }) {
  return (
    <button
      type="button"
      aria-label={`Account of ${userName}`}
      title={userName}
      {...rest}
      className="rounded-full p-0.5 transition-opacity hover:opacity-85 pointer-coarse:p-1"
    >
      <Avatar name={userName} size="sm" />
    </button>
  );
}
