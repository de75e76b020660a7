/**
 * The input of every procedure, as zod schemas built once. Anything that is wrong is answered with `VALIDATION_FAILED` and the field.
 * Text is refused where PostgreSQL or UTF-8 could not keep it: NUL and unpaired surrogates.
 */
import { z } from 'zod';
import { limits } from './limits.ts';

const storable = (text: string) => !text.includes('\0') && text.isWellFormed();
const notStorable = 'contains characters that cannot be stored';

/** Trimmed text of `min` to `max` code points. */
const text = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .refine(storable, notStorable)
    .refine(
      (value) => [...value].length >= min,
      min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
    )
    .refine((value) => [...value].length <= max, `must have at most ${max} characters`);

const optionalText = (max: number) =>
  text(max, 0)
    .nullish()
    .transform((value) => value || null);

/** An id as a caller passes it: any short text; one that does not exist is answered `…_NOT_FOUND`, not `VALIDATION_FAILED`. */
const id = z.string().min(1).max(200).refine(storable, notStorable);
const email = z.string().trim().toLowerCase().max(254).refine(storable, notStorable).pipe(z.email());
const cursor = z.string().min(1).max(500).refine(storable, notStorable);
const limit = z.number().int().min(1).max(limits.maxPageSize).default(limits.pageSize);
const sequence = z.number().int().min(0).max(2_147_483_647);

/** The id of a tracked event, as tRPC's clients send it back: a whole number, as number or text. Any beyond counting is of the future. */
const lastEventId = z
  .union([z.string().regex(/^\d{1,100}$/, 'must be the id of an event: a whole number'), z.number().int().min(0)])
  .transform((id) => Math.min(Number(id), Number.MAX_SAFE_INTEGER))
  .optional();

export const conversationStatus = z.enum(['ACTIVE', 'ARCHIVED', 'CLOSED']);
export const notificationType = z.enum([
  'NEW_MESSAGE',
  'PROPERTY_VIEWED',
  'PROPERTY_FEEDBACK',
  'PROPERTIES_ADDED',
  'TIMELINE_SHARED',
]);
export const verdict = z.enum(['LOVE', 'LIKE', 'PASS']);

const password = z
  .string()
  .min(limits.passwordLength, `must have at least ${limits.passwordLength} characters`)
  .max(256)
  .refine(storable, notStorable);

// auth
export const registerAgentInput = z.object({ email, password, name: text(120) });
/** Deliberately loose: whatever cannot be a right answer is a wrong one, and answered as such. */
export const loginInput = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(256) });
export const openTimelineInput = z.object({
  shareToken: z.string().min(1).max(200),
  clientCode: z.string().min(1).max(64),
});
/**
 * Which of the browser's sessions to renew, where there are several: the agent's, or the client's of one shared timeline.
 * Without it, the only one there is (the agent's before a client's).
 */
export const refreshInput = z
  .union([
    z.object({ userType: z.literal('AGENT') }),
    z.object({ userType: z.literal('CLIENT'), shareToken: z.string().min(1).max(200) }),
  ])
  .optional();

// timelines and properties
export const createTimelineInput = z.object({
  title: text(200),
  client: z.object({ name: text(120), email: email.nullish().transform((value) => value ?? null) }),
});
export const timelineIdInput = z.object({ timelineId: id });
export const importInput = z
  .object({
    timelineId: id,
    rows: z
      .array(z.record(z.string().max(500), z.unknown()))
      .max(limits.importRows)
      .optional(),
    csv: z.string().max(limits.importBytes).optional(),
    dryRun: z.boolean().default(false),
  })
  .refine((input) => (input.rows === undefined) !== (input.csv === undefined), {
    message: 'give either rows or csv',
    path: ['csv'],
  });
export const propertyIdInput = z.object({ propertyId: id });
export const giveFeedbackInput = z.object({ propertyId: id, verdict, comment: optionalText(2_000) });

// conversations
export const conversationIdInput = z.object({ conversationId: id });
export const listConversationsInput = z
  .object({
    status: conversationStatus.optional(),
    timelineId: id.optional(),
    unreadOnly: z.boolean().default(false),
    cursor: cursor.nullish(),
    limit,
  })
  .prefault({});
export const setStatusInput = z.object({ conversationId: id, status: conversationStatus });
export const setTypingInput = z.object({ conversationId: id, isTyping: z.boolean() });

// messages
/**
 * What counts as outer white space is JavaScript's; the rest is stored as sent. Empty content passes here and is judged by the
 * service, which knows about attachments.
 */
export const messageContent = text(limits.messageLength, 0);
export const sendMessageInput = z.object({
  conversationId: id,
  clientMessageId: z.guid(),
  content: messageContent,
  type: z.enum(['TEXT', 'IMAGE', 'FILE']).default('TEXT'),
  attachmentIds: z.array(id).max(10).default([]),
  replyToId: id.nullish().transform((value) => value ?? null),
});
export const listMessagesInput = z.object({
  conversationId: id,
  before: sequence.nullish(),
  after: sequence.nullish(),
  limit,
});
export const editMessageInput = z.object({ messageId: id, content: text(limits.messageLength) });
export const messageIdInput = z.object({ messageId: id });
export const markMessageReadInput = z.object({ conversationId: id, messageId: id });
export const searchMessagesInput = z.object({
  query: text(200),
  conversationId: id.optional(),
  timelineId: id.optional(),
  cursor: cursor.nullish(),
  limit,
});
export const onMessageInput = z.object({ conversationId: id, lastEventId });

// notifications
export const listNotificationsInput = z
  .object({
    type: notificationType.optional(),
    isRead: z.boolean().optional(),
    timelineId: id.optional(),
    cursor: cursor.nullish(),
    limit,
  })
  .prefault({});
export const notificationIdInput = z.object({ notificationId: id });
export const markAllNotificationsReadInput = z.object({ timelineId: id.optional() }).prefault({});
export const onNotificationInput = z.object({ lastEventId }).prefault({});
