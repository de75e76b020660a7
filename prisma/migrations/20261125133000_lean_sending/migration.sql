-- Sending writes to every index of the rows it touches, so there are only those that something reads (docs/performance.md).

-- The preview is found by its sequence instead of its id: that needs no foreign key to stay inside the conversation, and so no lock on the
-- message and no look for it at every commit.
ALTER TABLE "PropertyConversation" ADD COLUMN "lastMessageSequence" INTEGER;
UPDATE "PropertyConversation" c SET "lastMessageSequence" = m.sequence FROM "Message" m WHERE m.id = c."lastMessageId";
ALTER TABLE "PropertyConversation"
    DROP CONSTRAINT "PropertyConversation_id_lastMessageId_fkey",
    DROP CONSTRAINT "PropertyConversation_lastMessageId_check",
    DROP COLUMN "lastMessageId",
    ADD CONSTRAINT "PropertyConversation_lastMessageSequence_check" CHECK ("lastMessageSequence" BETWEEN 1 AND "lastSequence");

-- An agent has many conversations, kept in order; a client the few of one timeline, which are looked through.
DROP INDEX "PropertyConversation_agentId_status_lastMessageAt_idx";
DROP INDEX "PropertyConversation_clientId_status_lastMessageAt_idx";
DROP INDEX "PropertyConversation_clientId_clientFeedRevision_idx";
DROP INDEX "PropertyConversation_client_inbox_idx";
DROP INDEX "PropertyConversation_client_unread_idx";
CREATE INDEX "PropertyConversation_clientId_idx" ON "PropertyConversation"("clientId");

-- Most messages quote nothing.
DROP INDEX "Message_conversationId_replyToId_idx";
CREATE INDEX "Message_reply_idx" ON "Message"("conversationId", "replyToId") WHERE "replyToId" IS NOT NULL;

-- Nothing asks for these. (Search looks for literal text, too, which this one could not serve.)
DROP INDEX "Message_senderId_idx";
DROP INDEX "Message_content_idx";
DROP INDEX "Notification_messageId_idx";

-- Made last. Of the indexes that begin with the conversation this one leads to a message sent before; where PostgreSQL knows nothing of a
-- table yet and finds them equal, it takes the one made last (tests/sendingPlan.test.ts).
DROP INDEX "Message_conversationId_senderId_clientMessageId_key";
CREATE UNIQUE INDEX "Message_conversationId_senderId_clientMessageId_key" ON "Message"("conversationId", "senderId", "clientMessageId");

-- Room in each page for the next versions of its rows: a counter that moves then leaves the indexes alone.
ALTER TABLE "UserFeed" SET (fillfactor = 50);
ALTER TABLE "PropertyConversation" SET (fillfactor = 70);
ALTER TABLE "Notification" SET (fillfactor = 70);
