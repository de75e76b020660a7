import { FileUp } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { FormError } from '../ui/FormError.tsx';
import { readListingFile, UnreadableFile } from './readListingFile.ts';

type ImportSourceProps = { isBusy: boolean; error: string | undefined; onRead: (csv: string, name: string) => void };

/** Where homes come from: a file, dropped or chosen, or pasted text. */
export function ImportSource({ isBusy, error, onRead }: ImportSourceProps) {
  const [problem, setProblem] = useState<string>();
  const [text, setText] = useState('');
  const [isOver, setIsOver] = useState(false);
  const inputRef = useRef<HTMLInputElement>(null);
  const textId = useId();

  async function read(file: File | undefined) {
    if (file === undefined) return;
    setProblem(undefined);
    try {
      onRead(await readListingFile(file), file.name);
    } catch (failure) {
      setProblem(
        failure instanceof UnreadableFile ? failure.message : 'The file could not be read. Please choose it again.',
      );
    }
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    void read(event.dataTransfer.files[0]);
  }

  return (
    <div className="space-y-5">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same for everyone */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={`grid place-items-center rounded-lg border-2 border-dashed px-6 py-9 text-center transition-colors ${
          isOver ? 'border-accent bg-accent-soft' : 'border-line-strong/50 bg-sunken/60'
        }`}
      >
        <FileUp className="size-9 text-ink-faint" aria-hidden="true" />
        <p className="mt-3 font-semibold text-ink">Drop a CSV file here</p>
        <p className="mt-1 max-w-sm text-ink-soft text-sm">
          An export of your MLS or portal, just as it is: up to 2,000 homes, columns in any order.
        </p>
        <Button variant="secondary" className="mt-4" isBusy={isBusy} onClick={() => inputRef.current?.click()}>
          Choose a file
        </Button>
        <input
          ref={inputRef}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
          aria-label="CSV file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void read(event.target.files?.[0]);
            // The same file may be chosen again after it was corrected.
            event.target.value = '';
          }}
        />
      </div>
      <FormError message={problem ?? error} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setProblem(undefined);
          onRead(text, 'Pasted text');
        }}
      >
        <label htmlFor={textId} className="mb-1.5 block font-semibold text-ink text-sm">
          Or paste rows from a spreadsheet
        </label>
        <textarea
          id={textId}
          rows={4}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={'address, city, price, beds, baths\n12 Elm Street, Sacramento, 425000, 3, 2'}
          spellCheck={false}
          className="w-full resize-y rounded-md border border-line-strong/70 bg-raised px-3.5 py-2.5 font-mono text-sm focus-visible:border-accent focus-visible:outline-none focus-visible:shadow-[0_0_0_3px_var(--color-accent-soft)]"
        />
        <div className="mt-3 flex justify-end">
          <Button type="submit" isBusy={isBusy} disabled={text.trim() === ''}>
            Preview
          </Button>
        </div>
      </form>
    </div>
  );
}
