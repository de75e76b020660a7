import { KeyRound, Link2, Share2, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import type { TimelineDetail } from '../../../shared/views.ts';
import { showError } from '../../providers/errorToast.ts';
import { showToast } from '../../providers/toasts.ts';
import { trpc } from '../../providers/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { Modal } from '../ui/Modal.tsx';
import { SharePanel } from './SharePanel.tsx';

type Asking = 'nothing' | 'share' | 'revoke';

/** Share with a new code, or take the client's access away. Both end what worked until now, so both ask first. */
export function AccessMenu({ timeline }: { timeline: TimelineDetail }) {
  const [asking, setAsking] = useState<Asking>('nothing');
  const { client, title, sharing } = timeline;
  const utils = trpc.useUtils();
  const done = {
    onSettled: () => {
      setAsking('nothing');
      void utils.timeline.get.invalidate({ timelineId: timeline.id });
    },
    onError: (error: unknown) => showError(error),
  };
  const copyLink = () =>
    navigator.clipboard.writeText(sharing?.url ?? '').then(
      () =>
        showToast({
          kind: 'success',
          title: 'Link copied',
          description: `${client.name} opens it with the code you sent.`,
        }),
      () => showToast({ kind: 'error', title: 'The browser did not allow copying' }),
    );
  const share = trpc.timeline.share.useMutation(done);
  const revoke = trpc.timeline.revokeAccess.useMutation({
    ...done,
    onSuccess: () =>
      showToast({
        kind: 'success',
        title: 'Access taken away',
        description: `${client.name} can come back when you share it again.`,
      }),
  });
  const timelineId = timeline.id;
  const isOpen = sharing?.isOpen !== false;

  return (
    <>
      <Menu
        label="Share"
        trigger={
          <Button variant="secondary">
            <Share2 className="size-4" aria-hidden="true" />
            Share
          </Button>
        }
      >
        {isOpen && (
          <MenuItem icon={Link2} onSelect={() => void copyLink()}>
            Copy the link
          </MenuItem>
        )}
        <MenuItem icon={KeyRound} onSelect={() => setAsking('share')}>
          {isOpen ? 'Share with a new code…' : 'Share again…'}
        </MenuItem>
        {isOpen && (
          <MenuItem icon={ShieldOff} isDanger onSelect={() => setAsking('revoke')}>
            Revoke access…
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        isOpen={asking === 'share'}
        onOpenChange={(isOpen) => setAsking(isOpen ? 'share' : 'nothing')}
        title="Make a new code?"
        consequence={
          isOpen
            ? `The code that ${client.name} has stops working for signing in. You get the link and the new code to send.`
            : `You get the link and a new code to send, and ${client.name} can look and write again.`
        }
        confirmLabel="Make a new code"
        isBusy={share.isPending}
        onConfirm={() => share.mutate({ timelineId })}
      />
      <ConfirmDialog
        isOpen={asking === 'revoke'}
        onOpenChange={(isOpen) => setAsking(isOpen ? 'revoke' : 'nothing')}
        title={`Take away ${client.name}’s access?`}
        consequence={`${client.name} is signed out at once, and link and code stop working until you share the timeline again. Homes and messages stay.`}
        confirmLabel="Revoke access"
        isDanger
        isBusy={revoke.isPending}
        onConfirm={() => revoke.mutate({ timelineId })}
      />
      <Modal
        isOpen={share.data !== undefined}
        onOpenChange={() => share.reset()}
        title={`Share it with ${client.name}`}
        description="With this link and code your client can look and write."
      >
        {share.data && <SharePanel access={share.data} clientName={client.name} title={title} />}
      </Modal>
    </>
  );
}
