import { authRouter } from './routers/auth.ts';
import { conversationRouter } from './routers/conversation.ts';
import { messageRouter } from './routers/message.ts';
import { notificationRouter } from './routers/notification.ts';
import { propertyRouter } from './routers/property.ts';
import { timelineRouter } from './routers/timeline.ts';
import { createCallerFactory, router } from './trpc.ts';

export const appRouter = router({
  auth: authRouter,
  timeline: timelineRouter,
  property: propertyRouter,
  conversation: conversationRouter,
  message: messageRouter,
  notification: notificationRouter,
});

/** The type that clients infer everything from. */
export type AppRouter = typeof appRouter;

/** For callers in the same process (tests, jobs): `createCaller(context).message.send(…)`. */
export const createCaller = createCallerFactory(appRouter);
