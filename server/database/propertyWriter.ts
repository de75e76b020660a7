/** Writes properties, each with its conversation; what their client says of them; when it looked at them. */
import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import type { PropertyFeedback, Verdict } from '../../shared/views.ts';
import type { Transaction } from './client.ts';

/** What an import writes of a property. Units as in the view `Property`. */
export type PropertyFields = {
  listingKey: string | null;
  address: string;
  addressKey: string;
  city: string | null;
  stateOrProvince: string | null;
  postalCode: string | null;
  price: number | null;
  bedrooms: number | null;
  bathrooms: number | null;
  livingArea: number | null;
  propertyType: string | null;
  status: string | null;
  imageUrl: string | null;
  latitude: number | null;
  longitude: number | null;
};

/** Where the properties go: the timeline and its two people. */
type Place = { timelineId: string; agentId: string; clientId: string };

/**
 * Makes imports into one timeline wait for each other until the commit: what one has found missing, no other may add meanwhile. Rows that
 * refer to the timeline (messages' notifications) are written all the same.
 */
export async function lockImports(tx: Transaction, timelineId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Timeline" WHERE id = ${timelineId} FOR NO KEY UPDATE`;
}

/** All properties of a timeline with the ids of their conversations, oldest first. */
export async function propertiesOf(tx: Transaction, timelineId: string) {
  const rows = await tx.property.findMany({
    where: { timelineId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      listingKey: true,
      address: true,
      addressKey: true,
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
      conversation: { select: { id: true } },
    },
  });
  return rows.flatMap(({ conversation, ...property }) =>
    conversation ? [{ ...property, conversationId: conversation.id }] : [],
  );
}

/** The rows of a JSON array as a table `r`: one parameter however many rows, and one statement for all of them. */
const recordset = (properties: readonly (PropertyFields & { id: string })[]) => Prisma.sql`
  jsonb_to_recordset(${JSON.stringify(properties)}::jsonb) AS r(
    id text, "conversationId" text, "listingKey" text, address text, "addressKey" text, city text, "stateOrProvince" text,
    "postalCode" text, price int, bedrooms int, bathrooms float8, "livingArea" int, "propertyType" text, status text, "imageUrl" text,
    latitude float8, longitude float8)`;

/**
 * Adds properties and their conversations. Answers their ids, in the order given; the properties' ids are also sorted that way, so that
 * those of one moment keep their order in lists.
 */
export async function addProperties(
  tx: Transaction,
  { timelineId, agentId, clientId }: Place,
  properties: readonly PropertyFields[],
): Promise<{ propertyId: string; conversationId: string }[]> {
  if (properties.length === 0) return [];
  const sortedIds = properties.map(() => randomUUID()).sort();
  const rows = properties.map((fields, index) => ({
    ...fields,
    id: sortedIds[index] ?? randomUUID(),
    conversationId: randomUUID(),
  }));
  await tx.$executeRaw`
    WITH property AS (
      INSERT INTO "Property" (id, "timelineId", "listingKey", address, "addressKey", city, "stateOrProvince", "postalCode", price,
        bedrooms, bathrooms, "livingArea", "propertyType", status, "imageUrl", latitude, longitude, "createdAt", "updatedAt")
      SELECT r.id, ${timelineId}, r."listingKey", r.address, r."addressKey", r.city, r."stateOrProvince", r."postalCode", r.price,
        r.bedrooms, r.bathrooms, r."livingArea", r."propertyType", r.status, r."imageUrl", r.latitude, r.longitude,
        timezone('UTC', now()), timezone('UTC', now())
      FROM ${recordset(rows)}
    )
    INSERT INTO "PropertyConversation" (id, "propertyId", "timelineId", "agentId", "clientId", "createdAt", "updatedAt")
    SELECT r."conversationId", r.id, ${timelineId}, ${agentId}, ${clientId}, timezone('UTC', now()), timezone('UTC', now())
    FROM ${recordset(rows)}`;
  return rows.map(({ id, conversationId }) => ({ propertyId: id, conversationId }));
}

/** Overwrites the fields of properties. Listing keys and addresses may also move from one of them to another. */
export async function updateProperties(
  tx: Transaction,
  properties: readonly (PropertyFields & { id: string })[],
): Promise<void> {
  if (properties.length === 0) return;
  const rows = recordset(properties);
  // Unique indexes are checked row by row: what passes from one property to another has to be free before. A key of its own takes each
  // out of the way of all others, of those without a key, too, which are told apart by their addresses.
  await tx.$executeRaw`
    UPDATE "Property" p SET "listingKey" = 'moving ' || p.id FROM ${rows}
    WHERE p.id = r.id AND (p."listingKey", p."addressKey") IS DISTINCT FROM (r."listingKey", r."addressKey")`;
  await tx.$executeRaw`
    UPDATE "Property" p
    SET "listingKey" = r."listingKey", address = r.address, "addressKey" = r."addressKey", city = r.city,
      "stateOrProvince" = r."stateOrProvince", "postalCode" = r."postalCode", price = r.price, bedrooms = r.bedrooms,
      bathrooms = r.bathrooms, "livingArea" = r."livingArea", "propertyType" = r."propertyType", status = r.status,
      "imageUrl" = r."imageUrl", latitude = r.latitude, longitude = r.longitude, "updatedAt" = timezone('UTC', now())
    FROM ${rows} WHERE p.id = r.id`;
}

/**
 * Notes that the client looks at the property. Answers whether that is news: of any number of looks within an hour, one is, also when
 * they come at the same time.
 */
export async function noteView(tx: Transaction, propertyId: string): Promise<boolean> {
  const noted = await tx.$executeRaw`
    UPDATE "Property" SET "lastViewedAt" = timezone('UTC', now())
    WHERE id = ${propertyId}
      AND ("lastViewedAt" IS NULL OR "lastViewedAt" <= timezone('UTC', now()) - interval '1 hour')`;
  return noted > 0;
}

const feedbackFields = {
  id: true,
  propertyId: true,
  verdict: true,
  comment: true,
  createdAt: true,
  updatedAt: true,
} as const;

/** Writes the client's latest word on a property, and answers whether it differs from the one before. */
export async function writeFeedback(
  tx: Transaction,
  id: string,
  propertyId: string,
  verdict: Verdict,
  comment: string | null,
): Promise<{ feedback: PropertyFeedback; isNew: boolean }> {
  const written = await tx.$executeRaw`
    INSERT INTO "PropertyFeedback" (id, "propertyId", verdict, comment, "createdAt", "updatedAt")
    VALUES (${id}, ${propertyId}, ${verdict}::"Verdict", ${comment}, timezone('UTC', now()), timezone('UTC', now()))
    ON CONFLICT ("propertyId") DO UPDATE
      SET verdict = excluded.verdict, comment = excluded.comment, "updatedAt" = excluded."updatedAt"
      WHERE ("PropertyFeedback".verdict, "PropertyFeedback".comment) IS DISTINCT FROM (excluded.verdict, excluded.comment)`;
  const feedback = await tx.propertyFeedback.findUniqueOrThrow({ where: { propertyId }, select: feedbackFields });
  return { feedback, isNew: written > 0 };
}
