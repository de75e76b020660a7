/**
 * An agent and a client who use a server without a pause, for it to be killed in the middle. What they ask for is noted before it goes
 * out, and what they are answered after; `check` holds these notes against what the server has. They know the server by its API only.
 */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { applyConversationEvent, conversationState } from '../shared/applyChange.ts';
import type { ConversationEvent, NotificationEvent } from '../shared/events.ts';
import type { AuthResult, ConversationDetail, Message, Notification, UserType } from '../shared/views.ts';
import { CookieJar } from './cookieJar.ts';
import type { Random } from './random.ts';
import { connectTo, password } from './world.ts';

/** What they do. */
export type Kind = 'send' | 'edit' | 'delete' | 'read' | 'import';

/** Something asked of the server; safe to ask again when no answer has come. */
type Ask = () => Promise<void>;

/** A message, from the moment when somebody wants to send it. `null` as its content: deleted. */
type Said = {
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly author: Person;
  readonly content: string;
  readonly replyToId: string | null;
  answer: Message | null;
  /** Edits and the deletion, in order. */
  readonly changes: { content: string | null; isAnswered: boolean }[];
};

/** What it may be: as it was answered last, or as it was asked to be since. */
function possibleContents({ content, changes }: Said): (string | null)[] {
  const all = [{ content, isAnswered: true }, ...changes];
  return all.slice(all.findLastIndex(({ isAnswered }) => isAnswered)).map((each) => each.content);
}

/** How many each of the two has under way, each of them one after the other. */
const voicesPerPerson = 3;
const homes = ['1 First Street', '2 Second Street', '3 Third Street'];
const firstPrice = 100_000;

export class TalkingPair implements AsyncDisposable {
  readonly #agent: Person;
  readonly #client: Person;
  readonly #timelineId: string;
  readonly #conversations: readonly Conversation[];
  readonly #said: Said[] = [];
  readonly #voices: readonly Voice[];
  /** What was asked for and not answered. */
  #open: Ask[] = [];
  /** Addresses imported, the first being answered; and the prices that the first home may have by now. */
  readonly #imported = new Set<string>();
  #prices = [firstPrice];
  #imports = 0;
  #onAnswer: (kind: Kind) => void = () => {};

  private constructor(agent: Person, client: Person, timelineId: string, conversations: readonly Conversation[]) {
    this.#agent = agent;
    this.#client = client;
    this.#timelineId = timelineId;
    this.#conversations = conversations;
    this.#voices = this.#people.flatMap((person) =>
      Array.from({ length: voicesPerPerson }, (_, number) => ({ person, number, said: [] })),
    );
  }

  /** They sign in, share a timeline with three homes and begin to follow all of it. `url` is asked each time, for the server may move. */
  static async meet(url: () => string): Promise<TalkingPair> {
    const agent = await Person.signIn(url, 'AGENT', ({ auth }) =>
      auth.registerAgent.mutate({ email: `${randomUUID()}@example.com`, password, name: 'Ann Agent' }),
    );
    const { timeline, access } = await agent.api.timeline.create.mutate({
      title: 'Homes for Carl',
      client: { name: 'Carl Client' },
    });
    const client = await Person.signIn(url, 'CLIENT', ({ auth }) => auth.openTimeline.mutate(access));
    const rows = homes.map((address, index) => ({ address, price: firstPrice + index }));
    const report = await agent.api.property.import.mutate({ timelineId: timeline.id, rows });
    const conversations: Conversation[] = [];
    for (const { propertyId, conversationId } of report.rows) {
      conversations.push({ propertyId: propertyId!, conversationId: conversationId! });
    }
    for (const person of [agent, client]) await person.follow(conversations);
    return new TalkingPair(agent, client, timeline.id, conversations);
  }

  get #people() {
    return [this.#agent, this.#client];
  }

  /** How much has been answered so far. */
  get answered(): number {
    return this.#said.filter(({ answer }) => answer !== null).length;
  }

  /** Both go on until one of the two functions is called. `onAnswer` is told at once when an answer is there. */
  talk(random: Random, onAnswer: (kind: Kind) => void = () => {}) {
    let isOver = false;
    let isCutOff = false;
    this.#onAnswer = onAnswer;
    const talking = Promise.all(
      this.#voices.map(async (voice) => {
        while (!isOver) {
          const asks = this.#next(voice, random);
          const results = await Promise.allSettled(asks.map((ask) => ask()));
          for (const [index, result] of results.entries()) {
            if (result.status === 'fulfilled') continue;
            // Nothing may fail as long as the server is there.
            if (!isCutOff) throw result.reason;
            this.#open.push(asks[index]!);
          }
        }
      }),
    );
    // Who waits for it hears of a failure.
    talking.catch(() => {});
    return {
      talking,
      /** The server goes now, in the very next moment: what fails from here on is to be asked again. */
      cutOff: () => {
        isOver = true;
        isCutOff = true;
        for (const person of this.#people) person.loseTouch();
      },
      /** No more; everything under way is answered. */
      stop: async () => {
        isOver = true;
        await talking;
      },
    };
  }

  /** Asks again for all that had no answer, each twice at once. Answers how much that was. */
  async repeat(): Promise<number> {
    const open = this.#open.splice(0);
    await Promise.all(open.flatMap((ask) => [ask(), ask()]));
    return open.length;
  }

  /** Both renew their sessions by their cookies. */
  async renew(): Promise<void> {
    for (const person of this.#people) await person.renew();
  }

  /** Everything answered is there and everything there was asked for; what is counted is right; both have heard all of it, exactly. */
  async check(): Promise<void> {
    const unread = new Map(this.#people.map((person) => [person, 0]));
    for (const conversation of this.#conversations) {
      const history = await this.#agent.history(conversation.conversationId);
      this.#checkHistory(conversation, history);
      for (const person of this.#people) {
        const detail = await person.api.conversation.forProperty.query(conversation);
        const count = this.#checkDetail(person, detail, history);
        unread.set(person, unread.get(person)! + count);
        await person.checkConversation(detail, history);
      }
    }
    for (const person of this.#people) await person.checkFeed(unread.get(person)!);
    const [summary] = await this.#agent.api.timeline.list.query();
    expect(summary!.unreadCount, 'unread in the timeline').toBe(unread.get(this.#agent));
    await this.#checkImports();
  }

  #checkHistory({ conversationId }: Conversation, history: readonly Message[]): void {
    expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, index) => index + 1));
    const key = ({ senderId, clientMessageId }: Message) => `${senderId} ${clientMessageId}`;
    const stored = new Map(history.map((message) => [key(message), message]));
    expect(stored.size, 'each clientMessageId once').toBe(history.length);
    const said = this.#said.filter((each) => each.conversationId === conversationId);
    for (const each of said) {
      const message = stored.get(`${each.author.userId} ${each.clientMessageId}`);
      stored.delete(`${each.author.userId} ${each.clientMessageId}`);
      if (each.answer === null && message === undefined) continue;
      if (message === undefined) throw new Error(`Answered and lost: ${JSON.stringify(each.answer)}`);
      expect(possibleContents(each)).toContain(message.deletedAt ? null : message.content);
      if (message.deletedAt) expect(message.content).toBe('');
      expect(message.replyTo?.id ?? null).toBe(each.replyToId);
      if (each.answer === null) continue;
      const { id, sequence, senderId, createdAt } = each.answer;
      expect(message).toMatchObject({ id, sequence, senderId, createdAt });
    }
    expect([...stored.values()], 'never asked for').toEqual([]);
  }

  /** Answers how many are unread by a recount. */
  #checkDetail({ side, read }: Person, detail: ConversationDetail, history: readonly Message[]): number {
    const reached = { AGENT: detail.agentReadSequence, CLIENT: detail.clientReadSequence };
    const recount = (reader: UserType) =>
      history.filter(
        ({ senderType, deletedAt, sequence }) =>
          senderType !== reader && deletedAt === null && sequence > reached[reader],
      ).length;
    expect(reached[side]).toBeGreaterThanOrEqual(read.get(detail.id) ?? 0);
    expect(detail).toMatchObject({
      lastSequence: history.length,
      unreadAgentCount: recount('AGENT'),
      unreadClientCount: recount('CLIENT'),
      unreadCount: recount(side),
    });
    expect(detail.revision).toBeGreaterThanOrEqual(Math.max(0, ...history.map(({ revision }) => revision)));
    for (const { senderType, sequence, isRead } of history) {
      expect(isRead).toBe(sequence <= reached[senderType === 'AGENT' ? 'CLIENT' : 'AGENT']);
    }
    return recount(side);
  }

  async #checkImports(): Promise<void> {
    const cards = await this.#client.api.property.list.query({ timelineId: this.#timelineId });
    const addresses = cards.map(({ address }) => address);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses).toEqual(expect.arrayContaining([...homes, ...this.#imported]));
    expect(this.#prices).toContain(cards.find(({ address }) => address === homes[0])!.price);
  }

  /** What this voice asks for next, all at once. */
  #next(voice: Voice, random: Random): Ask[] {
    const { person, said } = voice;
    const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random.next() * all.length)];
    const { conversationId } = oneOf(this.#conversations)!;
    const own = oneOf(said.filter(({ answer, changes }) => answer && changes.at(-1)?.content !== null).slice(-20));
    const dice = random.next();
    if (dice < 0.15 && own) return [this.#change(own, `Edited ${randomUUID()}`)];
    if (dice < 0.25 && own) return [this.#change(own, null)];
    if (dice < 0.33) return [this.#read(person, conversationId, null)];
    if (dice < 0.39) {
      const known = oneOf(this.#said.filter(({ answer }) => answer?.conversationId === conversationId));
      return [this.#read(person, conversationId, known?.answer?.id ?? null)];
    }
    if (dice < 0.55 && voice.number === 0) {
      return [person === this.#agent ? this.#import() : this.#readNotifications(person)];
    }
    return Array.from({ length: 1 + Math.floor(random.between(0, 4)) }, (_, index) => {
      const quoted = index === 0 && random.chance(0.4) ? own : undefined;
      return this.#send(voice, quoted?.conversationId ?? conversationId, quoted?.answer?.id ?? null);
    });
  }

  #send({ person, said }: Voice, conversationId: string, replyToId: string | null): Ask {
    const content = `Said ${randomUUID()}`;
    const message = { clientMessageId: randomUUID(), conversationId, content, replyToId };
    const note: Said = { ...message, author: person, answer: null, changes: [] };
    this.#said.push(note);
    said.push(note);
    return async () => {
      const answer = await person.api.message.send.mutate(message);
      this.#onAnswer('send');
      expect(answer).toMatchObject({ conversationId, content, clientMessageId: message.clientMessageId });
      if (note.answer) expect(answer).toMatchObject({ id: note.answer.id, sequence: note.answer.sequence });
      note.answer = answer;
    };
  }

  #change(note: Said, content: string | null): Ask {
    const change = { content, isAnswered: false };
    note.changes.push(change);
    const messageId = note.answer!.id;
    const { message } = note.author.api;
    return async () => {
      await (content === null ? message.delete.mutate({ messageId }) : message.edit.mutate({ messageId, content }));
      this.#onAnswer(content === null ? 'delete' : 'edit');
      change.isAnswered = true;
    };
  }

  #read(person: Person, conversationId: string, messageId: string | null): Ask {
    const { message } = person.api;
    return async () => {
      const { readSequence } = await (messageId === null
        ? message.markAllRead.mutate({ conversationId })
        : message.markRead.mutate({ conversationId, messageId }));
      this.#onAnswer('read');
      person.read.set(conversationId, Math.max(readSequence, person.read.get(conversationId) ?? 0));
    };
  }

  #readNotifications(person: Person): Ask {
    return async () => {
      await person.api.notification.markAllRead.mutate({});
      this.#onAnswer('read');
    };
  }

  /** A new home, and a new price for the first one. By one voice only, so that the last price answered is the price. */
  #import(): Ask {
    this.#imports += 1;
    const address = `${this.#imports} New Street`;
    const price = firstPrice + 1_000 * this.#imports;
    this.#prices.push(price);
    const rows = [{ address }, { address: homes[0], price }];
    return async () => {
      await this.#agent.api.property.import.mutate({ timelineId: this.#timelineId, rows });
      this.#onAnswer('import');
      this.#imported.add(address);
      this.#prices = [price];
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const person of this.#people) person.leave();
  }
}

type Conversation = { propertyId: string; conversationId: string };

/** Asks for one thing after the other, and changes only what it said itself. */
type Voice = { readonly person: Person; readonly number: number; readonly said: Said[] };

type Connection = ReturnType<typeof connectTo>;

class Person {
  readonly side: UserType;
  readonly userId: string;
  readonly api: Connection['api'];
  /** How far it has been told to have read, by conversation. */
  readonly read = new Map<string, number>();
  readonly #url: () => string;
  readonly #firstToken: string;
  #token: string;
  readonly #socket: Connection['socket'];
  readonly #conversations = new Map<string, ConversationReader>();
  #feed: FeedReader | undefined;

  private constructor(url: () => string, side: UserType, jar: CookieJar, { user, accessToken }: AuthResult) {
    this.side = side;
    this.userId = user.id;
    this.#url = url;
    this.#token = accessToken;
    this.#firstToken = accessToken;
    const connection = connectTo(url, () => this.#token, jar.fetch);
    this.api = connection.api;
    this.#socket = connection.socket;
  }

  static async signIn(
    url: () => string,
    side: UserType,
    signIn: (api: Connection['api']) => Promise<AuthResult>,
  ): Promise<Person> {
    const jar = new CookieJar();
    const stranger = connectTo(url, null, jar.fetch);
    const result = await signIn(stranger.api);
    stranger.socket.close();
    return new Person(url, side, jar, result);
  }

  /** The token of the beginning still opens everything, and so does the cookie. */
  async renew(): Promise<void> {
    const before = connectTo(this.#url, this.#firstToken);
    expect((await before.api.auth.me.query()).user.id).toBe(this.userId);
    before.socket.close();
    const { user, accessToken } = await this.api.auth.refresh.mutate();
    expect(user.id).toBe(this.userId);
    this.#token = accessToken;
  }

  /** Subscribes once: tRPC's client comes back by itself after each kill, with the last event it has had. */
  async follow(conversations: readonly Conversation[]): Promise<void> {
    for (const conversation of conversations) {
      const reader = new ConversationReader(await this.api.conversation.forProperty.query(conversation));
      this.#conversations.set(conversation.conversationId, reader);
      const { conversationId } = conversation;
      this.api.message.onMessage.subscribe({ conversationId, lastEventId: reader.position }, reader.handlers);
    }
    const { revision } = await this.api.notification.list.query({});
    this.#feed = new FeedReader(revision, await this.#notifications());
    this.api.notification.onNotification.subscribe({ lastEventId: revision }, this.#feed.handlers);
  }

  loseTouch(): void {
    for (const reader of [...this.#conversations.values(), this.#feed!]) reader.isListening = false;
  }

  /** All of it, oldest first. */
  async history(conversationId: string): Promise<Message[]> {
    const history: Message[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page = { conversationId, after, limit: 100 };
      const { items, nextCursor }: { items: Message[]; nextCursor: number | null } =
        await this.api.message.list.query(page);
      history.push(...items);
      after = nextCursor;
    }
    return history;
  }

  async #notifications(): Promise<Notification[]> {
    const all: Notification[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { items, nextCursor }: { items: Notification[]; nextCursor: string | null } =
        await this.api.notification.list.query({ limit: 100, cursor });
      all.push(...items);
      cursor = nextCursor;
    }
    return all;
  }

  async checkConversation(detail: ConversationDetail, history: readonly Message[]): Promise<void> {
    const reader = this.#conversations.get(detail.id)!;
    await reader.until(detail.revision);
    expect(reader.faults).toEqual([]);
    expect(reader.state.needsReload).toBe(false);
    expect(reader.state.messages).toEqual(history);
    expect(reader.state.readSequence).toEqual({ AGENT: detail.agentReadSequence, CLIENT: detail.clientReadSequence });
    // Since it came back it has been told exactly what it had not heard before, in the order in which it happened. (What has changed
    // again since then has come again.)
    const heard = new Map<string, number>();
    for (const event of reader.heard) {
      if (event.kind !== 'message') continue;
      heard.delete(event.message.id);
      heard.set(event.message.id, event.revision);
    }
    expect([...heard]).toEqual(
      history
        .filter(({ revision }) => revision > reader.cameBackAt)
        .sort((one, other) => one.revision - other.revision)
        .map(({ id, revision }) => [id, revision]),
    );
  }

  async checkFeed(unread: number): Promise<void> {
    const feed = this.#feed!;
    const { revision } = await this.api.notification.list.query({});
    await feed.until(revision);
    expect(feed.faults).toEqual([]);
    const notifications = await this.#notifications();
    const byId = (some: readonly Notification[]) => Object.fromEntries(some.map((each) => [each.id, each]));
    expect(byId([...feed.notifications.values()])).toEqual(byId(notifications));
    const totals = await this.api.notification.unread.query();
    expect(totals.messages).toBe(unread);
    expect(totals.notifications).toBe(notifications.filter(({ isRead }) => !isRead).length);
    const { items } = await this.api.conversation.list.query({ limit: 100 });
    expect(items.reduce((sum, { unreadCount }) => sum + unreadCount, 0)).toBe(unread);
    for (const card of items) {
      const heard = feed.cards.get(card.id);
      if (heard) expect(heard).toEqual(card);
    }
  }

  leave(): void {
    this.#socket.close();
  }
}

/** Follows a stream over all interruptions. */
abstract class Reader<Event extends { kind: string; revision: number }> {
  position: number;
  /** Where it went on when it last came back. */
  cameBackAt: number;
  /** What has come since then. */
  heard: Event[] = [];
  isListening = false;
  /** What should not have happened. */
  readonly faults: string[] = [];

  constructor(position: number) {
    this.position = position;
    this.cameBackAt = position;
  }

  protected abstract apply(event: Event): void;

  readonly handlers = {
    onData: ({ id, data: event }: { id: string; data: Event }) => {
      const isReady = event.kind === 'ready';
      const isNext = isReady ? event.revision === this.position : event.revision > this.position;
      if (id !== String(event.revision) || !isNext || event.kind === 'reset') {
        this.faults.push(`At ${this.position} came ${id}: ${JSON.stringify(event)}`);
      }
      if (isReady) {
        this.cameBackAt = event.revision;
        this.heard = [];
        this.isListening = true;
      } else this.heard.push(event);
      this.position = event.revision;
      this.apply(event);
    },
    onError: (error: unknown) => void this.faults.push(String(error)),
  };

  async until(revision: number): Promise<void> {
    await expect
      .poll(() => (this.isListening ? this.position : `away, at ${this.position}`), { interval: 5 })
      .toBe(revision);
  }
}

class ConversationReader extends Reader<ConversationEvent> {
  state;

  constructor(detail: ConversationDetail) {
    super(detail.revision);
    this.state = conversationState(detail);
  }

  protected override apply(event: ConversationEvent): void {
    this.state = applyConversationEvent(this.state, event);
  }
}

class FeedReader extends Reader<NotificationEvent> {
  readonly notifications = new Map<string, Notification>();
  readonly cards = new Map<string, Extract<NotificationEvent, { kind: 'conversation' }>['conversation']>();

  constructor(position: number, notifications: readonly Notification[]) {
    super(position);
    for (const each of notifications) this.notifications.set(each.id, each);
  }

  protected override apply(event: NotificationEvent): void {
    if (event.kind === 'notification') this.notifications.set(event.notification.id, event.notification);
    if (event.kind === 'conversation') this.cards.set(event.conversation.id, event.conversation);
  }
}
