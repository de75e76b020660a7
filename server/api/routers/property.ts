import { giveFeedbackInput, importInput, propertyIdInput, timelineIdInput } from '../../../shared/inputs.ts';
import { agentProcedure, clientProcedure, participantProcedure, router } from '../trpc.ts';

export const propertyRouter = router({
  import: agentProcedure
    .input(importInput)
    .mutation(({ ctx, input }) => ctx.services.imports.importProperties(ctx.actor, input)),
  list: participantProcedure
    .input(timelineIdInput)
    .query(({ ctx, input }) => ctx.services.properties.list(ctx.actor, input.timelineId)),
  recordView: clientProcedure
    .input(propertyIdInput)
    .mutation(({ ctx, input }) => ctx.services.properties.recordView(ctx.actor, input.propertyId)),
  giveFeedback: clientProcedure
    .input(giveFeedbackInput)
    .mutation(({ ctx, input }) => ctx.services.properties.giveFeedback(ctx.actor, input)),
});
