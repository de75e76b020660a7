import { loginInput, openTimelineInput, refreshInput, registerAgentInput } from '../../../shared/inputs.ts';
import { participantProcedure, router, sessionProcedure } from '../trpc.ts';

export const authRouter = router({
  registerAgent: sessionProcedure
    .input(registerAgentInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.registerAgent(input))),
  login: sessionProcedure
    .input(loginInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.login(ctx.origin, input))),
  openTimeline: sessionProcedure
    .input(openTimelineInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.openTimeline(ctx.origin, input))),
  refresh: sessionProcedure
    .input(refreshInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.refresh(ctx.refreshToken(input)))),
  logout: participantProcedure.mutation(async ({ ctx }) => {
    ctx.answerBeforeClosing?.();
    return ctx.dropSession(await ctx.services.auth.logout(ctx.actor));
  }),
  me: participantProcedure.query(({ ctx }) => ctx.services.auth.me(ctx.actor)),
});
