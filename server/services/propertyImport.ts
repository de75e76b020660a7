/**
 * Imports properties into a timeline: reads what the agent hands over (`listingRows`), finds which row is which property
 * (`listingMatching`), and writes it, all in one transaction. Imports into one timeline wait for each other, so that a row counts as new
 * only once. A dry run does the same up to the writing.
 */
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { importInput } from '../../shared/inputs.ts';
import { limits } from '../../shared/limits.ts';
import type { ImportReport, ImportRow } from '../../shared/views.ts';
import type { Database, Transaction } from '../database/client.ts';
import type { DurableChange } from '../database/durableChange.ts';
import { addNotification, touchCards } from '../database/feedWriter.ts';
import { renameInNotifications } from '../database/messageNotifications.ts';
import {
  addProperties,
  lockImports,
  type PropertyFields,
  propertiesOf,
  updateProperties,
} from '../database/propertyWriter.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Bus } from '../realtime/bus.ts';
import { requireTimeline } from './access.ts';
import type { AgentActor } from './actor.ts';
import { type ImportedProperty, type KnownProperty, type MatchedRow, matchListings } from './listingMatching.ts';
import type { Listing } from './listingReader.ts';
import { type ListingSource, readCsv, readRecords } from './listingRows.ts';
import { addedTexts } from './notificationTexts.ts';
import { publishChanges } from './publish.ts';

type Timeline = Awaited<ReturnType<typeof requireTimeline>>;
type Ids = { propertyId: string; conversationId: string };

export function createImportService({ database, bus }: { database: Database; bus: Bus }) {
  return {
    /**
     * Imports CSV text or records; the report says of every row what became of it. Throws `TIMELINE_NOT_FOUND`; `PAYLOAD_TOO_LARGE`;
     * `VALIDATION_FAILED` where the text has no address column or too many rows.
     */
    async importProperties(actor: AgentActor, input: z.output<typeof importInput>): Promise<ImportReport> {
      await requireTimeline(database, actor, input.timelineId);
      const source = read(input);
      const { report, changes } = await inTransaction(database, async (tx) => {
        const timeline = await requireTimeline(tx, actor, input.timelineId);
        if (!input.dryRun) await lockImports(tx, timeline.id);
        const listings = source.rows.flatMap((row) => ('listing' in row ? [row.listing] : []));
        const matched = matchListings(await propertiesOf(tx, timeline.id), listings);
        const written = input.dryRun ? nothingWritten : await write(tx, timeline, matched);
        return { report: toReport(input.dryRun, source, matched, written.ids), changes: written.changes };
      });
      publishChanges(bus, changes);
      return report;
    },
  };
}
export type ImportService = ReturnType<typeof createImportService>;

function read(input: z.output<typeof importInput>): ListingSource {
  if (input.csv === undefined) return readRecords(input.rows ?? []);
  if (Buffer.byteLength(input.csv) > limits.importBytes) throw new AppError('PAYLOAD_TOO_LARGE');
  return readCsv(input.csv);
}

type Written = { ids: ReadonlyMap<ImportedProperty, Ids>; changes: DurableChange[] };
const nothingWritten: Written = { ids: new Map(), changes: [] };

async function write(tx: Transaction, timeline: Timeline, matched: readonly MatchedRow[]): Promise<Written> {
  const properties = [...new Set(matched.map(({ property }) => property))];
  const created = properties.filter(({ known }) => !known);
  const updated = properties.flatMap(({ known, listing, addressKey, isNews }) =>
    known && (isNews || known.addressKey !== addressKey) ? [{ known, listing, addressKey }] : [],
  );

  // Updates first: they may free a listing key that a new property takes.
  await updateProperties(
    tx,
    updated.map((property) => ({ ...fieldsOf(property), id: property.known.id })),
  );
  const place = { timelineId: timeline.id, agentId: timeline.agentId, clientId: timeline.clientId };
  const added = await addProperties(tx, place, created.map(fieldsOf));
  const ids = new Map<ImportedProperty, Ids>();
  created.forEach((property, index) => {
    const own = added[index];
    if (own) ids.set(property, own);
  });

  const changes = await touchCards(tx, [
    ...added.map(({ conversationId }) => conversationId),
    ...updated.filter(changesCard).map(({ known }) => known.conversationId),
  ]);
  const renamed = updated.filter(({ known, listing }) => known.address !== listing.address);
  changes.push(
    ...(await renameInNotifications(
      tx,
      renamed.map(({ known }) => known.conversationId),
    )),
  );
  if (created.length === 0) return { ids, changes };
  const notified = await addNotification(tx, {
    recipientId: timeline.clientId,
    type: 'PROPERTIES_ADDED',
    timelineId: timeline.id,
    ...addedTexts(
      timeline.agent.name,
      timeline.title,
      created.map(({ listing }) => listing.address),
    ),
    count: created.length,
  });
  return { ids, changes: [...changes, ...notified] };
}

function fieldsOf({ listing, addressKey }: Pick<ImportedProperty, 'listing' | 'addressKey'>): PropertyFields {
  return { ...listing, addressKey };
}

/** Whether the card of the conversation shows something else than before. */
function changesCard({ known, listing }: { known: KnownProperty; listing: Listing }): boolean {
  return known.address !== listing.address || known.price !== listing.price || known.imageUrl !== listing.imageUrl;
}

function toReport(
  dryRun: boolean,
  source: ListingSource,
  matched: readonly MatchedRow[],
  ids: Written['ids'],
): ImportReport {
  const count = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
  // Only the rows with a listing have been matched, in their order.
  const matches = matched.values();
  const rows = source.rows.map((row): ImportRow => {
    const place = { row: row.row, ...(row.line !== undefined && { line: row.line }) };
    if ('errors' in row) {
      count.rejected += 1;
      const address = row.address === undefined ? {} : { address: row.address };
      return { ...place, status: 'rejected', ...address, errors: row.errors };
    }
    const match = matches.next();
    if (match.done) throw new Error('A row of the import was not matched.');
    const { property, status } = match.value;
    count[status] += 1;
    const own = property.known
      ? { propertyId: property.known.id, conversationId: property.known.conversationId }
      : ids.get(property);
    return { ...place, status, ...own, address: row.listing.address };
  });
  return { dryRun, ...count, rows, columns: source.columns };
}
