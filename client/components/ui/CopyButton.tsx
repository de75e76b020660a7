import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { showToast } from '../../providers/toasts.ts';
import { Button } from './Button.tsx';
import type { ButtonVariant } from './buttonStyle.ts';

type CopyButtonProps = { text: string; label: string; children?: string; variant?: ButtonVariant; className?: string };

/** Copies `text` and says so for two seconds. `label` is the full name ("Copy link"), `children` the short one shown. */
export function CopyButton({ text, label, children = 'Copy', variant = 'secondary', className = '' }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
    } catch {
      showToast({
        kind: 'error',
        title: 'The browser did not allow copying',
        description: 'Select the text and copy it by hand.',
      });
    }
  }

  const Icon = isCopied ? Check : Copy;
  return (
    <Button variant={variant} aria-label={label} onClick={copy} className={className}>
      <Icon className="size-4" aria-hidden="true" />
      <span aria-live="polite">{isCopied ? 'Copied' : children}</span>
    </Button>
  );
}
