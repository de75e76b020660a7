/**
 * Short notes over the page, which anybody may show. What shows them (`components/page/Toasts.tsx`) is no part of the first page: until
 * it has come, they wait here.
 */
import { createStore, type ReadableStore } from '../sdk/store.ts';

export type Toast = {
  title: string;
  description?: string;
  kind?: 'error' | 'success';
  /** Takes the place of the one with the same `id`. */
  id?: string;
  action?: { label: string; onClick: () => void };
};

export type ToastChange = { type: 'show'; toast: Toast } | { type: 'dismiss'; id: string };

const waiting = createStore<readonly ToastChange[]>([]);
const add = (change: ToastChange) => waiting.set((changes) => [...changes, change]);

export const showToast = (toast: Toast): void => add({ type: 'show', toast });
export const dismissToast = (id: string): void => add({ type: 'dismiss', id });

/** What has not been shown yet, oldest first. */
export const waitingToasts: ReadableStore<readonly ToastChange[]> = waiting;

/** Takes them, to show them. */
export function takeToasts(): readonly ToastChange[] {
  const changes = waiting.get();
  waiting.set([]);
  return changes;
}
