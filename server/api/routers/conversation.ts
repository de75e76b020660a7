import {
  conversationIdInput,
  listConversationsInput,
  propertyIdInput,
  setStatusInput,
  setTypingInput,
} from '../../../shared/inputs.ts';
import { agentProcedure, participantProcedure, router } from '../trpc.ts';

export const conversationRouter = router({
  forProperty: participantProcedure
    .input(propertyIdInput)
    .query(({ ctx, input }) => ctx.services.conversations.forProperty(ctx.actor, input.propertyId)),
  list: participantProcedure
    .input(listConversationsInput)
    .query(({ ctx, input }) => ctx.services.conversations.list(ctx.actor, input)),
  setStatus: agentProcedure
    .input(setStatusInput)
    .mutation(({ ctx, input }) => ctx.services.conversations.setStatus(ctx.actor, input)),
  setTyping: participantProcedure
    .input(setTypingInput)
    .mutation(({ ctx, input }) => ctx.services.presence.setTyping(ctx.actor, input)),
  onActivity: participantProcedure
    .input(conversationIdInput)
    .subscription(({ ctx, input, signal }) => ctx.streams.activity(ctx.actor, input.conversationId, signal)),
});
