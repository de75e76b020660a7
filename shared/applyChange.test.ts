import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyConversationEvent,
  type ConversationState,
  conversationState,
  mergeMessage,
  prependMessages,
  unreadCount,
} from './applyChange.ts';
import type { ConversationChange } from './events.ts';
import type { ConversationDetail, Message, UserType } from './views.ts';

const sides = ['AGENT', 'CLIENT'] as const;

/** A conversation as the server keeps it: state, and the log that is read from it. */
class ModelConversation {
  revision = 0;
  status: ConversationDetail['status'] = 'ACTIVE';
  statusRevision = 0;
  readonly messages: Message[] = [];
  readonly readSequence = { AGENT: 0, CLIENT: 0 };
  readonly receipts: { revision: number; readerType: UserType; readSequence: number; readAt: Date }[] = [];
  /** Every change as it was published when it happened. */
  readonly published: ConversationChange[] = [];
  private clock = 0;
  private readonly window: number;

  constructor(window: number) {
    this.window = window;
  }

  private now() {
    return new Date(++this.clock * 1_000);
  }

  private tell(change: ConversationChange) {
    this.published.push(structuredClone(change));
  }

  private change(message: Message, fields: Partial<Message>) {
    Object.assign(message, fields, { revision: ++this.revision });
    this.tell({ kind: 'message', revision: this.revision, message });
  }

  send(senderType: UserType, replyTo?: Message) {
    const sequence = this.messages.length + 1;
    const at = this.now();
    const message: Message = {
      id: `m${sequence}`,
      conversationId: 'c',
      sequence,
      revision: 0,
      clientMessageId: `id-${sequence}`,
      senderId: senderType,
      senderType,
      sender: { id: senderType, name: senderType, avatarUrl: null },
      type: 'TEXT',
      content: `text ${sequence}`,
      isRead: false,
      readAt: null,
      createdAt: at,
      updatedAt: at,
      editedAt: null,
      deletedAt: null,
      replyTo: replyTo ? { id: replyTo.id, senderType: replyTo.senderType, content: replyTo.content } : null,
      attachments: [],
    };
    this.messages.push(message);
    this.change(message, {});
  }

  rewrite(message: Message, isDeletion: boolean) {
    if (message.deletedAt) return;
    const at = this.now();
    this.change(
      message,
      isDeletion ? { content: '', deletedAt: at } : { content: `${message.content}!`, editedAt: at },
    );
    for (const reply of this.messages) {
      if (reply.replyTo?.id === message.id)
        this.change(reply, { replyTo: { ...reply.replyTo, content: message.content } });
    }
  }

  read(readerType: UserType, readSequence: number) {
    if (readSequence <= this.readSequence[readerType]) return;
    const readAt = this.now();
    this.readSequence[readerType] = readSequence;
    const receipt = { revision: ++this.revision, readerType, readSequence, readAt };
    this.receipts.push(receipt);
    for (const message of this.messages) {
      if (message.senderType !== readerType && !message.isRead && message.sequence <= readSequence) {
        Object.assign(message, { isRead: true, readAt });
      }
    }
    this.tell({ kind: 'read', ...receipt });
  }

  setStatus(status: ConversationDetail['status']) {
    if (status === this.status) return;
    this.status = status;
    this.statusRevision = ++this.revision;
    this.tell({ kind: 'status', revision: this.revision, status });
  }

  unread(side: UserType) {
    return this.messages.filter(
      (message) => message.senderType !== side && !message.deletedAt && message.sequence > this.readSequence[side],
    ).length;
  }

  snapshot(): ConversationDetail {
    return structuredClone({
      id: 'c',
      propertyId: 'p',
      timelineId: 't',
      agentId: 'AGENT',
      clientId: 'CLIENT',
      status: this.status,
      unreadAgentCount: this.unread('AGENT'),
      unreadClientCount: this.unread('CLIENT'),
      unreadCount: 0,
      lastMessageAt: null,
      lastMessage: null,
      property: { id: 'p', address: 'Here', price: null, imageUrl: null },
      feedRevision: 0,
      revision: this.revision,
      lastSequence: this.messages.length,
      agentReadSequence: this.readSequence.AGENT,
      clientReadSequence: this.readSequence.CLIENT,
      messages: this.messages.slice(-this.window),
    });
  }

  /** What the stream says to a reader who comes back: of everything that changed, its latest state. */
  changesAfter(revision: number): ConversationChange[] {
    const changes: ConversationChange[] = [
      ...this.messages
        .filter((message) => message.revision > revision)
        .map((message) => ({ kind: 'message' as const, revision: message.revision, message })),
      ...this.receipts
        .filter((receipt) => receipt.revision > revision)
        .map((receipt) => ({ kind: 'read' as const, ...receipt })),
      ...(this.statusRevision > revision
        ? [{ kind: 'status' as const, revision: this.statusRevision, status: this.status }]
        : []),
    ];
    return structuredClone(changes).sort((a, b) => a.revision - b.revision);
  }
}

type Step =
  | { do: 'send'; side: UserType; reply: number | null }
  | { do: 'rewrite'; at: number; isDeletion: boolean }
  | { do: 'read'; side: UserType; at: number }
  | { do: 'status'; status: ConversationDetail['status'] }
  | { do: 'live'; repeat: number }
  | { do: 'resume' }
  | { do: 'answer'; at: number }
  | { do: 'older' };

const place = fc.integer({ min: 0, max: 40 });
const change: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      side: fc.constantFrom(...sides),
      reply: fc.option(place),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rewrite' as const), at: place, isDeletion: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), side: fc.constantFrom(...sides), at: place }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      status: fc.constantFrom('ACTIVE' as const, 'ARCHIVED' as const, 'CLOSED' as const),
    }),
  },
);
const hearing: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('live' as const), repeat: fc.integer({ min: 0, max: 5 }) }),
  fc.constant({ do: 'resume' as const }),
  fc.record({ do: fc.constant('answer' as const), at: place }),
  fc.constant({ do: 'older' as const }),
);

function perform(model: ModelConversation, step: Step) {
  const at = (index: number) => model.messages[index % Math.max(1, model.messages.length)];
  if (step.do === 'send') model.send(step.side, step.reply === null ? undefined : at(step.reply));
  if (step.do === 'status') model.setStatus(step.status);
  if (step.do === 'rewrite' || step.do === 'read') {
    const message = at(step.at);
    if (message && step.do === 'rewrite') model.rewrite(message, step.isDeletion);
    if (message && step.do === 'read') model.read(step.side, message.sequence);
  }
}

/** What a reader holds and a fresh snapshot must agree on. */
function comparable(state: ConversationState, window: number) {
  return {
    revision: state.revision,
    status: state.status,
    lastSequence: state.lastSequence,
    readSequence: state.readSequence,
    messages: state.messages.slice(-window),
    unread: sides.map((side) => unreadCount(state, side)),
  };
}

describe('a conversation', () => {
  it('snapshot + changes = fresh snapshot, through repeats, resumptions, early answers and older pages', () => {
    const window = 4;
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 30 }),
        fc.array(fc.oneof({ weight: 2, arbitrary: change }, { weight: 1, arbitrary: hearing }), { maxLength: 60 }),
        (before, after) => {
          const model = new ModelConversation(window);
          for (const step of before) perform(model, step);
          let state = conversationState(model.snapshot());
          const hear = (events: ConversationChange[]) => {
            for (const event of events) {
              state = applyConversationEvent(state, event);
              const again = applyConversationEvent(state, event);
              expect(again).toBe(state);
            }
            // The reader does as it is told.
            if (state.needsReload) state = conversationState(model.snapshot());
          };
          for (const step of after) {
            if (step.do === 'live') {
              const from = model.published.filter((event) => event.revision > state.revision);
              const repeats = model.published.filter((event) => event.revision <= state.revision).slice(-step.repeat);
              hear([...repeats, ...from]);
            } else if (step.do === 'resume') {
              hear(model.changesAfter(state.revision));
            } else if (step.do === 'answer') {
              const message = model.messages[step.at % Math.max(1, model.messages.length)];
              // A call is answered with what its caller has just done: something at the end of what is loaded.
              if (message && message.sequence >= state.firstSequence) {
                state = mergeMessage(state, structuredClone(message));
              }
            } else if (step.do === 'older') {
              const first = state.firstSequence;
              const items = structuredClone(model.messages.filter(({ sequence }) => sequence < first).slice(-3));
              state = prependMessages(state, { items, nextCursor: null, revision: model.revision });
            } else perform(model, step);
          }
          hear(model.changesAfter(state.revision));
          const fresh = conversationState(model.snapshot());
          expect(comparable(state, window)).toEqual(comparable(fresh, window));
          const sequences = state.messages.map(({ sequence }) => sequence);
          expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('an event at or below the revision changes nothing, whatever it says', () => {
    const model = new ModelConversation(50);
    model.send('AGENT');
    model.send('CLIENT');
    const state = conversationState(model.snapshot());
    for (const event of model.published) expect(applyConversationEvent(state, event)).toBe(state);
    expect(applyConversationEvent(state, { kind: 'ready', revision: 7 })).toBe(state);
  });

  it('counts what the other side wrote beyond the read sequence, not what it deleted', () => {
    const model = new ModelConversation(50);
    model.send('CLIENT');
    let state = conversationState(model.snapshot());
    model.send('CLIENT');
    model.send('AGENT');
    model.send('CLIENT');
    model.rewrite(model.messages[1]!, true);
    for (const event of model.changesAfter(state.revision)) state = applyConversationEvent(state, event);
    expect(unreadCount(state, 'AGENT')).toBe(2);
    expect(unreadCount(state, 'CLIENT')).toBe(1);
  });

  it('a reading marks only what was not read before, with its own time', () => {
    const model = new ModelConversation(50);
    model.send('AGENT');
    model.read('CLIENT', 1);
    let state = conversationState(model.snapshot());
    const first = state.messages[0]?.readAt;
    model.send('AGENT');
    model.read('CLIENT', 2);
    for (const event of model.published) state = applyConversationEvent(state, event);
    expect(state.messages.map(({ readAt }) => readAt)).toEqual([first, model.messages[1]?.readAt]);
  });

  it('a reset asks for a fresh snapshot', () => {
    const state = conversationState(new ModelConversation(50).snapshot());
    expect(applyConversationEvent(state, { kind: 'reset', revision: 9 }).needsReload).toBe(true);
  });

  it('takes no message of another conversation', () => {
    const model = new ModelConversation(50);
    model.send('AGENT');
    const state = conversationState(model.snapshot());
    expect(mergeMessage(state, { ...model.messages[0]!, id: 'foreign', conversationId: 'other', sequence: 2 })).toBe(
      state,
    );
  });
});
