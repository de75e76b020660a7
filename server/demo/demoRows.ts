import { otherSide } from '../../shared/views.ts';
import type { DemoRows } from '../database/demoWriter.ts';
import { addressKey } from '../services/listingAddress.ts';
import { type Line, parseDialogue } from './dialogue.ts';
import { createLedger, type Ledger, type Place } from './ledger.ts';
import type { DemoListing } from './listings.ts';
import { agent, type HomeStory, type TimelineStory, timelines } from './story.ts';

/** The secret parts, which cannot be the same everywhere or cost time to make. `timelines` in the order of the story. */
export type DemoSecrets = { passwordHash: string; timelines: { shareToken: string; clientCodeHash: string }[] };

const hour = 3_600_000;
/** When everybody last looked at their bell: what came since is unread. Before yesterday noon, whatever the time is now. */
const bellsReadHoursAgo = 40;

/** How long after a message it is read, where no answer says when. */
const readingMs = 90_000;
const longSilenceMs = 30 * 60_000;

const after = (at: Date, ms: number) => new Date(at.getTime() + ms);

/** Something that happens at a time. */
type Event = { at: Date; happen(): void };

/** All rows of the demo as they stand at `now`: what happened is played in the order of time, everything counted on the way. */
export function demoRows(now: Date, secrets: DemoSecrets): DemoRows {
  const ledger = createLedger();
  const ago = (hours: number) => new Date(now.getTime() - hours * hour);
  const oldest = Math.max(...timelines.map(({ createdDaysAgo }) => createdDaysAgo));
  const agentRow = ledger.addUser({
    type: 'AGENT',
    name: agent.name,
    email: agent.email,
    passwordHash: secrets.passwordHash,
    createdAt: ago((oldest + 1) * 24),
  });

  const events: Event[] = [];
  for (const [index, story] of timelines.entries()) {
    const secret = secrets.timelines[index];
    if (!secret) throw new Error(`There is no link for "${story.title}".`);
    const createdAt = ago(story.createdDaysAgo * 24);
    const client = ledger.addUser({ type: 'CLIENT', ...story.client, passwordHash: null, createdAt });
    const timeline = ledger.addTimeline({
      title: story.title,
      agentId: agentRow.id,
      clientId: client.id,
      ...secret,
      createdAt,
    });
    const people = { timeline, agent: agentRow, client };
    const { sharedDaysAgo } = story;
    if (sharedDaysAgo !== undefined) {
      const at = ago(sharedDaysAgo * 24);
      events.push({ at, happen: () => ledger.share(people, at) });
    }
    for (const [addedDaysAgo, homes] of importsOf(story)) {
      const at = ago(addedDaysAgo * 24);
      const fields = homes.map(({ listing }) => propertyFields(listing));
      const places: Place[] = [];
      events.push({ at, happen: () => void places.push(...ledger.addProperties(people, fields, at)) });
      for (const [number, home] of homes.entries()) {
        events.push(...homeEvents(ledger, home, () => required(places[number]), now));
      }
    }
    const bellAt = ago(bellsReadHoursAgo);
    events.push({ at: bellAt, happen: () => ledger.readNotifications(client, bellAt) });
  }
  const bellAt = ago(bellsReadHoursAgo);
  events.push({ at: bellAt, happen: () => ledger.readNotifications(agentRow, bellAt) });

  // A stable sort: what happens at one moment happens in the order it was told.
  for (const event of events.sort((one, other) => one.at.getTime() - other.at.getTime())) event.happen();
  noteLastSeen(ledger.rows);
  return ledger.rows;
}

/** The homes of a timeline by the day they were added, oldest first: each day is one import. */
function importsOf({ homes }: TimelineStory): [number, HomeStory[]][] {
  const days = new Map<number, HomeStory[]>();
  for (const home of homes) days.set(home.addedDaysAgo, [...(days.get(home.addedDaysAgo) ?? []), home]);
  return [...days].sort(([one], [other]) => other - one);
}

function homeEvents(ledger: Ledger, home: HomeStory, place: () => Place, now: Date): Event[] {
  const events: Event[] = [];
  const ago = (hours: number) => new Date(now.getTime() - hours * hour);
  const { viewedHoursAgo, feedback } = home;
  if (viewedHoursAgo !== undefined) {
    const at = ago(viewedHoursAgo);
    events.push({ at, happen: () => ledger.viewProperty(place(), at) });
  }
  if (feedback) {
    const at = ago(feedback.hoursAgo);
    events.push({ at, happen: () => ledger.giveFeedback(place(), feedback.verdict, feedback.comment, at) });
  }
  if (home.dialogue) events.push(...talk(ledger, home, place, parseDialogue(home.dialogue, now)));
  return events;
}

/** Sends the lines; whoever answers has read everything before, shortly before. */
function talk(ledger: Ledger, home: HomeStory, place: () => Place, lines: readonly Line[]): Event[] {
  const events: Event[] = [];
  const sent: ReturnType<Ledger['send']>[] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before) {
      const reader = otherSide(before.side);
      const gap = line.at.getTime() - before.at.getTime();
      // Whoever answers has just read; what gets no answer for long has been read meanwhile.
      const at = gap > longSilenceMs ? after(before.at, readingMs) : after(line.at, -Math.min(25_000, gap / 2));
      if (reader === line.side || gap > longSilenceMs) {
        events.push({ at, happen: () => ledger.readAll(place(), reader, at) });
      }
    }
    events.push({
      at: line.at,
      happen: () => {
        const quoted = line.quotes === null ? undefined : required(sent[index - line.quotes]);
        sent.push(ledger.send(place(), line.side, line.text, line.at, quoted));
      },
    });
  }
  const last = required(lines.at(-1));
  const reader = otherSide(last.side);
  if (home.unreadBy && home.unreadBy !== reader) {
    throw new Error(
      `In ${home.listing.address} the ${reader} has to speak before, so that the other side has something unread.`,
    );
  }
  const at = after(last.at, readingMs);
  if (!home.unreadBy) events.push({ at, happen: () => ledger.readAll(place(), reader, at) });
  const { endsAs } = home;
  if (endsAs) events.push({ at, happen: () => ledger.setStatus(place(), endsAs) });
  return events;
}

function propertyFields({ picture, ...listing }: DemoListing) {
  const fields = { ...listing, stateOrProvince: 'CA', imageUrl: `/homes/${picture}.webp` };
  return { ...fields, addressKey: addressKey(fields) };
}

/** Everybody was last here when they last wrote or read. */
function noteLastSeen({ users, conversations, messages, receipts }: DemoRows): void {
  const seen = new Map<string, Date>();
  const see = (userId: string, at: Date) => {
    const known = seen.get(userId);
    if (!known || known < at) seen.set(userId, at);
  };
  for (const { senderId, createdAt } of messages) see(senderId, createdAt);
  const people = new Map(conversations.map(({ id, agentId, clientId }) => [id, { AGENT: agentId, CLIENT: clientId }]));
  for (const { conversationId, readerType, readAt } of receipts)
    see(required(people.get(conversationId))[readerType], readAt);
  for (const user of users) user.lastSeenAt = seen.get(user.id) ?? null;
}

/** The story is written so that it is there. */
function required<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("The demo's story refers to something that is not there.");
  return thing;
}
