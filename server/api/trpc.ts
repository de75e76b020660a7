import { initTRPC } from '@trpc/server';
import superjson, { type SuperJSONResult } from 'superjson';
import { AppError } from '../../shared/errors.ts';
import { withAppError } from './appErrors.ts';
import type { Context } from './context.ts';
import { formatError } from './errorFormat.ts';

/**
 * What comes in is read without superjson's references between equal parts: nobody needs them here, and resolving many of them takes the
 * square of their number. Their copies are in the text anyway.
 */
const transformer = {
  input: {
    serialize: superjson.serialize,
    deserialize: ({ json, meta }: SuperJSONResult) => {
      const { referentialEqualities: _, ...known } = meta ?? {};
      return superjson.deserialize({ json, ...(meta && { meta: known }) });
    },
  },
  output: superjson,
};

const t = initTRPC.context<Context>().create({
  transformer,
  isDev: false,
  errorFormatter: formatError,
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const procedure = t.procedure.use(async ({ ctx, type, next }) => {
  // A subscription ends with its socket: nobody waits for it.
  const answered = type === 'subscription' ? undefined : ctx.beginCall();
  try {
    return withAppError(await next());
  } finally {
    answered?.();
  }
});

/** Anybody, signed in or not. */
export const publicProcedure = procedure.use(async ({ ctx, type, signal, next }) => {
  if (type !== 'subscription') return next();
  // Over HTTP (tRPC would stream events there) nobody would end it with its session, nor cut a reader that stops reading.
  if (!ctx.countSubscription) throw new AppError('PROCEDURE_NOT_FOUND', { message: 'Subscribe over WebSocket.' });
  const release = ctx.countSubscription(signal);
  const result = await next();
  // A subscription that never began has no signal to end by.
  if (!result.ok) release();
  return result;
});

/** Begins or renews a session, whose cookie must come with the answer: not by one that streams, whose headers are gone by then. */
export const sessionProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.isStreaming) {
    throw new AppError('VALIDATION_FAILED', {
      message: 'Sign in over httpLink or httpBatchLink: a stream carries no cookie.',
    });
  }
  return next();
});

/** An agent or a client. */
export const participantProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const actor = await ctx.authenticate();
  return next({ ctx: { actor } });
});

/** Agents only; a client is answered `FORBIDDEN`. */
export const agentProcedure = participantProcedure.use(({ ctx, next }) => {
  if (ctx.actor.type !== 'AGENT') throw new AppError('FORBIDDEN');
  return next({ ctx: { actor: ctx.actor } });
});

/** Clients only; an agent is answered `FORBIDDEN`. */
export const clientProcedure = participantProcedure.use(({ ctx, next }) => {
  if (ctx.actor.type !== 'CLIENT') throw new AppError('FORBIDDEN');
  return next({ ctx: { actor: ctx.actor } });
});
