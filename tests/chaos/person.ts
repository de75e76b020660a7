/** Somebody who chats through everything: follows, sends, repeats what was not answered, and keeps account of what was. */
import { randomUUID } from 'node:crypto';
import { createTRPCClient, createWSClient, httpBatchLink, splitLink, TRPCClientError, wsLink } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '../../server/api/router.ts';
import type { ConversationEvent, NotificationEvent } from '../../shared/events.ts';
import type { Message } from '../../shared/views.ts';
import { PromptWebSocket } from '../promptWebSocket.ts';
import type { Random } from '../random.ts';
import { ConversationReplica, type FeedReplica, feedReplica } from '../replicas.ts';
import type { Home, Person, World } from '../world.ts';

/** A call without an answer for so long is made again. */
const answerWithinMs = 4_000;
const longestRetryMs = 600;
const patienceMs = 60_000;

export class ChaosPerson {
  readonly person: Person;
  readonly home: Home;
  readonly accessToken: string;
  /** Every acknowledged message, by its `clientMessageId`, as it was last acknowledged. */
  readonly acknowledged = new Map<string, Message>();
  /** What should never have happened to this person. */
  readonly wrongs: string[] = [];
  /** How often something had to be done again, and the longest time in ms until a call was answered. */
  retries = 0;
  longestMs = 0;
  readonly conversation: Keeper<ConversationReplica>;
  readonly feed: Keeper<FeedReplica>;
  readonly #random: Random;
  readonly #socket: ReturnType<typeof createWSClient>;
  readonly #api: ReturnType<typeof createTRPCClient<AppRouter>>;

  static async open(world: World, person: Person, home: Home, url: string, random: Random): Promise<ChaosPerson> {
    const detail = await world.caller(person).conversation.forProperty({ propertyId: home.propertyId });
    const feed = await feedReplica(world, person);
    const accessToken = await world.accessToken(person);
    return new ChaosPerson(person, home, new ConversationReplica(detail), feed, url, accessToken, random);
  }

  private constructor(
    person: Person,
    home: Home,
    conversation: ConversationReplica,
    feed: FeedReplica,
    url: string,
    accessToken: string,
    random: Random,
  ) {
    this.person = person;
    this.home = home;
    this.accessToken = accessToken;
    this.#random = random;
    this.#socket = createWSClient({
      url: `${url.replace('http', 'ws')}/trpc`,
      WebSocket: PromptWebSocket,
      connectionParams: { token: accessToken },
      retryDelayMs: () => Math.random() * longestRetryMs,
      keepAlive: { enabled: true, intervalMs: 1_000, pongTimeoutMs: 1_500 },
    });
    this.#api = createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: ({ type }) => type === 'subscription',
          true: wsLink({ client: this.#socket, transformer: superjson }),
          false: httpBatchLink({
            url: `${url}/trpc`,
            transformer: superjson,
            headers: { authorization: `Bearer ${accessToken}` },
          }),
        }),
      ],
    });
    const { conversationId } = home;
    this.conversation = this.#keep(conversation, (lastEventId, handlers) =>
      this.#api.message.onMessage.subscribe({ conversationId, lastEventId }, handlers),
    );
    this.feed = this.#keep(feed, (lastEventId, handlers) =>
      this.#api.notification.onNotification.subscribe({ lastEventId }, handlers),
    );
  }

  /** Says one thing after the other, at most `count`, with pauses of up to `pauseMs`, and does what else one does in a chat. */
  async talk(count: number, pauseMs: number, isOver: () => boolean): Promise<void> {
    const random = this.#random;
    for (let index = 0; index < count && !isOver(); index += 1) {
      await pause(random.between(0, pauseMs));
      const message = await this.send(randomUUID(), `${this.person.name} ${index}`);
      if (random.chance(0.15)) await this.#replay(message.clientMessageId);
      if (random.chance(0.12)) {
        await this.#persist((signal) =>
          this.#api.message.markAllRead.mutate({ conversationId: this.home.conversationId }, { signal }),
        );
      }
      if (random.chance(0.1)) await this.#edit(random.pick([...this.acknowledged.values()]));
      if (random.chance(0.05)) await this.#delete(random.pick([...this.acknowledged.values()]));
    }
  }

  /** Sends until it is answered. */
  async send(clientMessageId: string, content: string): Promise<Message> {
    const input = { conversationId: this.home.conversationId, clientMessageId, content };
    const message = await this.#persist((signal) => this.#api.message.send.mutate(input, { signal }));
    this.acknowledge(message);
    return message;
  }

  /** The answer of a send, however it came. */
  acknowledge(message: Message): void {
    const known = this.acknowledged.get(message.clientMessageId);
    if (known && (known.id !== message.id || known.sequence !== message.sequence)) {
      this.wrongs.push(`A message was acknowledged twice, as ${known.sequence} and as ${message.sequence}`);
    }
    if (!known || known.revision < message.revision) this.acknowledged.set(message.clientMessageId, message);
  }

  async close(): Promise<void> {
    await this.#socket.close();
  }

  /** The same message again, as when an answer was lost. */
  async #replay(clientMessageId: string): Promise<void> {
    await this.send(clientMessageId, 'said again, and not to be heard');
  }

  async #edit(message: Message): Promise<void> {
    if (message.deletedAt) return;
    const content = `${message.content}!`;
    this.acknowledge(
      await this.#persist((signal) => this.#api.message.edit.mutate({ messageId: message.id, content }, { signal })),
    );
  }

  async #delete(message: Message): Promise<void> {
    this.acknowledge(
      await this.#persist((signal) => this.#api.message.delete.mutate({ messageId: message.id }, { signal })),
    );
  }

  /** Calls until there is an answer. Only being away is a reason to call again: anything else is wrong. */
  async #persist<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const began = Date.now();
    for (;;) {
      try {
        const answer = await call(AbortSignal.timeout(answerWithinMs));
        this.longestMs = Math.max(this.longestMs, Date.now() - began);
        return answer;
      } catch (error) {
        this.#expectAway(error);
        this.retries += 1;
        await pause(Math.random() * longestRetryMs);
      }
    }
  }

  #expectAway(error: unknown): void {
    const code = error instanceof TRPCClientError ? error.data?.appCode : undefined;
    if (code === undefined || code === 'UNAVAILABLE') return;
    this.wrongs.push(`${code}: ${String(error)}`);
    throw error;
  }

  /** Keeps a replica up to date, over everything. */
  #keep<Event extends ConversationEvent | NotificationEvent, R extends Replica<Event>>(
    replica: R,
    subscribe: Subscribe<Event>,
  ): Keeper<R> {
    const start = () => {
      let isOver = false;
      const again = (error?: unknown) => {
        if (isOver) return;
        isOver = true;
        if (error) this.#expectAway(error);
        this.retries += 1;
        setTimeout(start, Math.random() * longestRetryMs).unref();
      };
      subscribe(String(replica.position), {
        onData: ({ data: event }) => {
          try {
            take(event);
          } catch (error) {
            this.wrongs.push(`${this.person.name}: ${String(error)}`);
          }
        },
        onError: again,
        onComplete: again,
      });
    };
    const take = (event: Event) => {
      // Each start of a stream says where it starts. A socket that is being replaced may have told more since that was asked for.
      if (event.kind === 'ready') {
        if (event.revision > replica.position) throw new Error(`Ready at ${event.revision}, past ${replica.position}`);
        return;
      }
      if (event.revision <= replica.position) throw new Error(`${event.revision} came after ${replica.position}`);
      replica.position = event.revision;
      replica.apply(event);
    };
    start();
    return {
      replica,
      async until(revision) {
        const deadline = Date.now() + patienceMs;
        while (replica.position < revision) {
          if (Date.now() > deadline) throw new Error(`Stuck at ${replica.position} of ${revision}`);
          await pause(20);
        }
      },
    };
  }
}

type Replica<Event> = { position: number; apply(event: Event): void };
type Keeper<R> = { replica: R; until(revision: number): Promise<void> };
type Subscribe<Event> = (
  lastEventId: string,
  handlers: {
    onData: (envelope: { data: Event }) => void;
    onError: (error: unknown) => void;
    onComplete: () => void;
  },
) => unknown;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
