import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { createTimelineInput } from '../../shared/inputs.ts';
import type { Timeline, TimelineAccess, TimelineDetail, TimelineSummary } from '../../shared/views.ts';
import type { Database } from '../database/client.ts';
import { addNotification } from '../database/feedWriter.ts';
import { propertyCards } from '../database/propertyViews.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Bus } from '../realtime/bus.ts';
import { person, requireTimeline } from './access.ts';
import type { Actor, AgentActor } from './actor.ts';
import { sharedTexts } from './notificationTexts.ts';
import { publishChanges } from './publish.ts';
import { hashSecret, makeClientCode, makeShareToken } from './secrets.ts';
import type { Sessions } from './sessions.ts';

type Dependencies = {
  database: Database;
  bus: Bus;
  sessions: Pick<Sessions, 'endAllOf'>;
  /** The origin of the links that clients open, without a slash at its end. */
  publicUrl: string;
};

const timelineView = {
  id: true,
  title: true,
  agent: person,
  client: person,
  createdAt: true,
  updatedAt: true,
} as const;

export function createTimelineService({ database, bus, sessions, publicUrl }: Dependencies) {
  const linkTo = (shareToken: string) => `${publicUrl}/t/${shareToken}`;
  const accessTo = (shareToken: string, clientCode: string): TimelineAccess => ({
    shareToken,
    clientCode,
    url: linkTo(shareToken),
  });

  return {
    /** Makes a timeline and its client. The code is told here and never again: only its hash is kept. */
    async create(
      actor: AgentActor,
      input: z.output<typeof createTimelineInput>,
    ): Promise<{ timeline: Timeline; access: TimelineAccess }> {
      const access = accessTo(makeShareToken(), makeClientCode());
      const clientCodeHash = await hashSecret(access.clientCode);
      const timeline = await inTransaction(database, async (tx) => {
        const client = await tx.user.create({
          data: { id: randomUUID(), type: 'CLIENT', name: input.client.name, email: input.client.email },
          select: { id: true },
        });
        return tx.timeline.create({
          data: {
            id: randomUUID(),
            title: input.title,
            agentId: actor.userId,
            clientId: client.id,
            shareToken: access.shareToken,
            clientCodeHash,
          },
          select: timelineView,
        });
      });
      return { timeline, access };
    },

    /** The agent's timelines, latest activity (a message, or its creation) first. */
    async list(actor: AgentActor): Promise<TimelineSummary[]> {
      const [timelines, conversations] = await Promise.all([
        database.timeline.findMany({ where: { agentId: actor.userId }, orderBy: { id: 'asc' }, select: timelineView }),
        database.propertyConversation.groupBy({
          by: ['timelineId'],
          where: { agentId: actor.userId },
          // Each property has exactly one conversation.
          _count: true,
          _sum: { unreadAgentCount: true },
          _max: { lastMessageAt: true },
        }),
      ]);
      const totals = new Map(conversations.map((total) => [total.timelineId, total]));
      const summaries = timelines.map((timeline): TimelineSummary => {
        const total = totals.get(timeline.id);
        return {
          ...timeline,
          propertyCount: total?._count ?? 0,
          unreadCount: total?._sum.unreadAgentCount ?? 0,
          lastMessageAt: total?._max.lastMessageAt ?? null,
        };
      });
      const activity = ({ lastMessageAt, createdAt }: TimelineSummary) =>
        Math.max(lastMessageAt?.getTime() ?? 0, createdAt.getTime());
      return summaries.sort((one, other) => activity(other) - activity(one));
    },

    /** A timeline with its properties, as the caller's side sees them. Throws `TIMELINE_NOT_FOUND`. */
    async get(actor: Actor, timelineId: string): Promise<TimelineDetail> {
      const { id, title, agent, client, createdAt, updatedAt, shareToken, clientCodeHash } = await requireTimeline(
        database,
        actor,
        timelineId,
      );
      const properties = await propertyCards(database, id, actor.type);
      const sharing = actor.type === 'AGENT' ? { url: linkTo(shareToken), isOpen: clientCodeHash !== null } : null;
      return { id, title, agent, client, createdAt, updatedAt, properties, sharing };
    },

    /** Gives the timeline a fresh code; the one before stops working. Tells the client. Throws `TIMELINE_NOT_FOUND`. */
    async share(actor: AgentActor, timelineId: string): Promise<TimelineAccess> {
      const timeline = await requireTimeline(database, actor, timelineId);
      const clientCode = makeClientCode();
      const clientCodeHash = await hashSecret(clientCode);
      const changes = await inTransaction(database, async (tx) => {
        await tx.timeline.update({ where: { id: timeline.id }, data: { clientCodeHash }, select: { id: true } });
        return addNotification(tx, {
          recipientId: timeline.clientId,
          type: 'TIMELINE_SHARED',
          timelineId: timeline.id,
          ...sharedTexts(timeline.agent.name, timeline.title),
        });
      });
      publishChanges(bus, changes);
      return accessTo(timeline.shareToken, clientCode);
    },

    /** Takes the client's access away until the next `share`: the code, the sessions, the sockets. Throws `TIMELINE_NOT_FOUND`. */
    async revokeAccess(actor: AgentActor, timelineId: string): Promise<null> {
      const timeline = await requireTimeline(database, actor, timelineId);
      await sessions.endAllOf(timeline.clientId, (tx) =>
        tx.timeline.update({ where: { id: timeline.id }, data: { clientCodeHash: null }, select: { id: true } }),
      );
      return null;
    },
  };
}
export type TimelineService = ReturnType<typeof createTimelineService>;
