import { loginInput, openTimelineInput, refreshInput, registerAgentInput } from '../../../shared/inputs.ts';
import { participantProcedure, publicProcedure, router } from '../trpc.ts';

export const authRouter = router({
  registerAgent: publicProcedure
    .input(registerAgentInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.registerAgent(input))),
  login: publicProcedure
    .input(loginInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.login(ctx.origin, input))),
  openTimeline: publicProcedure
    .input(openTimelineInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.openTimeline(ctx.origin, input))),
  refresh: publicProcedure
    .input(refreshInput)
    .mutation(async ({ ctx, input }) => ctx.keepSession(await ctx.services.auth.refresh(ctx.refreshToken(input)))),
  logout: participantProcedure.mutation(async ({ ctx }) => ctx.dropSession(await ctx.services.auth.logout(ctx.actor))),
  me: participantProcedure.query(({ ctx }) => ctx.services.auth.me(ctx.actor)),
});
