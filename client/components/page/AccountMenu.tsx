import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../../providers/contexts.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { Menu, MenuHeading, MenuItem, MenuSeparator } from '../ui/Menu.tsx';

/** Who is signed in, and the way out. A client is asked first, because coming back takes the code. */
export function AccountMenu() {
  const { user, signOut } = useSession();
  const [isAsking, setIsAsking] = useState(false);
  if (user === null) return null;
  const isClient = user.type === 'CLIENT';
  return (
    <>
      <Menu
        label="Account"
        trigger={
          <button
            type="button"
            aria-label={`Account of ${user.name}`}
            title={user.name}
            className="rounded-full p-0.5 transition-opacity hover:opacity-85 pointer-coarse:p-1"
          >
            <Avatar name={user.name} size="sm" />
          </button>
        }
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
