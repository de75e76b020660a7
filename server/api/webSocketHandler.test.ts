import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Context } from './context.ts';
import { appRouter } from './router.ts';
import { createWebSocketHandler } from './webSocketHandler.ts';

// What the sockets say and understand is tested with the whole server: `tests/socket.test.ts`.

let server: Server;
let sockets: WebSocketServer;
let address: string;
beforeAll(async () => {
  server = createServer().listen(0);
  sockets = new WebSocketServer({ server });
  createWebSocketHandler(sockets, {
    router: appRouter,
    // Nobody calls anything.
    createContext: async () => ({}) as Context,
    onError: () => {},
    maxCalls: 20,
    maxSubscriptions: 100,
    keepAlive: { pingMs: 30, pongWaitMs: 30 },
  });
  await once(server, 'listening');
  address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.close();
});

test('a socket that gives no sign of life when it is asked for one is cut', async () => {
  const socket = new WebSocket(address);
  const asked = once(socket, 'message');
  const closed = once(socket, 'close');
  expect(String((await asked)[0])).toBe('PING');
  // Cut, without a goodbye.
  expect((await closed)[0]).toBe(1006);
});

test('one that answers stays, however often it is asked', async () => {
  const socket = new WebSocket(address);
  for (let round = 0; round < 4; round += 1) {
    expect(String((await once(socket, 'message'))[0])).toBe('PING');
    socket.send('PONG');
  }
  expect(socket.readyState).toBe(socket.OPEN);
  socket.terminate();
});
