import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { z } from 'zod';
import { limits } from '../../shared/limits.ts';
import { ApiError, asFailure, toApiError } from './errors.ts';
import type { SentMessage, Services } from './services.ts';
import { type Caller, verifyToken } from './tokens.ts';

type Dependencies = {
  services: Services;
  key: CryptoKey;
  /** After the commit: to the conversation's room and the recipient's own. */
  broadcast(sent: SentMessage): void;
};

const limit = z.coerce.number().int().min(1).max(limits.maxPageSize).default(limits.pageSize);

const conversationPath = z.object({ conversationId: z.string().min(1) });
const messageBody = z.object({
  content: z.string().trim().min(1).max(limits.messageLength),
  type: z.enum(['TEXT', 'IMAGE', 'FILE']).default('TEXT'),
});
const messagesQuery = z.object({ limit, before: z.string().min(1).optional() });
const notificationsQuery = z.object({
  type: z.enum(['NEW_MESSAGE', 'PROPERTY_VIEWED', 'PROPERTY_FEEDBACK', 'TIMELINE_SHARED']).optional(),
  isRead: z.stringbool().optional(),
  page: z.coerce.number().int().min(1).default(1),
  limit,
});

export function createApi({ services, key, broadcast }: Dependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  const authenticated =
    (answer: (caller: Caller, request: Request, response: Response) => Promise<void>) =>
    async (request: Request, response: Response) => {
      const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
      if (scheme !== 'Bearer') throw new ApiError(401, 'UNAUTHENTICATED', 'A bearer token is required');
      await answer(await verifyToken(key, token), request, response);
    };

  app.post(
    '/api/v1/conversations/:conversationId/messages',
    express.json(),
    authenticated(async (caller, request, response) => {
      const { conversationId } = conversationPath.parse(request.params);
      const sent = await services.sendMessage(caller, conversationId, messageBody.parse(request.body));
      broadcast(sent);
      response.status(201).json(sent.message);
    }),
  );

  app.get(
    '/api/v1/conversations/:conversationId/messages',
    authenticated(async (caller, request, response) => {
      const { conversationId } = conversationPath.parse(request.params);
      response.json(await services.listMessages(caller, conversationId, messagesQuery.parse(request.query)));
    }),
  );

  app.get(
    '/api/v1/conversations',
    authenticated(async (caller, _request, response) => {
      response.json({ conversations: await services.listConversations(caller) });
    }),
  );

  app.get(
    '/api/v1/notifications',
    authenticated(async (caller, request, response) => {
      const query = notificationsQuery.parse(request.query);
      response.json({ notifications: await services.listNotifications(caller, query) });
    }),
  );

  app.use(() => {
    throw new ApiError(404, 'NOT_FOUND', 'Not found');
  });
  app.use(answerErrors);
  return app;
}

const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const known = toApiError(error);
  if (known.status >= 500) console.error(error);
  response.status(known.status).json(asFailure(known));
};
