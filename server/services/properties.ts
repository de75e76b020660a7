import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { giveFeedbackInput } from '../../shared/inputs.ts';
import type { PropertyCardView, PropertyFeedback } from '../../shared/views.ts';
import type { Database } from '../database/client.ts';
import { addNotification } from '../database/feedWriter.ts';
import { propertyCards } from '../database/propertyViews.ts';
import { noteView, writeFeedback } from '../database/propertyWriter.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Bus } from '../realtime/bus.ts';
import { requireProperty, requireTimeline } from './access.ts';
import type { Actor, ClientActor } from './actor.ts';
import { feedbackTexts, viewedTexts } from './notificationTexts.ts';
import { publishChanges } from './publish.ts';

export function createPropertyService({ database, bus }: { database: Database; bus: Bus }) {
  return {
    /** The properties of a timeline, latest message first, then the newest. Throws `TIMELINE_NOT_FOUND`. */
    async list(actor: Actor, timelineId: string): Promise<PropertyCardView[]> {
      const timeline = await requireTimeline(database, actor, timelineId);
      return propertyCards(database, timeline.id, actor.type);
    },

    /** Tells the agent that the client looks at a property, once per hour. Throws `PROPERTY_NOT_FOUND`. */
    async recordView(actor: ClientActor, propertyId: string): Promise<null> {
      const changes = await inTransaction(database, async (tx) => {
        const property = await requireProperty(tx, actor, propertyId);
        if (!(await noteView(tx, property.id))) return [];
        return addNotification(tx, {
          recipientId: property.timeline.agentId,
          type: 'PROPERTY_VIEWED',
          timelineId: property.timelineId,
          conversationId: property.conversation.id,
          ...viewedTexts(actor.name, property.address),
        });
      });
      publishChanges(bus, changes);
      return null;
    },

    /** Keeps the client's latest word on a property; what changes it is told to the agent. Throws `PROPERTY_NOT_FOUND`. */
    async giveFeedback(actor: ClientActor, input: z.output<typeof giveFeedbackInput>): Promise<PropertyFeedback> {
      const { feedback, changes } = await inTransaction(database, async (tx) => {
        const property = await requireProperty(tx, actor, input.propertyId);
        const written = await writeFeedback(tx, randomUUID(), property.id, input.verdict, input.comment);
        if (!written.isNew) return { feedback: written.feedback, changes: [] };
        const changes = await addNotification(tx, {
          recipientId: property.timeline.agentId,
          type: 'PROPERTY_FEEDBACK',
          timelineId: property.timelineId,
          conversationId: property.conversation.id,
          ...feedbackTexts(actor.name, property.address, input.verdict, input.comment),
        });
        return { feedback: written.feedback, changes };
      });
      publishChanges(bus, changes);
      return feedback;
    },
  };
}
export type PropertyService = ReturnType<typeof createPropertyService>;
