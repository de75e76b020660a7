/**
 * What somebody has begun to write, kept for this tab while the chat is closed or the page reloads. By person and
 * conversation: an agent and a client who use one tab after the other never see each other's.
 */
const keyOf = (userId: string, conversationId: string) => `property-sync:draft:${userId}:${conversationId}`;

export function readDraft(userId: string, conversationId: string): string {
  try {
    return sessionStorage.getItem(keyOf(userId, conversationId)) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(userId: string, conversationId: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(keyOf(userId, conversationId));
    else sessionStorage.setItem(keyOf(userId, conversationId), text);
  } catch {
    // No storage: the draft lives as long as its field.
  }
}
