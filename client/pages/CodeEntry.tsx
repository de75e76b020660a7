import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useDocumentTitle } from '../components/page/useDocumentTitle.ts';
import { Button } from '../components/ui/Button.tsx';
import { TextField } from '../components/ui/TextField.tsx';
import { useSession } from '../providers/contexts.ts';
import { describeError } from '../providers/errorToast.ts';
import { AuthLayout } from './AuthLayout.tsx';

/** The door of a shared timeline: the code, and in. A link that carries the code opens by itself. */
export function CodeEntry({ linkedCode }: { linkedCode: string | null }) {
  const { openTimeline, reason } = useSession();
  const hasEnded = reason === 'ended';
  // Not again for whoever has signed out, or has lost their access.
  const offered = reason === 'none' ? (linkedCode ?? '') : '';
  const [code, setCode] = useState(offered);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const hasTried = useRef(false);
  useDocumentTitle('Your homes');

  async function open(entered: string) {
    if (entered.trim() === '') {
      setProblem('Please type the code from your agent.');
      return;
    }
    setIsBusy(true);
    setProblem(undefined);
    try {
      await openTimeline(entered.trim());
    } catch (error) {
      const { code: failure, title, hint } = describeError(error);
      const isWrong = failure === 'INVALID_CREDENTIALS' || failure === 'VALIDATION_FAILED';
      setProblem(
        isWrong
          ? 'This code does not open the link. Check both, or ask your agent for a new code.'
          : `${title} ${hint}`,
      );
      setIsBusy(false);
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with the code the link came with
  useEffect(() => {
    if (offered === '' || hasTried.current) return;
    hasTried.current = true;
    void open(offered);
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    void open(code);
  }

  return (
    <AuthLayout
      title={hasEnded ? 'Your access has ended' : 'Your homes are waiting'}
      lead={
        hasEnded
          ? 'Ask your agent for a new code, then type it here.'
          : 'Type the code that your agent sent you with this link.'
      }
      slogan="Every home you might live in, and a conversation for each."
      footer="No account needed. The code stays valid on this device until your agent changes it."
    >
      <form onSubmit={submit} noValidate className="space-y-4">
        <TextField
          label="Code"
          value={code}
          onChange={(event) => {
            setCode(event.target.value.toUpperCase());
            setProblem(undefined);
          }}
          error={problem}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          maxLength={64}
          autoFocus
          className="[&_input]:h-14 [&_input]:text-center [&_input]:font-mono [&_input]:font-semibold [&_input]:text-xl [&_input]:tracking-[0.2em]"
        />
        <Button type="submit" size="lg" className="w-full" isBusy={isBusy}>
          Open my homes
        </Button>
      </form>
    </AuthLayout>
  );
}
