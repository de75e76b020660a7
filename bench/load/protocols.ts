/**
 * How each contender is spoken to. A `Conversation` is the same work in every one of them: A sends a text, the server commits it, A has the
 * answer, and B has it on an open socket. What is read of a frame is only what tells one message from another, by position: parsing
 * JSON here would cost more than some of the servers.
 */
import { randomUUID } from 'node:crypto';
import { openHttp, type RawHttp } from './rawHttp.ts';
import { openWebSocket } from './rawWebSocket.ts';

/** A conversation, and the tokens of the one who sends and the one who listens. */
export type Pair = {
  conversationId: string;
  sender: { userId: string; token: string };
  receiver: { userId: string; token: string };
};

export type ProtocolName = 'trpc-websocket' | 'trpc-http' | 'seed' | 'limit';

export type Heard = {
  /** A has the answer of its message `n`. */
  answered(n: number): void;
  /** B has message `n`; `order`: what has to rise by one each time, or `null` where the design has no such number. */
  received(n: number, order: number | null): void;
  failed(reason: string): void;
};

export type Conversation = { send(n: number): void; close(): void };

/** `inFlight`: of so many messages at a time the answers may be outstanding. */
export type Protocol = (port: number, pair: Pair, inFlight: number, heard: Heard) => Promise<Conversation>;

/** What people write, of about this length, with its number in front. */
const filler = ' The kitchen faces south, the roof was redone in 2019; could we see it on Thursday afternoon?';
export const textOf = (n: number) => `#${n}#${filler}`;
const textStart = '"#';

/** The number of the message in this frame; -1: there is none. */
export function numberIn(frame: string): number {
  const start = frame.indexOf(textStart);
  return start === -1 ? -1 : Number.parseInt(frame.slice(start + 2, start + 12), 10);
}

function valueAfter(frame: string, name: string): number {
  const start = frame.indexOf(name);
  return start === -1 ? -1 : Number.parseInt(frame.slice(start + name.length, start + name.length + 12), 10);
}

/** A socket to our server, past authentication. Calls and subscriptions are numbered by the caller. */
function openTrpc(port: number, token: string, onText: (text: string) => void, onClose: (reason: string) => void) {
  return openWebSocket(
    port,
    '/trpc?connectionParams=1',
    (text, socket) => {
      if (text === 'PING') socket.send('PONG');
      else onText(text);
    },
    onClose,
  ).then((socket) => {
    socket.send(`{"method":"connectionParams","data":{"token":"${token}"}}`);
    return socket;
  });
}

/** B's socket, once its subscription is ready. */
async function listenTrpc(port: number, pair: Pair, heard: Heard): Promise<{ close(): void }> {
  let isReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const socket = await openTrpc(
    port,
    pair.receiver.token,
    (text) => {
      const n = numberIn(text);
      if (n >= 0) heard.received(n, valueAfter(text, '"sequence":'));
      else if (text.includes('"kind":"ready"')) isReady();
      else if (text.includes('"error"')) heard.failed(text);
    },
    heard.failed,
  );
  socket.send(subscribeFrame(1, pair.conversationId));
  await ready;
  return socket;
}

export const subscribeFrame = (id: number, conversationId: string, lastEventId?: number) =>
  JSON.stringify({
    id,
    method: 'subscription',
    params: {
      path: 'message.onMessage',
      input: { json: { conversationId, ...(lastEventId !== undefined && { lastEventId: String(lastEventId) }) } },
    },
  });

const sendInput = (conversationId: string, n: number) =>
  `{"json":{"conversationId":"${conversationId}","clientMessageId":"${randomUUID()}","content":"${textOf(n)}"}}`;

const trpcWebSocket: Protocol = async (port, pair, _inFlight, heard) => {
  const listener = await listenTrpc(port, pair, heard);
  const socket = await openTrpc(
    port,
    pair.sender.token,
    (text) => {
      if (text.includes('"error"')) heard.failed(text);
      else heard.answered(numberIn(text));
    },
    heard.failed,
  );
  let id = 0;
  return {
    send: (n) => {
      id += 1;
      const input = sendInput(pair.conversationId, n);
      socket.send(`{"id":${id},"method":"mutation","params":{"path":"message.send","input":${input}}}`);
    },
    close: () => {
      socket.close();
      listener.close();
    },
  };
};

const trpcHttp: Protocol = async (port, pair, inFlight, heard) => {
  const listener = await listenTrpc(port, pair, heard);
  const headers = `Authorization: Bearer ${pair.sender.token}\r\n`;
  const sender = await overHttp(port, inFlight, (n, connection, onAnswer) =>
    connection.request('POST', '/trpc/message.send', headers, sendInput(pair.conversationId, n), onAnswer),
  )(heard);
  return {
    send: sender.send,
    close: () => {
      sender.close();
      listener.close();
    },
  };
};

type Request = (n: number, connection: RawHttp, onAnswer: (answer: { status: number; body: string }) => void) => void;

/** As many connections as messages may be in flight. An open loop may have more: they wait for a free one, as in a browser. */
function overHttp(port: number, inFlight: number, request: Request) {
  return async (heard: Heard): Promise<Conversation> => {
    const all = await Promise.all(Array.from({ length: inFlight }, () => openHttp(port)));
    const free = [...all];
    const waiting: number[] = [];
    const go = (n: number, connection: RawHttp) =>
      request(n, connection, ({ status, body }) => {
        const next = waiting.shift();
        if (next === undefined) free.push(connection);
        else go(next, connection);
        if (status >= 200 && status < 300) heard.answered(n);
        else heard.failed(`${status} ${body}`);
      });
    return {
      send: (n) => {
        const connection = free.pop();
        if (connection) go(n, connection);
        else waiting.push(n);
      },
      close: () => {
        for (const connection of all) connection.close();
      },
    };
  };
}

/** Socket.IO 4 over a bare WebSocket: `0` open, `2` ping, `3` pong, `40` connect, `42` event, `43` acknowledgement. */
async function listenSeed(port: number, pair: Pair, heard: Heard): Promise<{ close(): void }> {
  let isReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const socket = await openWebSocket(
    port,
    '/socket.io/?EIO=4&transport=websocket',
    (text, socket) => {
      if (text === '2') socket.send('3');
      else if (text.startsWith('42["new-message"')) heard.received(numberIn(text), null);
      else if (text.startsWith('0')) socket.send(`40{"token":"${pair.receiver.token}"}`);
      else if (text.startsWith('40')) {
        socket.send(`420["join-conversation",{"conversationId":"${pair.conversationId}"}]`);
      } else if (text.startsWith('430')) isReady();
      else if (text.startsWith('44')) heard.failed(text);
    },
    heard.failed,
  );
  await ready;
  return socket;
}

const seed: Protocol = async (port, pair, inFlight, heard) => {
  const listener = await listenSeed(port, pair, heard);
  const headers = `Authorization: Bearer ${pair.sender.token}\r\n`;
  const path = `/api/v1/conversations/${pair.conversationId}/messages`;
  const sender = await overHttp(port, inFlight, (n, connection, onAnswer) =>
    connection.request('POST', path, headers, `{"content":"${textOf(n)}"}`, onAnswer),
  )(heard);
  return {
    send: sender.send,
    close: () => {
      sender.close();
      listener.close();
    },
  };
};

/** `{"listen":…}` and `{"send":…}` with the answers `{"answer":…}` and `{"message":…}`: as little as there can be. */
const limit: Protocol = async (port, pair, _inFlight, heard) => {
  const listener = await openWebSocket(
    port,
    '/',
    (text) => heard.received(numberIn(text), valueAfter(text, '"sequence":')),
    heard.failed,
  );
  listener.send(`{"listen":"${pair.conversationId}"}`);
  const socket = await openWebSocket(
    port,
    '/',
    (text) => (text.includes('"error"') ? heard.failed(text) : heard.answered(numberIn(text))),
    heard.failed,
  );
  return {
    send: (n) =>
      socket.send(
        `{"conversationId":"${pair.conversationId}","senderId":"${pair.sender.userId}","clientMessageId":"${randomUUID()}","content":"${textOf(n)}"}`,
      ),
    close: () => {
      socket.close();
      listener.close();
    },
  };
};

export const protocols: Record<ProtocolName, Protocol> = {
  'trpc-websocket': trpcWebSocket,
  'trpc-http': trpcHttp,
  seed,
  limit,
};
