import { BellOff, BellRing } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { turnOffNotices, turnOnNotices, useNoticeState } from './browserNotices.ts';

/** Under the list: whether this browser also tells while the page is in the background. */
export function NoticeSwitch() {
  const state = useNoticeState();
  if (state === 'unsupported') return null;
  if (state === 'blocked') {
    return (
      <p className="border-line border-t px-5 py-3 text-ink-soft text-sm">
        Notices outside of this page are blocked in your browser’s settings.
      </p>
    );
  }
  const isOn = state === 'on';
  return (
    <div className="flex items-center justify-between gap-3 border-line border-t py-2 pr-3 pl-5 text-ink-soft text-sm">
      <span className="flex items-center gap-2.5">
        {isOn ? <BellRing className="size-4" aria-hidden="true" /> : <BellOff className="size-4" aria-hidden="true" />}
        {isOn ? 'You are told in the background, too' : 'Be told when this page is in the background'}
      </span>
      <Button variant="quiet" size="sm" onClick={() => (isOn ? turnOffNotices() : void turnOnNotices())}>
        {isOn ? 'Turn off' : 'Turn on'}
      </Button>
    </div>
  );
}
