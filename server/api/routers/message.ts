import {
  conversationIdInput,
  editMessageInput,
  listMessagesInput,
  markMessageReadInput,
  messageIdInput,
  onMessageInput,
  searchMessagesInput,
  sendMessageInput,
} from '../../../shared/inputs.ts';
import { participantProcedure, router } from '../trpc.ts';

export const messageRouter = router({
  send: participantProcedure
    .input(sendMessageInput)
    .mutation(({ ctx, input }) => ctx.services.messages.send(ctx.actor, input)),
  list: participantProcedure
    .input(listMessagesInput)
    .query(({ ctx, input }) => ctx.services.messages.list(ctx.actor, input)),
  edit: participantProcedure
    .input(editMessageInput)
    .mutation(({ ctx, input }) => ctx.services.messages.edit(ctx.actor, input)),
  delete: participantProcedure
    .input(messageIdInput)
    .mutation(({ ctx, input }) => ctx.services.messages.remove(ctx.actor, input.messageId)),
  markRead: participantProcedure
    .input(markMessageReadInput)
    .mutation(({ ctx, input }) => ctx.services.messages.markRead(ctx.actor, input)),
  markAllRead: participantProcedure
    .input(conversationIdInput)
    .mutation(({ ctx, input }) => ctx.services.messages.markAllRead(ctx.actor, input.conversationId)),
  search: participantProcedure
    .input(searchMessagesInput)
    .query(({ ctx, input }) => ctx.services.messages.search(ctx.actor, input)),
  onMessage: participantProcedure
    .input(onMessageInput)
    .subscription(({ ctx, input, signal }) =>
      ctx.streams.messages(ctx.actor, input.conversationId, input.lastEventId, signal, ctx.drained),
    ),
});
