/** The chat's own code. Not part of the first page; fetched when somebody comes near a chat button, or when the page has nothing to do. */
export const loadChat = () => import('../chat/ChatModal.tsx');

/** Fetches it ahead. That it fails shows when a chat is opened, not before. */
export function fetchChat(): void {
  loadChat().catch(() => undefined);
}

/** Fetches it once the page is at rest, so that a chat opens at once, and opens even if the network goes away meanwhile. */
export function fetchChatWhenIdle(): () => void {
  const timer = setTimeout(fetchChat, 2_000);
  return () => clearTimeout(timer);
}
