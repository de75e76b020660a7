import type { Activity } from '../../shared/events.ts';
import { limits } from '../../shared/limits.ts';
import type { UserType } from '../../shared/views.ts';
import type { Bus } from './bus.ts';
import { Mailbox } from './mailbox.ts';
import type { Presence } from './presence.ts';

/**
 * What the other person of a conversation is doing right now: their presence at once, then every change of it, and their typing. Nothing
 * of it is kept: who was not listening has missed nothing that matters. Typing that is not renewed ends here after 6 s, whatever
 * became of the process that told of it.
 */
export async function* activity(
  { bus, presence, typingMs = limits.typingMs }: { bus: Bus; presence: Presence; typingMs?: number },
  conversationId: string,
  selfId: string,
  other: { id: string; type: UserType },
  signal: AbortSignal | undefined,
): AsyncGenerator<Activity, void> {
  // Only the latest matters, so an overflow (nobody types that fast) may be forgotten.
  const mailbox = new Mailbox<Activity>(64, () => {}, signal);
  const typing = new Map<string, NodeJS.Timeout>();

  const typingSubscription = bus.subscribe(`activity:${conversationId}`, ({ userId, userName, isTyping }) => {
    if (userId === selfId) return;
    const wasTyping = typing.has(userId);
    clearTimeout(typing.get(userId));
    typing.delete(userId);
    if (isTyping) {
      const stop = () => {
        typing.delete(userId);
        mailbox.put({ kind: 'typing', userId, userName, isTyping: false });
      };
      typing.set(userId, setTimeout(stop, typingMs));
    }
    if (isTyping !== wasTyping) mailbox.put({ kind: 'typing', userId, userName, isTyping });
  });
  const presenceSubscription = presence.watch(other.id, (change) => {
    mailbox.put({ kind: 'presence', userId: other.id, userType: other.type, ...change });
  });
  try {
    await Promise.all([typingSubscription.ready, presenceSubscription.ready]);
    while (!signal?.aborted) {
      if (mailbox.isEmpty) await mailbox.wait();
      yield* mailbox.take();
    }
  } finally {
    typingSubscription.unsubscribe();
    presenceSubscription.unsubscribe();
    for (const timer of typing.values()) clearTimeout(timer);
  }
}
