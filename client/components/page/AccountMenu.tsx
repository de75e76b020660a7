import { useSession } from '../../providers/contexts.ts';
import { AccountButton } from './AccountButton.tsx';
import { lazyPart } from './lazyPart.tsx';
import { PartButton } from './PartButton.tsx';

const AccountPanel = lazyPart(() => import('./AccountPanel.tsx').then((module) => module.AccountPanel));
const parts = [AccountPanel];

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const { user } = useSession();
  if (user === null) return null;
  return (
    <PartButton popup="menu" parts={parts} button={(props) => <AccountButton userName={user.name} {...props} />}>
      {(byKeyboard) => <AccountPanel user={user} byKeyboard={byKeyboard} />}
    </PartButton>
  );
}
