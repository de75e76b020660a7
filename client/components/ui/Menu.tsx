import type { LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

type MenuProps = {
  trigger: ReactNode;
  label: string;
  align?: 'start' | 'end';
  /** With `onOpenChange`: for a menu that opens by more than its button. */
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  /** It was opened with the keyboard before it was there to see that: its first entry gets the focus. */
  startsAtFirst?: boolean;
  children: ReactNode;
};

/** A menu under its button. `trigger` must be a button that takes a ref. */
export function Menu(props: MenuProps) {
  const { trigger, label, align = 'end', isOpen, onOpenChange, startsAtFirst = false, children } = props;
  return (
    <DropdownMenu.Root
      modal={false}
      {...(isOpen !== undefined && { open: isOpen })}
      {...(onOpenChange && { onOpenChange })}
    >
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={12}
          aria-label={label}
          onFocus={({ target, currentTarget }) => {
            if (startsAtFirst && target === currentTarget)
              currentTarget.querySelector<HTMLElement>('[role=menuitem]')?.focus();
          }}
          className="z-60 min-w-56 animate-rise rounded-lg border border-line bg-raised p-1.5 shadow-lift"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type MenuItemProps = {
  icon: LucideIcon;
  isDanger?: boolean;
  isDisabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
};

export function MenuItem({ icon: Icon, isDanger = false, isDisabled = false, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      disabled={isDisabled}
      onSelect={onSelect}
      className={`flex min-h-10 cursor-pointer items-center gap-3 rounded-sm px-3 py-2 text-sm outline-none data-disabled:cursor-default data-highlighted:bg-sunken data-disabled:opacity-50 pointer-coarse:min-h-11 ${
        isDanger ? 'text-danger' : 'text-ink'
      }`}
    >
      <Icon className="size-4.5 shrink-0 opacity-80" aria-hidden="true" />
      <span>{children}</span>
    </DropdownMenu.Item>
  );
}

/** What stands over the entries: whose menu it is. */
export function MenuHeading({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-3 pt-1.5 pb-2 text-ink-soft text-sm">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1.5 h-px bg-line" />;
}
