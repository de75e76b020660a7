import { LogOut } from 'lucide-react';
import { useState } from 'react';
import type { AuthUser } from '../../../shared/views.ts';
import { useSession } from '../../providers/contexts.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { Menu, MenuHeading, MenuItem, MenuSeparator } from '../ui/Menu.tsx';
import { AccountButton } from './AccountButton.tsx';

/** The account's button with its menu, which is open at first. A client is asked before leaving, because coming back takes the code. */
export function AccountPanel({ user, byKeyboard }: { user: AuthUser; byKeyboard: boolean }) {
  const { signOut } = useSession();
  const [isOpen, setIsOpen] = useState(true);
  const [isFirst, setIsFirst] = useState(true);
  const [isAsking, setIsAsking] = useState(false);
  const isClient = user.type === 'CLIENT';
  return (
    <>
      <Menu
        label="Account"
        isOpen={isOpen}
        onOpenChange={(next) => {
          setIsOpen(next);
          setIsFirst(false);
        }}
        startsAtFirst={isFirst && byKeyboard}
        trigger={<AccountButton userName={user.name} />}
      >
        <MenuHeading>
          Signed in as <span className="font-semibold text-ink">{user.name}</span>
        </MenuHeading>
        <MenuSeparator />
        <MenuItem icon={LogOut} onSelect={() => (isClient ? setIsAsking(true) : void signOut())}>
          Sign out
        </MenuItem>
      </Menu>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title="Sign out?"
        consequence="To come back you need the link and the code from your agent."
        confirmLabel="Sign out"
        onConfirm={() => {
          setIsAsking(false);
          void signOut();
        }}
      />
    </>
  );
}
