import { type RefObject, useLayoutEffect } from 'react';

/** Lets a textarea be as high as its text, up to `maxHeight` px. */
export function useAutoGrow(ref: RefObject<HTMLTextAreaElement | null>, text: string, maxHeight: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the height
  useLayoutEffect(() => {
    const field = ref.current;
    if (field === null) return;
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, maxHeight)}px`;
    field.style.overflowY = field.scrollHeight > maxHeight ? 'auto' : 'hidden';
  }, [ref, text, maxHeight]);
}
