import { initTRPC, type TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { AppError } from '../../shared/errors.ts';
import { deserialize, serialize } from '../wire.ts';
import { toTRPCError, withAppError } from './appErrors.ts';
import type { Context } from './context.ts';
import { formatError } from './errorFormat.ts';

/** The two halves that the other side has are superjson's own. */
const transformer = {
  input: { serialize: superjson.serialize, deserialize },
  output: { serialize, deserialize: superjson.deserialize },
};

const t = initTRPC.context<Context>().create({
  transformer,
  isDev: false,
  errorFormatter: formatError,
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

type Outcome = { ok: true } | { ok: false; error: TRPCError };
type Call = {
  ctx: Pick<Context, 'beginCall'> & { countSubscription?: Context['countSubscription'] | undefined };
  type: 'query' | 'mutation' | 'subscription';
  signal: AbortSignal | undefined;
};

/** What is done about every call, around `proceed`: one middleware for all of it, since each costs every call something. */
async function answer<Result extends Outcome>(call: Call, proceed: () => Promise<Result>): Promise<Result> {
  try {
    return withAppError(await (call.type === 'subscription' ? begin(call, proceed) : count(call, proceed)));
  } catch (error) {
    throw error instanceof AppError ? toTRPCError(error) : error;
  }
}

async function count<Result>({ ctx }: Call, proceed: () => Promise<Result>): Promise<Result> {
  const answered = ctx.beginCall();
  try {
    return await proceed();
  } finally {
    answered();
  }
}

/** A subscription ends with its socket: nobody waits for it. */
async function begin<Result extends Outcome>({ ctx, signal }: Call, proceed: () => Promise<Result>): Promise<Result> {
  // Over HTTP (tRPC would stream events there) nobody would end it with its session, nor cut a reader that stops reading.
  if (!ctx.countSubscription) throw new AppError('PROCEDURE_NOT_FOUND', { message: 'Subscribe over WebSocket.' });
  const release = ctx.countSubscription(signal);
  let hasBegun = false;
  try {
    const result = await proceed();
    hasBegun = result.ok;
    return result;
  } finally {
    // One that never began has no signal to end by.
    if (!hasBegun) release();
  }
}

/** Anybody, signed in or not. */
export const publicProcedure = t.procedure.use((call) => answer(call, () => call.next()));

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
export const participantProcedure = t.procedure.use((call) =>
  answer(call, async () => call.next({ ctx: { actor: await call.ctx.authenticate() } })),
);

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
