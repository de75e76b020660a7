/**
 * The line between one browser and the servers: a proxy that can go dead, as a line does when a machine sleeps or leaves its network.
 * Nobody is told then: what is under way stays open and carries nothing any more, also when the line is back.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export class Line implements AsyncDisposable {
  readonly #server: Server = createServer();
  readonly #sockets = new Set<Socket>();
  readonly #tunnels = new Set<[Duplex, Socket]>();
  #isDead = false;
  /** Sockets that were to be opened while it was dead. */
  vainTries = 0;

  static async open(): Promise<Line> {
    const line = new Line();
    line.#server.on('connection', (socket) => line.#keep(socket));
    line.#server.on('request', (incoming, response) => line.#forward(incoming, response));
    line.#server.on('connect', (incoming: IncomingMessage, near: Duplex) => line.#tunnel(incoming, near));
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  /** For the options of a browser. */
  get proxy(): { server: string } {
    // A server that listens on a port has an address with a port.
    return { server: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` };
  }

  goDead(): void {
    this.#isDead = true;
    for (const [near, far] of this.#tunnels) {
      near.unpipe(far).resume();
      far.unpipe(near).resume();
    }
    this.#tunnels.clear();
  }

  comeBack(): void {
    this.#isDead = false;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** A call: one connection each, so that none is left over from before. */
  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    if (this.#isDead) return;
    const far = request(
      incoming.url ?? '',
      { method: incoming.method ?? 'GET', headers: incoming.headers },
      (answer) => {
        if (this.#isDead) return;
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' });
        answer.pipe(response);
      },
    );
    far.on('error', () => response.destroy());
    incoming.pipe(far);
  }

  /** A WebSocket. */
  #tunnel(incoming: IncomingMessage, near: Duplex): void {
    if (this.#isDead) {
      this.vainTries++;
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const far = connect(Number(port), hostname, () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    this.#keep(far);
    this.#tunnels.add([near, far]);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
