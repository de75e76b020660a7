import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP line that can go wrong in the ways real ones do, in front of one or more servers. */
export type TcpProxy = {
  port: number;
  /** Where new connections go, each to the next one that answers. */
  setTargets(ports: readonly number[]): void;
  /** Ends every connection, or a random half of them, at once and on both sides. */
  cut(share?: () => boolean): void;
  /** Nothing passes any more, in either direction, and nobody is told, until `flow`: new connections are taken and stay silent. */
  stall(): void;
  flow(): void;
  /** Forgets the client's side without a word to the server, which then talks to nobody: a half-open connection. */
  halfOpen(share?: () => boolean): void;
  /** New connections are refused until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop(): Promise<void>;
};

type Line = { client: Socket; server: Socket };

const always = () => true;

export async function startProxy(targets: readonly number[]): Promise<TcpProxy> {
  let ports = targets;
  let turn = 0;
  let isStalled = false;
  const lines = new Set<Line>();
  /** Server sides whose client is gone: they are never told. */
  const orphans = new Set<Socket>();

  const listener = createServer((client) => void take(client));
  async function take(client: Socket): Promise<void> {
    client.on('error', () => {});
    client.pause();
    const first = turn++;
    for (let index = 0; index < ports.length; index += 1) {
      const server = connect(ports[(first + index) % ports.length]!, '127.0.0.1');
      server.on('error', () => {});
      const isOpen = await Promise.race([
        once(server, 'connect').then(
          () => true,
          () => false,
        ),
        once(server, 'close').then(() => false),
      ]);
      if (!isOpen) continue;
      if (client.destroyed) server.destroy();
      else join({ client, server });
      return;
    }
    client.resetAndDestroy();
  }

  function join(line: Line): void {
    lines.add(line);
    const end = () => {
      if (!lines.delete(line)) return;
      line.client.destroy();
      line.server.destroy();
    };
    for (const [from, to] of [
      [line.client, line.server],
      [line.server, line.client],
    ] as const) {
      from.on('data', (data) => {
        if (!to.write(data)) from.pause();
      });
      to.on('drain', () => {
        if (!isStalled) from.resume();
      });
      from.on('end', () => to.end());
      from.on('close', end);
      if (isStalled) from.pause();
      else from.resume();
    }
  }

  const listen = async (port: number) => {
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
  };
  await listen(0);
  // It listens on a port.
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    setTargets(next) {
      ports = next;
    },
    cut(share = always) {
      for (const line of [...lines]) {
        if (!share()) continue;
        lines.delete(line);
        line.client.resetAndDestroy();
        line.server.resetAndDestroy();
      }
    },
    stall() {
      isStalled = true;
      for (const { client, server } of lines) for (const side of [client, server]) side.pause();
    },
    flow() {
      isStalled = false;
      for (const { client, server } of lines) for (const side of [client, server]) side.resume();
    },
    halfOpen(share = always) {
      for (const line of [...lines]) {
        if (!share()) continue;
        lines.delete(line);
        line.server.pause();
        orphans.add(line.server);
        line.server.once('close', () => orphans.delete(line.server));
        line.client.resetAndDestroy();
      }
    },
    async refuse() {
      if (!listener.listening) return;
      // It ends when the last connection does, which may go on.
      listener.close();
    },
    async accept() {
      if (!listener.listening) await listen(port);
    },
    async stop() {
      listener.close();
      for (const { client, server } of lines) {
        client.destroy();
        server.destroy();
      }
      for (const server of orphans) server.destroy();
    },
  };
}
