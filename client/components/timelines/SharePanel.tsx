import { MessageSquareShare } from 'lucide-react';
import type { TimelineAccess } from '../../../shared/views.ts';
import { CopyButton } from '../ui/CopyButton.tsx';

/** The words to send to a client. The code stays out of the address: it travels beside it, not in anybody's history. */
export function invitation(access: TimelineAccess, clientName: string, title: string): string {
  return `Hi ${clientName}, here are the homes I picked for you (“${title}”):\n${access.url}\nYour code: ${access.clientCode}`;
}

type SharePanelProps = { access: TimelineAccess; clientName: string; title: string };

/** Link and code, to hand to the client. The code is shown here and never again. */
export function SharePanel({ access, clientName, title }: SharePanelProps) {
  return (
    <div className="space-y-4">
      <CopyRow label="Link" value={access.url} copyLabel="Copy link" />
      <CopyRow label="Code" value={access.clientCode} copyLabel="Copy code" isCode />
      <CopyButton
        text={invitation(access, clientName, title)}
        label="Copy link and code as a message"
        variant="primary"
        className="w-full"
      >
        Copy both as a message
      </CopyButton>
      <p className="flex items-start gap-2 text-ink-soft text-sm">
        <MessageSquareShare className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
        Write the code down or send it now: it is not shown again. You can make a new one at any time.
      </p>
    </div>
  );
}

type CopyRowProps = { label: string; value: string; copyLabel: string; isCode?: boolean };

function CopyRow({ label, value, copyLabel, isCode = false }: CopyRowProps) {
  return (
    <div>
      <p className="mb-1.5 font-semibold text-ink text-sm">{label}</p>
      <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-4">
        <span
          className={`min-w-0 grow select-all truncate ${isCode ? 'font-mono font-semibold text-lg tracking-widest' : 'text-ink-soft text-sm'}`}
        >
          {value}
        </span>
        <CopyButton text={value} label={copyLabel} />
      </div>
    </div>
  );
}
