import superjson from 'superjson';
import { WebSocket } from 'ws';
import { Inbox } from './world.ts';

export type Frame = {
  id?: number | null;
  result?: { type: string; id?: string; data?: { json: unknown } };
  error?: { json: { message: string; data: { code: string; appCode: string } } };
};

const all = new Set<RawSocket>();

/** Cuts every socket that a test has left open. */
export function dropRawSockets(): void {
  for (const socket of all) socket.ws.terminate();
  all.clear();
}

/** A WebSocket without any client around it. */
export class RawSocket {
  readonly ws: WebSocket;
  readonly frames = new Inbox<Frame>();
  /** How it was opened or refused: `open`, or the status of the refusal. */
  readonly opened: Promise<'open' | number>;
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(address: string, options: ConstructorParameters<typeof WebSocket>[2] = {}) {
    this.ws = new WebSocket(address, options);
    all.add(this);
    this.ws.on('error', () => {});
    this.ws.on('message', (data) => {
      const text = String(data);
      if (text !== 'PING' && text !== 'PONG') this.frames.put(JSON.parse(text) as Frame);
    });
    this.opened = new Promise((resolve) => {
      this.ws.once('open', () => resolve('open'));
      this.ws.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    });
    this.closed = new Promise((resolve) => {
      this.ws.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  send(message: unknown): void {
    this.ws.send(JSON.stringify(message));
  }

  call(id: number, method: 'query' | 'mutation' | 'subscription', path: string, input?: unknown): void {
    this.send({ id, method, params: { path, input: superjson.serialize(input) } });
  }

  /** The answer of one call. */
  answer(id: number): Promise<Frame> {
    return this.frames.next((frame) => frame.id === id);
  }

  /** Frames with events. */
  get events(): Frame[] {
    return this.frames.all.filter(({ result }) => result?.type === 'data');
  }
}
