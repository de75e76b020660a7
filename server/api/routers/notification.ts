import {
  listNotificationsInput,
  markAllNotificationsReadInput,
  notificationIdInput,
  onNotificationInput,
} from '../../../shared/inputs.ts';
import { participantProcedure, router } from '../trpc.ts';

export const notificationRouter = router({
  list: participantProcedure
    .input(listNotificationsInput)
    .query(({ ctx, input }) => ctx.services.notifications.list(ctx.actor, input)),
  unread: participantProcedure.query(({ ctx }) => ctx.services.notifications.unread(ctx.actor)),
  markRead: participantProcedure
    .input(notificationIdInput)
    .mutation(({ ctx, input }) => ctx.services.notifications.markRead(ctx.actor, input.notificationId)),
  markAllRead: participantProcedure
    .input(markAllNotificationsReadInput)
    .mutation(({ ctx, input }) => ctx.services.notifications.markAllRead(ctx.actor, input.timelineId)),
  onNotification: participantProcedure
    .input(onNotificationInput)
    .subscription(({ ctx, input, signal }) =>
      ctx.streams.notifications(ctx.actor, input.lastEventId, signal, ctx.drained),
    ),
});
