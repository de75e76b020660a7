/**
 * Fetch and authorise in one call: what exists but is someone else's is answered exactly like what does not exist. Every service
 * goes through here (or through a statement that checks the participant itself) before it touches anything a caller named.
 */
import { AppError } from '../../shared/errors.ts';
import type { Database, Transaction } from '../database/client.ts';
import { findPlace } from '../database/inbox.ts';
import type { Actor } from './actor.ts';

/** The condition that a row with `agentId` and `clientId` is the actor's. */
const mine = (actor: Actor) =>
  actor.type === 'AGENT' ? { agentId: actor.userId } : { clientId: actor.userId, id: actor.timelineId };

/** What others see of a person. */
export const person = { select: { id: true, name: true, avatarUrl: true } } as const;

/** The timeline, or `TIMELINE_NOT_FOUND`. */
export async function requireTimeline(database: Database | Transaction, actor: Actor, timelineId: string) {
  const timeline = await database.timeline.findFirst({
    where: { AND: [{ id: timelineId }, mine(actor)] },
    select: {
      id: true,
      title: true,
      agentId: true,
      clientId: true,
      shareToken: true,
      clientCodeHash: true,
      createdAt: true,
      updatedAt: true,
      agent: person,
      client: person,
    },
  });
  if (!timeline) throw new AppError('TIMELINE_NOT_FOUND');
  return timeline;
}

/** The property with the ids of its conversation and people, or `PROPERTY_NOT_FOUND`. */
export async function requireProperty(database: Database | Transaction, actor: Actor, propertyId: string) {
  const property = await database.property.findFirst({
    where: { id: propertyId, timeline: mine(actor) },
    select: {
      id: true,
      timelineId: true,
      address: true,
      conversation: { select: { id: true } },
      timeline: { select: { agentId: true, clientId: true } },
    },
  });
  // The conversation is made in the property's own transaction and goes only with it.
  if (!property?.conversation) throw new AppError('PROPERTY_NOT_FOUND');
  return { ...property, conversation: property.conversation };
}

/** The conversation's people and place, or `CONVERSATION_NOT_FOUND`. */
export async function requireConversation(database: Database | Transaction, actor: Actor, conversationId: string) {
  const conversation = await findPlace(database, actor, conversationId);
  if (!conversation || (actor.type === 'CLIENT' && conversation.timelineId !== actor.timelineId))
    throw new AppError('CONVERSATION_NOT_FOUND');
  return conversation;
}
