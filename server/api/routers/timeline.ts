import { createTimelineInput, timelineIdInput } from '../../../shared/inputs.ts';
import { agentProcedure, participantProcedure, router } from '../trpc.ts';

export const timelineRouter = router({
  create: agentProcedure
    .input(createTimelineInput)
    .mutation(({ ctx, input }) => ctx.services.timelines.create(ctx.actor, input)),
  list: agentProcedure.query(({ ctx }) => ctx.services.timelines.list(ctx.actor)),
  get: participantProcedure
    .input(timelineIdInput)
    .query(({ ctx, input }) => ctx.services.timelines.get(ctx.actor, input.timelineId)),
  share: agentProcedure
    .input(timelineIdInput)
    .mutation(({ ctx, input }) => ctx.services.timelines.share(ctx.actor, input.timelineId)),
  revokeAccess: agentProcedure
    .input(timelineIdInput)
    .mutation(({ ctx, input }) => ctx.services.timelines.revokeAccess(ctx.actor, input.timelineId)),
});
