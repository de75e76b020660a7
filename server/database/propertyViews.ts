/** Properties as they leave the database: listing, card of the conversation, feedback. */
import type { PropertyCardView, UserType } from '../../shared/views.ts';
import type { Database } from './client.ts';
import { timelineConversations } from './inbox.ts';
import { toConversationSummary } from './views.ts';

/**
 * The properties of a timeline as `side` sees them: those with the latest message first; then those without one, the newest first, and
 * of one import in its order.
 */
export async function propertyCards(
  database: Database,
  timelineId: string,
  side: UserType,
): Promise<PropertyCardView[]> {
  const [properties, conversations] = await Promise.all([
    database.property.findMany({
      where: { timelineId },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      select: {
        id: true,
        timelineId: true,
        listingKey: true,
        address: true,
        city: true,
        stateOrProvince: true,
        postalCode: true,
        price: true,
        bedrooms: true,
        bathrooms: true,
        livingArea: true,
        propertyType: true,
        status: true,
        imageUrl: true,
        latitude: true,
        longitude: true,
        createdAt: true,
        updatedAt: true,
        feedback: {
          select: { id: true, propertyId: true, verdict: true, comment: true, createdAt: true, updatedAt: true },
        },
      },
    }),
    timelineConversations(database, timelineId),
  ]);
  const summaries = new Map(conversations.map((row) => [row.propertyId, toConversationSummary(row, side)]));
  const cards = properties.flatMap((property) => {
    // One that was imported between the two readings is left for the next.
    const conversation = summaries.get(property.id);
    return conversation ? [{ ...property, conversation }] : [];
  });
  const latest = (card: PropertyCardView) => card.conversation.lastMessageAt?.getTime() ?? 0;
  return cards.sort((one, other) => latest(other) - latest(one));
}
