import { type ComponentProps, type ReactNode, Suspense, useState, useTransition } from 'react';
import { useFetchWhenIdle } from './lazyPart.tsx';
import { PartOnTheWay } from './PartOnTheWay.tsx';

type PartButtonProps = {
  /** What opens, for screen readers. */
  popup: 'menu' | 'dialog';
  /** The parts that are shown by `children`. */
  parts: readonly { fetch: () => void }[];
  /** The button as long as it is alone. */
  button: (props: ComponentProps<'button'>) => ReactNode;
  /** The same button with what it opens, opened; `byKeyboard`: with the keyboard. */
  children: (byKeyboard: boolean) => ReactNode;
};

/**
 * A button of the first page whose menu or dialog is no part of it. With the first press `children` take the button's place and do all
 * from then on. Should their code still be on the way, the button stays as it is, focus and all, until it has come.
 */
export function PartButton({ popup, parts, button, children }: PartButtonProps) {
  const [opened, setOpened] = useState<{ byKeyboard: boolean } | null>(null);
  const [isOnTheWay, startTransition] = useTransition();
  useFetchWhenIdle(parts);
  const open = (byKeyboard: boolean) => startTransition(() => setOpened({ byKeyboard }));
  const fetch = () => {
    for (const part of parts) part.fetch();
  };
  return (
    <>
      <Suspense>
        {opened
          ? children(opened.byKeyboard)
          : button({
              'aria-haspopup': popup,
              'aria-expanded': false,
              'aria-busy': isOnTheWay || undefined,
              onPointerEnter: fetch,
              onFocus: fetch,
              // Enter and the space bar click, without a pointer.
              onClick: (event) => open(event.detail === 0),
              onKeyDown: (event) => {
                if (popup !== 'menu' || event.key !== 'ArrowDown') return;
                event.preventDefault();
                open(true);
              },
            })}
      </Suspense>
      {isOnTheWay && <PartOnTheWay />}
    </>
  );
}
