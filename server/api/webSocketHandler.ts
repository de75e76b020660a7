/**
 * tRPC over WebSocket. Says and understands what tRPC's own adapter does (its client and its tests of the wire are the judges), and calls the
 * procedures through tRPC; but it is made for many sockets that mostly listen. What a socket keeps here is one object and its
 * subscriptions; a call or an event costs no timer, no signal and no closure, and an event is written once however many are told of it.
 * docs/decisions/011 says what that is worth.
 *
 * A socket's life: connected → its first frame says who it is (`connectionParams`), where its address announces that → calls and
 * subscriptions, each answered under its `id`.
 */
import type { IncomingMessage } from 'node:http';
import {
  type AnyRouter,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  isTrackedEnvelope,
  TRPCError,
} from '@trpc/server';
import { parseConnectionParamsFromUnknown } from '@trpc/server/http';
import { parseTRPCMessage } from '@trpc/server/rpc';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import type { Context } from './context.ts';

export type ConnectionParams = Readonly<Record<string, string | undefined>> | null;

type Options = {
  router: AnyRouter;
  createContext(request: IncomingMessage, socket: WebSocket, connectionParams: ConnectionParams): Promise<Context>;
  /** Told of every error that is answered. */
  onError(failure: { error: TRPCError; path: string | undefined }): void;
  /** Calls that may come in one frame. */
  maxCalls: number;
  /** And subscriptions: after a lost connection a client begins all of its own again in one frame. */
  maxSubscriptions: number;
  /** A socket that has been silent for `pingMs` is asked for a sign of life, and cut when none comes within `pongWaitMs`. */
  keepAlive: { pingMs: number; pongWaitMs: number };
};

type Message = ReturnType<typeof parseTRPCMessage>;
type Call = Extract<Message, { params: unknown }>;
type Id = Message['id'];
/** Whom an answer is for. */
type Asker = { id: Id; jsonrpc?: '2.0' | undefined };
const nobody: Asker = { id: null };

/** Between two looks at who is silent. */
const lookEveryMs = 1_000;

export function createWebSocketHandler(server: WebSocketServer, options: Options) {
  const peers = new Map<WebSocket, Peer>();
  let now = performance.now();

  server.on('connection', (socket, request) => {
    const peer = new Peer(socket, request, options);
    peer.heardAt = now;
    peers.set(socket, peer);
    socket.on('message', hear);
    socket.on('error', fail);
    socket.once('close', leave);
  });

  // One function each for all sockets, which are their `this`.
  function hear(this: WebSocket, data: RawData, isBinary: boolean): void {
    const peer = peers.get(this);
    if (!peer) return;
    peer.heardAt = now;
    peer.isAsked = false;
    peer.hear(data, isBinary);
  }
  function fail(cause: Error): void {
    options.onError({ error: getTRPCErrorFromUnknown(cause), path: undefined });
  }
  function leave(this: WebSocket): void {
    peers.get(this)?.leave();
    peers.delete(this);
  }

  const { pingMs, pongWaitMs } = options.keepAlive;
  const timer = setInterval(
    () => {
      now = performance.now();
      for (const [socket, peer] of peers) {
        const silentMs = now - peer.heardAt;
        if (peer.isAsked && silentMs >= pingMs + pongWaitMs) socket.terminate();
        else if (!peer.isAsked && silentMs >= pingMs) {
          peer.isAsked = true;
          peer.say('PING');
        }
      }
    },
    Math.min(lookEveryMs, pingMs),
  );
  timer.unref();
  server.once('close', () => clearInterval(timer));

  return {
    /** Asks everybody to connect again. */
    broadcastReconnect(): void {
      for (const peer of peers.values()) peer.say('{"id":null,"method":"reconnect"}');
    },
  };
}

/** The other end of one socket. */
class Peer {
  /** When it was last heard of, and whether it has been asked for a sign of life since. */
  heardAt = 0;
  isAsked = false;
  readonly #socket: WebSocket;
  readonly #options: Options;
  /** Until the context is made of it. */
  #request: IncomingMessage | undefined;
  #context: Promise<Context> | undefined;
  #subscriptions: Map<Id, AbortController> | undefined;

  constructor(socket: WebSocket, request: IncomingMessage, options: Options) {
    this.#socket = socket;
    this.#options = options;
    this.#request = request;
    if (!/[?&]connectionParams=1(&|$)/.test(request.url ?? '')) this.#begin(() => null);
  }

  say(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  hear(data: RawData, isBinary: boolean): void {
    // A text of one frame or of several is a buffer, as `ws` is set up.
    const text = isBinary ? null : data.toString();
    if (text === 'PONG') return;
    if (text === 'PING') this.say('PONG');
    else if (!this.#context) this.#begin(() => parseConnectionParams(text));
    else for (const [index, message] of this.#read(text).entries()) this.#handle(message, index);
  }

  /** The messages of a frame; none where it is refused. */
  #read(text: string | null): Message[] {
    try {
      const frame = parseFrame(text);
      const parts = Array.isArray(frame) ? frame : [frame];
      if (this.#isBounded(parts)) {
        return parts.map((part) => parseTRPCMessage(part, this.#options.router._def._config.transformer));
      }
      this.#refuseAll(parts);
    } catch (cause) {
      this.#refuse(nobody, new TRPCError({ code: 'PARSE_ERROR', cause }));
    }
    return [];
  }

  leave(): void {
    for (const subscription of this.#subscriptions?.values() ?? []) subscription.abort();
  }

  #begin(connectionParams: () => ConnectionParams): void {
    const request = this.#request;
    this.#request = undefined;
    try {
      if (!request) return;
      this.#context = this.#options.createContext(request, this.#socket, connectionParams());
    } catch (cause) {
      const error = new TRPCError({ code: 'PARSE_ERROR', message: 'Malformed TRPCConnectionParamsMessage', cause });
      this.#context = Promise.reject(error);
      this.#refuse(nobody, error);
      // The answer first.
      setImmediate(() => this.#socket.close());
    }
    // Whoever calls hears of it.
    this.#context.catch(() => {});
  }

  #isBounded(parts: readonly unknown[]): boolean {
    const { maxCalls, maxSubscriptions } = this.#options;
    return (
      parts.length === 1 || (parts.length <= maxCalls + maxSubscriptions && parts.filter(isCall).length <= maxCalls)
    );
  }

  #refuseAll(parts: readonly unknown[]): void {
    const error = new TRPCError({ code: 'BAD_REQUEST', message: 'Batch call exceeds maximum size' });
    for (const part of parts) {
      const { id, jsonrpc, method } = (part ?? {}) as Partial<Message>;
      if (method === 'subscription.stop' || (typeof id !== 'number' && typeof id !== 'string')) continue;
      this.#refuse({ id, jsonrpc: jsonrpc === '2.0' ? jsonrpc : undefined }, error);
    }
  }

  #handle(message: Message, batchIndex: number): void {
    if (message.id === null) {
      this.#refuse(nobody, new TRPCError({ code: 'PARSE_ERROR', message: '`id` is required' }));
    } else if (message.method === 'subscription.stop') this.#subscriptions?.get(message.id)?.abort();
    else if (message.method === 'subscription') void this.#subscribe(message, batchIndex);
    else void this.#call(message, batchIndex);
  }

  async #call(call: Call, batchIndex: number): Promise<void> {
    try {
      const result = await this.#run(call, batchIndex, undefined);
      const data = this.#options.router._def._config.transformer.output.serialize(result);
      this.#answer(call, `"result":{"type":"data","data":${JSON.stringify(data)}}`);
    } catch (cause) {
      this.#refuse(call, cause, call);
    }
  }

  async #subscribe(call: Call, batchIndex: number): Promise<void> {
    const { id } = call;
    this.#subscriptions ??= new Map();
    if (this.#subscriptions.has(id)) {
      this.#refuse(call, new TRPCError({ code: 'BAD_REQUEST', message: `Duplicate id ${id}` }), call);
      return;
    }
    const subscription = new AbortController();
    const { signal } = subscription;
    this.#subscriptions.set(id, subscription);
    let hasFailed = false;
    try {
      const events = await this.#run(call, batchIndex, signal);
      if (!isAsyncIterable(events)) throw new Error(`${call.params.path} is no stream of events`);
      this.#answer(call, '"result":{"type":"started"}');
      // It ends with its signal, by itself.
      for await (const event of events) {
        if (!signal.aborted) this.#tell(call, event);
      }
    } catch (cause) {
      hasFailed = true;
      if (!signal.aborted) this.#refuse(call, cause, call);
    } finally {
      this.#subscriptions.delete(id);
      subscription.abort();
    }
    if (!hasFailed) this.#answer(call, '"result":{"type":"stopped"}');
  }

  async #run(call: Call, batchIndex: number, signal: AbortSignal | undefined): Promise<unknown> {
    const ctx = await this.#context;
    const { path, lastEventId } = call.params;
    let { input } = call.params;
    if (lastEventId !== undefined) {
      if (isObject(input)) input = { ...input, lastEventId };
      else input ??= { lastEventId };
    }
    return callTRPCProcedure({
      router: this.#options.router,
      path,
      getRawInput: async () => input,
      ctx,
      type: call.method,
      signal,
      batchIndex,
    });
  }

  #tell(call: Call, event: unknown): void {
    const { output } = this.#options.router._def._config.transformer;
    if (isTrackedEnvelope(event)) {
      // Every event is an object.
      const [id, data] = event as [string, object, symbol];
      let text = texts.get(data);
      if (text === undefined) {
        text = `"result":{"type":"data","id":${JSON.stringify(id)},"data":${JSON.stringify(output.serialize({ id, data }))}}`;
        texts.set(data, text);
      }
      this.#answer(call, text);
    } else this.#answer(call, `"result":{"type":"data","data":${JSON.stringify(output.serialize(event))}}`);
  }

  #refuse(asker: Asker, cause: unknown, call?: Call): void {
    const error = getTRPCErrorFromUnknown(cause);
    const path = call?.params.path;
    this.#options.onError({ error, path });
    const config = this.#options.router._def._config;
    const type = call?.method ?? 'unknown';
    const shape = getTRPCErrorShape({ config, error, type, path, input: call?.params.input, ctx: undefined });
    this.#answer(asker, `"error":${JSON.stringify(config.transformer.output.serialize(shape))}`);
  }

  #answer({ id, jsonrpc }: Asker, text: string): void {
    this.say(`{"id":${JSON.stringify(id)},${jsonrpc === undefined ? '' : `"jsonrpc":"${jsonrpc}",`}${text}}`);
  }
}

/** The texts of events that others may be told of, as long as somebody holds the event. Its id is the event's own, so all get the same. */
const texts = new WeakMap<object, string>();

function parseFrame(text: string | null): unknown {
  if (text === null) throw new Error('Frames are text');
  return JSON.parse(text);
}

function parseConnectionParams(text: string | null): ConnectionParams {
  const message = parseFrame(text);
  if (!isObject(message)) throw new Error('Message was not an object');
  return parseConnectionParamsFromUnknown(message['data']);
}

function isCall(message: unknown): boolean {
  const method = isObject(message) ? message['method'] : undefined;
  return method !== 'subscription' && method !== 'subscription.stop';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
