import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';
import { asFailure, toApiError } from './errors.ts';
import type { SentMessage, Services } from './services.ts';
import { type Caller, verifyToken } from './tokens.ts';

/** An input where there is one, then what acknowledges. What a client really sends may be anything. */
type ClientEvent = (...parameters: unknown[]) => void;
type ClientEvents = Record<'join-conversation' | 'leave-conversation' | 'join-notifications', ClientEvent>;

type ServerEvents = {
  'new-message': (message: SentMessage['message']) => void;
  'property-notification': (notification: SentMessage['notification']) => void;
};

const handshake = z.object({ token: z.string() });
const conversationInput = z.object({ conversationId: z.string().min(1) });

const roomOf = (conversationId: string) => `conversation:${conversationId}`;

/** Nobody is told what they missed: who comes back joins again and fetches the latest page of messages. */
export function attachSockets(server: HttpServer, { services, key }: { services: Services; key: CryptoKey }) {
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, { caller: Caller }>(server, {
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
  });

  io.use(async (socket, next) => {
    try {
      const { token } = handshake.parse(socket.handshake.auth);
      socket.data.caller = await verifyToken(key, token);
      next();
    } catch (error) {
      next(toApiError(error));
    }
  });

  io.on('connection', (socket) => {
    const { caller } = socket.data;

    socket.on('join-conversation', (...parameters) =>
      answering(parameters, async () => {
        const { conversationId } = conversationInput.parse(parameters[0]);
        await services.requireConversation(caller, conversationId);
        await socket.join(roomOf(conversationId));
      }),
    );

    socket.on('leave-conversation', (...parameters) =>
      answering(parameters, async () => {
        await socket.leave(roomOf(conversationInput.parse(parameters[0]).conversationId));
      }),
    );

    socket.on('join-notifications', (...parameters) =>
      answering(parameters, async () => {
        const { type, userId, timelineId } = caller;
        await socket.join(type === 'AGENT' ? `agent:${userId}` : `client:${userId}:${timelineId}`);
      }),
    );
  });

  return {
    broadcast({ message, notification, recipientRoom }: SentMessage) {
      io.to(roomOf(message.conversationId)).emit('new-message', message);
      io.to(recipientRoom).emit('property-notification', notification);
    },
    /** Closes the sockets and the HTTP server under them. */
    close: () => io.close(),
  };
}

/** Acknowledges `{ success: true }`, or the failure in the words of the API, where an acknowledgement is wanted. */
async function answering(parameters: unknown[], work: () => Promise<void>): Promise<void> {
  const last = parameters.at(-1);
  const acknowledge = typeof last === 'function' ? last : () => {};
  try {
    await work();
    acknowledge({ success: true });
  } catch (error) {
    const known = toApiError(error);
    if (known.status >= 500) console.error(error);
    acknowledge(asFailure(known));
  }
}
