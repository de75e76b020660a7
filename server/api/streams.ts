import { type TrackedEnvelope, tracked } from '@trpc/server';
import type { Activity, ConversationEvent, NotificationEvent } from '../../shared/events.ts';
import type { Database } from '../database/client.ts';
import { activity } from '../realtime/activity.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Feed } from '../realtime/feed.ts';
import type { Presence } from '../realtime/presence.ts';
import { requireConversation } from '../services/access.ts';
import type { Actor } from '../services/actor.ts';

/** Over a socket: resolves when it has room for more. */
type Pace = () => Promise<void>;

/** The three subscriptions: who may listen, and events as tRPC tracks them. Each ends with its `signal`. */
export function createStreams({
  database,
  bus,
  feed,
  presence,
}: {
  database: Database;
  bus: Bus;
  feed: Feed;
  presence: Presence;
}) {
  return {
    /** @throws AppError `CONVERSATION_NOT_FOUND` */
    messages(
      actor: Actor,
      conversationId: string,
      lastEventId: number | undefined,
      signal: AbortSignal | undefined,
      drained?: Pace,
    ): AsyncGenerator<TrackedEnvelope<ConversationEvent>, void> {
      return feed.conversation(conversationId, {
        participant: actor,
        after: lastEventId,
        signal,
        pace: drained,
        wrap: trackRevision,
      });
    },

    notifications(
      actor: Actor,
      lastEventId: number | undefined,
      signal: AbortSignal | undefined,
      drained?: Pace,
    ): AsyncGenerator<TrackedEnvelope<NotificationEvent>, void> {
      const user = { id: actor.userId, type: actor.type };
      return feed.user(user, { after: lastEventId, signal, pace: drained, wrap: trackRevision });
    },

    /** @throws AppError `CONVERSATION_NOT_FOUND` */
    async *activity(
      actor: Actor,
      conversationId: string,
      signal: AbortSignal | undefined,
    ): AsyncGenerator<Activity, void> {
      const { agentId, clientId } = await requireConversation(database, actor, conversationId);
      const other =
        actor.type === 'AGENT' ? { id: clientId, type: 'CLIENT' as const } : { id: agentId, type: 'AGENT' as const };
      yield* activity({ bus, presence }, conversationId, actor.userId, other, signal);
    },
  };
}
export type Streams = ReturnType<typeof createStreams>;

const trackRevision = <Event extends { revision: number }>(event: Event) => tracked(String(event.revision), event);
