/**
 * How each contender is spoken to. A `Conversation` is the same work in every one of them: A sends a text, the server commits it, A has the
 * answer, and B has it on an open socket. What is read of a frame is only what tells one message from another, by position: parsing
 * JSON here would cost more than some of the servers.
 */
import { randomUUID } from 'node:crypto';
import { type HttpAnswer, openHttp, type RawHttp } from './rawHttp.ts';
import { openWebSocket, type RawWebSocket } from './rawWebSocket.ts';

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

export type Protocol = {
  /** B's end alone: a socket that listens. */
  listen(port: number, pair: Pair, heard: Heard): Promise<{ close(): void }>;
  /** B's end again, of a B that has nothing yet: it hears all there is, as a client of that server gets it, and listens. */
  comeBack?(port: number, pair: Pair, heard: Heard): Promise<{ close(): void }>;
  /** A's end alone. `inFlight`: of so many messages at a time the answers may be outstanding. */
  sender(port: number, pair: Pair, inFlight: number, heard: Heard): Promise<Conversation>;
};

/** What people write, of about this length, with its number in front. */
const filler = ' The kitchen faces south, the roof was redone in 2019; could we see it on Thursday afternoon?';
export const textOf = (n: number) => `#${n}#${filler}`;
const textStart = '"#';

/** The numbers of all messages in an answer, in its order. */
const numbersIn = (answer: string) => [...answer.matchAll(/"#(\d+)#/g)].map(([, n]) => Number(n));

/** The number of the message in this frame; -1: there is none. */
export function numberIn(frame: string): number {
  const start = frame.indexOf(textStart);
  return start === -1 ? -1 : Number.parseInt(frame.slice(start + 2, start + 12), 10);
}

function valueAfter(frame: string, name: string): number {
  const start = frame.indexOf(name);
  return start === -1 ? -1 : Number.parseInt(frame.slice(start + name.length, start + name.length + 12), 10);
}

/** A socket to our server that has said whose it is. */
async function openTrpc(
  port: number,
  token: string,
  heard: Heard,
  onText: (text: string) => void,
): Promise<RawWebSocket> {
  const socket = await openWebSocket(
    port,
    '/trpc?connectionParams=1',
    (text, self) => {
      if (text === 'PING') self.send('PONG');
      else onText(text);
    },
    heard.failed,
  );
  socket.send(`{"method":"connectionParams","data":{"token":"${token}"}}`);
  return socket;
}

/** A promise and what resolves it. */
function signal(): { came: Promise<void>; come: () => void } {
  let come: () => void = () => {};
  const came = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { came, come };
}

/** `lastEventId`: what B has already. */
async function listenTrpc(port: number, pair: Pair, heard: Heard, lastEventId?: number): Promise<RawWebSocket> {
  const ready = signal();
  const socket = await openTrpc(port, pair.receiver.token, heard, (text) => {
    const n = numberIn(text);
    if (n >= 0) heard.received(n, valueAfter(text, '"sequence":'));
    else if (text.includes('"kind":"ready"')) ready.come();
    else if (text.includes('"error"')) heard.failed(text);
  });
  const input = {
    json: {
      conversationId: pair.conversationId,
      ...(lastEventId !== undefined && { lastEventId: String(lastEventId) }),
    },
  };
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params: { path: 'message.onMessage', input } }));
  await ready.came;
  return socket;
}

const sendInput = (conversationId: string, n: number) =>
  `{"json":{"conversationId":"${conversationId}","clientMessageId":"${randomUUID()}","content":"${textOf(n)}"}}`;

const comeBackTrpc = (port: number, pair: Pair, heard: Heard) => listenTrpc(port, pair, heard, 0);

const trpcWebSocket: Protocol = {
  listen: listenTrpc,
  comeBack: comeBackTrpc,
  async sender(port, pair, _inFlight, heard) {
    const socket = await openTrpc(port, pair.sender.token, heard, (text) => {
      if (text.includes('"error"')) heard.failed(text);
      else heard.answered(numberIn(text));
    });
    let id = 0;
    return {
      send: (n) => {
        id += 1;
        const input = sendInput(pair.conversationId, n);
        socket.send(`{"id":${id},"method":"mutation","params":{"path":"message.send","input":${input}}}`);
      },
      close: socket.close,
    };
  },
};

const trpcHttp: Protocol = {
  listen: listenTrpc,
  comeBack: comeBackTrpc,
  sender(port, pair, inFlight, heard) {
    const headers = `Authorization: Bearer ${pair.sender.token}\r\n`;
    return sendOverHttp(port, inFlight, heard, (n, connection, onAnswer) =>
      connection.request('POST', '/trpc/message.send', headers, sendInput(pair.conversationId, n), onAnswer),
    );
  },
};

type Request = (n: number, connection: RawHttp, onAnswer: (answer: HttpAnswer) => void) => void;

/** As many connections as messages may be in flight. An open loop may have more: they wait for a free one, as in a browser. */
async function sendOverHttp(port: number, inFlight: number, heard: Heard, request: Request): Promise<Conversation> {
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
}

const seed: Protocol = {
  /** Socket.IO 4 over a bare WebSocket: `0` open, `2` ping, `3` pong, `40` connect, `42` event, `43` acknowledgement. */
  async listen(port, pair, heard) {
    const ready = signal();
    const socket = await openWebSocket(
      port,
      '/socket.io/?EIO=4&transport=websocket',
      (text, self) => {
        if (text === '2') self.send('3');
        else if (text.startsWith('42["new-message"')) heard.received(numberIn(text), null);
        else if (text.startsWith('0')) self.send(`40{"token":"${pair.receiver.token}"}`);
        else if (text.startsWith('40')) {
          self.send(`420["join-conversation",{"conversationId":"${pair.conversationId}"}]`);
        } else if (text.startsWith('430[{"success":true')) ready.come();
        else if (/^4[34]/.test(text)) heard.failed(text);
      },
      heard.failed,
    );
    await ready.came;
    return socket;
  },
  /** It does not say what was missed: once it listens, the latest page is fetched. */
  async comeBack(port, pair, heard) {
    const socket = await seed.listen(port, pair, heard);
    const http = await openHttp(port);
    const headers = `Authorization: Bearer ${pair.receiver.token}\r\n`;
    const path = `/api/v1/conversations/${pair.conversationId}/messages?limit=50`;
    http.request('GET', path, headers, '', ({ status, body }) => {
      if (status !== 200) heard.failed(`${status} ${body}`);
      for (const n of numbersIn(body)) heard.received(n, null);
      http.close();
    });
    return socket;
  },
  sender(port, pair, inFlight, heard) {
    const headers = `Authorization: Bearer ${pair.sender.token}\r\n`;
    const path = `/api/v1/conversations/${pair.conversationId}/messages`;
    return sendOverHttp(port, inFlight, heard, (n, connection, onAnswer) =>
      connection.request('POST', path, headers, `{"content":"${textOf(n)}"}`, onAnswer),
    );
  },
};

/** `{"listen":…}` and a message, with the answers `{"answer":…}` and `{"message":…}`: as little as there can be. */
const limit: Protocol = {
  async listen(port, pair, heard) {
    const onText = (text: string) => heard.received(numberIn(text), valueAfter(text, '"sequence":'));
    const socket = await openWebSocket(port, '/', onText, heard.failed);
    socket.send(`{"listen":"${pair.conversationId}"}`);
    return socket;
  },
  async sender(port, pair, _inFlight, heard) {
    const onText = (text: string) => (text.includes('"error"') ? heard.failed(text) : heard.answered(numberIn(text)));
    const socket = await openWebSocket(port, '/', onText, heard.failed);
    const { conversationId, sender } = pair;
    const start = `{"conversationId":"${conversationId}","senderId":"${sender.userId}","clientMessageId":"`;
    return {
      send: (n) => socket.send(`${start}${randomUUID()}","content":"${textOf(n)}"}`),
      close: socket.close,
    };
  },
};

export const protocols: Record<ProtocolName, Protocol> = {
  'trpc-websocket': trpcWebSocket,
  'trpc-http': trpcHttp,
  seed,
  limit,
};
