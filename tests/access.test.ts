/**
 * Who may call what: every procedure of the router by every kind of caller, over HTTP and sockets. The table is compared with the router
 * itself, so that a new procedure without a row fails.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appRouter } from '../server/api/router.ts';
import type { AppErrorCode } from '../shared/errors.ts';
import {
  type Agent,
  type Client,
  clientCode,
  codeOf,
  type Home,
  Inbox,
  openWorld,
  password,
  type Served,
  type World,
} from './world.ts';

let world: World;
let served: Served;
beforeAll(async () => {
  world = await openWorld();
  served = await world.serve();
  agent = await world.agent();
  sibling = await world.client(agent, 'Cleo Sibling');
  other = await world.couple();
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

type Answer = AppErrorCode | 'ok';
const callers = ['nobody', 'otherAgent', 'otherClient', 'siblingClient', 'ownerClient', 'ownerAgent'] as const;
type Caller = (typeof callers)[number];
type Row = Record<Caller, Answer>;

/** What belongs to the owners, and what a row's input is made of. */
type Property = { agent: Agent; client: Client; home: Home; messageId: string; notificationId: string };
type Entry = { input?: (own: Property) => unknown; answers: Row };

const anyone: Row = {
  nobody: 'ok',
  otherAgent: 'ok',
  otherClient: 'ok',
  siblingClient: 'ok',
  ownerAgent: 'ok',
  ownerClient: 'ok',
};
const signedIn: Row = { ...anyone, nobody: 'UNAUTHENTICATED' };
const agents: Row = { ...signedIn, otherClient: 'FORBIDDEN', siblingClient: 'FORBIDDEN', ownerClient: 'FORBIDDEN' };
const participants = (notFound: AppErrorCode): Row => ({
  ...signedIn,
  otherAgent: notFound,
  otherClient: notFound,
  siblingClient: notFound,
});
const owningAgent = (notFound: AppErrorCode): Row => ({ ...agents, otherAgent: notFound });
const owningClient = (notFound: AppErrorCode): Row => ({
  ...participants(notFound),
  otherAgent: 'FORBIDDEN',
  ownerAgent: 'FORBIDDEN',
});

const timeline = ({ home: { timelineId } }: Property) => ({ timelineId });
const property = ({ home: { propertyId } }: Property) => ({ propertyId });
const conversation = ({ home: { conversationId } }: Property) => ({ conversationId });

const table: Record<string, Entry> = {
  'auth.registerAgent': {
    input: () => ({ email: `${randomUUID()}@example.com`, password: 'long enough', name: 'New' }),
    answers: anyone,
  },
  'auth.login': { input: ({ agent }) => ({ email: agent.email, password }), answers: anyone },
  'auth.openTimeline': { input: ({ client }) => ({ shareToken: client.shareToken, clientCode }), answers: anyone },
  // Goes by the cookie alone, and nobody here sends one.
  'auth.refresh': {
    answers: {
      nobody: 'UNAUTHENTICATED',
      otherAgent: 'UNAUTHENTICATED',
      otherClient: 'UNAUTHENTICATED',
      siblingClient: 'UNAUTHENTICATED',
      ownerAgent: 'UNAUTHENTICATED',
      ownerClient: 'UNAUTHENTICATED',
    },
  },
  'auth.logout': { answers: signedIn },
  'auth.me': { answers: signedIn },

  'timeline.create': { input: () => ({ title: 'Homes', client: { name: 'Carl' } }), answers: agents },
  'timeline.list': { answers: agents },
  'timeline.get': { input: timeline, answers: participants('TIMELINE_NOT_FOUND') },
  'timeline.share': { input: timeline, answers: owningAgent('TIMELINE_NOT_FOUND') },
  'timeline.revokeAccess': { input: timeline, answers: owningAgent('TIMELINE_NOT_FOUND') },

  'property.import': {
    input: (own) => ({ ...timeline(own), csv: 'address\n1 Oak Street' }),
    answers: owningAgent('TIMELINE_NOT_FOUND'),
  },
  'property.list': { input: timeline, answers: participants('TIMELINE_NOT_FOUND') },
  'property.recordView': { input: property, answers: owningClient('PROPERTY_NOT_FOUND') },
  'property.giveFeedback': {
    input: (own) => ({ ...property(own), verdict: 'LOVE' }),
    answers: owningClient('PROPERTY_NOT_FOUND'),
  },

  'conversation.forProperty': { input: property, answers: participants('PROPERTY_NOT_FOUND') },
  'conversation.list': { answers: signedIn },
  'conversation.setStatus': {
    input: (own) => ({ ...conversation(own), status: 'ARCHIVED' }),
    answers: owningAgent('CONVERSATION_NOT_FOUND'),
  },
  'conversation.setTyping': {
    input: (own) => ({ ...conversation(own), isTyping: true }),
    answers: participants('CONVERSATION_NOT_FOUND'),
  },
  'conversation.onActivity': { input: conversation, answers: participants('CONVERSATION_NOT_FOUND') },

  'message.send': {
    input: (own) => ({ ...conversation(own), clientMessageId: randomUUID(), content: 'hello' }),
    answers: participants('CONVERSATION_NOT_FOUND'),
  },
  'message.list': { input: conversation, answers: participants('CONVERSATION_NOT_FOUND') },
  // The message is the client's own: its agent sees it, and may not change it.
  'message.edit': {
    input: ({ messageId }) => ({ messageId, content: 'changed' }),
    answers: { ...participants('MESSAGE_NOT_FOUND'), ownerAgent: 'FORBIDDEN' },
  },
  'message.delete': {
    input: ({ messageId }) => ({ messageId }),
    answers: { ...participants('MESSAGE_NOT_FOUND'), ownerAgent: 'FORBIDDEN' },
  },
  'message.markRead': {
    input: (own) => ({ ...conversation(own), messageId: own.messageId }),
    answers: participants('CONVERSATION_NOT_FOUND'),
  },
  'message.markAllRead': { input: conversation, answers: participants('CONVERSATION_NOT_FOUND') },
  'message.search': {
    input: (own) => ({ ...conversation(own), query: 'hello' }),
    answers: participants('CONVERSATION_NOT_FOUND'),
  },
  'message.onMessage': { input: conversation, answers: participants('CONVERSATION_NOT_FOUND') },

  'notification.list': { answers: signedIn },
  'notification.unread': { answers: signedIn },
  // The notification is the agent's: not even its client knows of it.
  'notification.markRead': {
    input: ({ notificationId }) => ({ notificationId }),
    answers: { ...participants('NOTIFICATION_NOT_FOUND'), ownerClient: 'NOTIFICATION_NOT_FOUND' },
  },
  'notification.markAllRead': { input: timeline, answers: participants('TIMELINE_NOT_FOUND') },
  'notification.onNotification': { answers: signedIn },
};

type Procedure = { path: string; type: 'query' | 'mutation' | 'subscription' };
// By path at run time, whatever its type says; each is a function that carries its definition.
const defined = appRouter._def.procedures as unknown as Record<string, { _def: Pick<Procedure, 'type'> }>;
const procedures = Object.entries(defined).map(([path, { _def }]): Procedure => ({ path, type: _def.type }));

test('every procedure of the router has a row, and every row a procedure', () => {
  expect(Object.keys(table).sort()).toEqual(procedures.map(({ path }) => path).sort());
});

let agent: Agent;
let sibling: Client;
let other: { agent: Agent; client: Client; home: Home };

/** A client with what the client and the agent own, and everybody who calls. */
async function people(): Promise<{ own: Property; tokens: Record<Caller, string | null> }> {
  const client = await world.client(agent);
  const home = await world.property(agent, client);
  const message = await world.send(client, home, 'hello');
  const { items } = await world.caller(agent).notification.list();
  const own = { agent, client, home, messageId: message.id, notificationId: items[0]!.id };
  return {
    own,
    tokens: {
      nobody: null,
      otherAgent: await world.accessToken(other.agent),
      otherClient: await world.accessToken(other.client),
      siblingClient: await world.accessToken(sibling),
      ownerAgent: await world.accessToken(agent),
      ownerClient: await world.accessToken(client),
    },
  };
}

type Asked = { answer: Answer; body: string };

async function ask({ path, type }: Procedure, input: unknown, accessToken: string | null): Promise<Asked> {
  if (type !== 'subscription') {
    const { body, text } = await served.call(path, { input, type, accessToken });
    return { answer: body.error?.json.data.appCode ?? 'ok', body: text };
  }
  const { api, socket } = served.connect(accessToken);
  const inbox = new Inbox<unknown>();
  const [first, second] = path.split('.') as ['message', 'onMessage'];
  api[first][second].subscribe(input as { conversationId: string }, {
    onData: inbox.put,
    onError: inbox.fail,
  });
  const asked: Asked = await inbox.next().then(
    (event) => ({ answer: 'ok', body: JSON.stringify(event) }),
    (error: Error) => ({
      answer: codeOf(error),
      body: JSON.stringify({ ...error, cause: null, message: error.message }),
    }),
  );
  await socket.close();
  return asked;
}

describe('each kind of caller is answered as it should be', () => {
  test.each(procedures.map((procedure) => [procedure.path, procedure] as const))('%s', async (_path, procedure) => {
    const entry = table[procedure.path]!;
    const { own, tokens } = await people();
    const answers: Partial<Row> = {};
    // Owners last, and of them the agent: what they do may change what is there.
    for (const caller of callers) {
      const { answer, body } = await ask(procedure, entry.input?.(own), tokens[caller]);
      answers[caller] = answer;
      // Lists, sums and streams have no id to be refused by: there it shows in what they hold.
      if (caller.startsWith('owner') || procedure.path.startsWith('auth.')) continue;
      for (const id of [own.home.timelineId, own.home.propertyId, own.home.conversationId, own.messageId]) {
        expect(body, caller).not.toContain(id);
      }
    }
    expect(answers).toEqual(entry.answers);
  });
});

describe('what is someone else’s is answered exactly like what does not exist', () => {
  const unknown = (own: Property): Property => ({
    ...own,
    home: { ...own.home, timelineId: randomUUID(), propertyId: randomUUID(), conversationId: randomUUID() },
    messageId: randomUUID(),
    notificationId: randomUUID(),
  });
  const hiding = procedures.filter(({ path }) =>
    Object.values(table[path]!.answers).some((answer) => answer.endsWith('_NOT_FOUND')),
  );

  test.each(hiding.map((procedure) => [procedure.path, procedure] as const))('%s', async (_path, procedure) => {
    const { input, answers } = table[procedure.path]!;
    const { own, tokens } = await people();
    for (const caller of callers) {
      if (!answers[caller].endsWith('_NOT_FOUND')) continue;
      const foreign = await ask(procedure, input!(own), tokens[caller]);
      const missing = await ask(procedure, input!(unknown(own)), tokens[caller]);
      expect(foreign).toEqual(missing);
      expect(foreign.body).toContain(answers[caller]);
    }
  });

  test('in every other id of an input as well', async () => {
    const { own, tokens } = await people();
    const foreign = await world.send(other.client, other.home, 'a secret');
    const token = tokens.ownerClient;
    for (const id of [foreign.id, randomUUID()]) {
      const { conversationId } = own.home;
      const reply = { conversationId, clientMessageId: randomUUID(), content: 'quoting', replyToId: id };
      expect((await served.call('message.send', { input: reply, accessToken: token })).text).toBe(
        '{"error":{"json":{"code":-32004,"message":"Message not found.","data":{"code":"NOT_FOUND","httpStatus":404,"appCode":"MESSAGE_NOT_FOUND","path":"message.send"}}}}',
      );
      const read = await served.call('message.markRead', {
        input: { conversationId, messageId: id },
        accessToken: token,
      });
      expect(read.body.error?.json.data.appCode).toBe('MESSAGE_NOT_FOUND');
    }
    // Filters, too.
    for (const timelineId of [other.home.timelineId, randomUUID()]) {
      for (const path of ['message.search', 'conversation.list', 'notification.list']) {
        const input = { timelineId, ...(path === 'message.search' && { query: 'secret' }) };
        const { body } = await served.call(path, { type: 'query', input, accessToken: token });
        expect(body.error?.json.data.appCode).toBe('TIMELINE_NOT_FOUND');
      }
    }
  });
});

test('a token of an ended session is refused at once, and so is one that is not ours', async () => {
  const { accessToken, sessionId } = await world.signIn(agent);
  const me = (token: string) => served.call('auth.me', { type: 'query', accessToken: token });
  expect((await me(accessToken)).status).toBe(200);
  await world.app.sessions.end([sessionId]);
  expect((await me(accessToken)).body.error?.json.data.appCode).toBe('SESSION_EXPIRED');
  expect((await me(`${accessToken}x`)).body.error?.json.data.appCode).toBe('UNAUTHENTICATED');
});
