import type { KeyboardEvent } from 'react';

/** What browsers say of a key that an input method (Chinese, Japanese, …) has taken; Safari's only sign at the end of a composition. */
const takenByInputMethod = 229;

/** Enter that means "done": neither a new line nor the choice of a word in an input method. */
export function isPlainEnter({ key, shiftKey, keyCode, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing && keyCode !== takenByInputMethod;
}
