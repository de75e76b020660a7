-- CreateEnum
CREATE TYPE "UserType" AS ENUM ('AGENT', 'CLIENT');

-- CreateEnum
CREATE TYPE "ConversationStatus" AS ENUM ('ACTIVE', 'ARCHIVED', 'CLOSED');

-- CreateEnum
CREATE TYPE "MessageType" AS ENUM ('TEXT', 'IMAGE', 'FILE', 'SYSTEM');

-- CreateEnum
CREATE TYPE "NotificationType" AS ENUM ('NEW_MESSAGE', 'PROPERTY_VIEWED', 'PROPERTY_FEEDBACK', 'PROPERTIES_ADDED', 'TIMELINE_SHARED');

-- CreateEnum
CREATE TYPE "NotificationLevel" AS ENUM ('PROPERTY', 'TIMELINE');

-- CreateEnum
CREATE TYPE "Verdict" AS ENUM ('LOVE', 'LIKE', 'PASS');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "type" "UserType" NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "passwordHash" TEXT,
    "avatarUrl" TEXT,
    "lastSeenAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UserFeed" (
    "userId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "UserFeed_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Timeline" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "shareToken" TEXT NOT NULL,
    "clientCodeHash" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Timeline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Property" (
    "id" TEXT NOT NULL,
    "timelineId" TEXT NOT NULL,
    "listingKey" TEXT,
    "address" TEXT NOT NULL,
    "addressKey" TEXT NOT NULL,
    "city" TEXT,
    "stateOrProvince" TEXT,
    "postalCode" TEXT,
    "price" INTEGER,
    "bedrooms" INTEGER,
    "bathrooms" DOUBLE PRECISION,
    "livingArea" INTEGER,
    "propertyType" TEXT,
    "status" TEXT,
    "imageUrl" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "lastViewedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Property_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PropertyFeedback" (
    "id" TEXT NOT NULL,
    "propertyId" TEXT NOT NULL,
    "verdict" "Verdict" NOT NULL,
    "comment" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "PropertyFeedback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PropertyConversation" (
    "id" TEXT NOT NULL,
    "propertyId" TEXT NOT NULL,
    "timelineId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "status" "ConversationStatus" NOT NULL DEFAULT 'ACTIVE',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "lastSequence" INTEGER NOT NULL DEFAULT 0,
    "agentReadSequence" INTEGER NOT NULL DEFAULT 0,
    "clientReadSequence" INTEGER NOT NULL DEFAULT 0,
    "unreadAgentCount" INTEGER NOT NULL DEFAULT 0,
    "unreadClientCount" INTEGER NOT NULL DEFAULT 0,
    "statusRevision" INTEGER NOT NULL DEFAULT 0,
    "agentFeedRevision" INTEGER NOT NULL DEFAULT 0,
    "clientFeedRevision" INTEGER NOT NULL DEFAULT 0,
    "lastMessageId" TEXT,
    "lastMessageAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "PropertyConversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "clientMessageId" TEXT NOT NULL,
    "senderId" TEXT NOT NULL,
    "senderType" "UserType" NOT NULL,
    "type" "MessageType" NOT NULL DEFAULT 'TEXT',
    "content" TEXT NOT NULL,
    "replyToId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "editedAt" TIMESTAMP(3),
    "deletedAt" TIMESTAMP(3),

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReadReceipt" (
    "conversationId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "readerType" "UserType" NOT NULL,
    "readSequence" INTEGER NOT NULL,
    "readAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ReadReceipt_pkey" PRIMARY KEY ("conversationId","revision")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" TEXT NOT NULL,
    "recipientId" TEXT NOT NULL,
    "type" "NotificationType" NOT NULL,
    "level" "NotificationLevel" NOT NULL,
    "timelineId" TEXT NOT NULL,
    "conversationId" TEXT,
    "messageId" TEXT,
    "title" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "isRead" BOOLEAN NOT NULL DEFAULT false,
    "readAt" TIMESTAMP(3),
    "revision" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_id_type_key" ON "User"("id", "type");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Timeline_clientId_key" ON "Timeline"("clientId");

-- CreateIndex
CREATE UNIQUE INDEX "Timeline_shareToken_key" ON "Timeline"("shareToken");

-- CreateIndex
CREATE INDEX "Timeline_agentId_idx" ON "Timeline"("agentId");

-- CreateIndex
CREATE UNIQUE INDEX "Timeline_id_agentId_clientId_key" ON "Timeline"("id", "agentId", "clientId");

-- CreateIndex
CREATE INDEX "Property_timelineId_addressKey_idx" ON "Property"("timelineId", "addressKey");

-- CreateIndex
CREATE UNIQUE INDEX "Property_id_timelineId_key" ON "Property"("id", "timelineId");

-- CreateIndex
CREATE UNIQUE INDEX "Property_timelineId_listingKey_key" ON "Property"("timelineId", "listingKey");

-- CreateIndex
CREATE UNIQUE INDEX "PropertyFeedback_propertyId_key" ON "PropertyFeedback"("propertyId");

-- CreateIndex
CREATE UNIQUE INDEX "PropertyConversation_propertyId_key" ON "PropertyConversation"("propertyId");

-- CreateIndex
CREATE INDEX "PropertyConversation_agentId_status_lastMessageAt_idx" ON "PropertyConversation"("agentId", "status", "lastMessageAt");

-- CreateIndex
CREATE INDEX "PropertyConversation_clientId_status_lastMessageAt_idx" ON "PropertyConversation"("clientId", "status", "lastMessageAt");

-- CreateIndex
CREATE INDEX "PropertyConversation_agentId_agentFeedRevision_idx" ON "PropertyConversation"("agentId", "agentFeedRevision");

-- CreateIndex
CREATE INDEX "PropertyConversation_clientId_clientFeedRevision_idx" ON "PropertyConversation"("clientId", "clientFeedRevision");

-- CreateIndex
CREATE INDEX "PropertyConversation_timelineId_idx" ON "PropertyConversation"("timelineId");

-- CreateIndex
CREATE UNIQUE INDEX "PropertyConversation_id_timelineId_key" ON "PropertyConversation"("id", "timelineId");

-- CreateIndex
CREATE UNIQUE INDEX "PropertyConversation_propertyId_timelineId_key" ON "PropertyConversation"("propertyId", "timelineId");

-- CreateIndex
CREATE INDEX "Message_senderId_idx" ON "Message"("senderId");

-- CreateIndex
CREATE INDEX "Message_conversationId_replyToId_idx" ON "Message"("conversationId", "replyToId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_conversationId_sequence_key" ON "Message"("conversationId", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "Message_conversationId_revision_key" ON "Message"("conversationId", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "Message_conversationId_senderId_clientMessageId_key" ON "Message"("conversationId", "senderId", "clientMessageId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_conversationId_id_key" ON "Message"("conversationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ReadReceipt_conversationId_readerType_readSequence_key" ON "ReadReceipt"("conversationId", "readerType", "readSequence");

-- CreateIndex
CREATE INDEX "Notification_recipientId_isRead_idx" ON "Notification"("recipientId", "isRead");

-- CreateIndex
CREATE INDEX "Notification_recipientId_updatedAt_idx" ON "Notification"("recipientId", "updatedAt");

-- CreateIndex
CREATE INDEX "Notification_conversationId_idx" ON "Notification"("conversationId");

-- CreateIndex
CREATE INDEX "Notification_messageId_idx" ON "Notification"("messageId");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_recipientId_revision_key" ON "Notification"("recipientId", "revision");

-- AddForeignKey
ALTER TABLE "UserFeed" ADD CONSTRAINT "UserFeed_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Timeline" ADD CONSTRAINT "Timeline_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Timeline" ADD CONSTRAINT "Timeline_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Property" ADD CONSTRAINT "Property_timelineId_fkey" FOREIGN KEY ("timelineId") REFERENCES "Timeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PropertyFeedback" ADD CONSTRAINT "PropertyFeedback_propertyId_fkey" FOREIGN KEY ("propertyId") REFERENCES "Property"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PropertyConversation" ADD CONSTRAINT "PropertyConversation_propertyId_timelineId_fkey" FOREIGN KEY ("propertyId", "timelineId") REFERENCES "Property"("id", "timelineId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PropertyConversation" ADD CONSTRAINT "PropertyConversation_timelineId_agentId_clientId_fkey" FOREIGN KEY ("timelineId", "agentId", "clientId") REFERENCES "Timeline"("id", "agentId", "clientId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PropertyConversation" ADD CONSTRAINT "PropertyConversation_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PropertyConversation" ADD CONSTRAINT "PropertyConversation_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "PropertyConversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_senderId_senderType_fkey" FOREIGN KEY ("senderId", "senderType") REFERENCES "User"("id", "type") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_conversationId_replyToId_fkey" FOREIGN KEY ("conversationId", "replyToId") REFERENCES "Message"("conversationId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ReadReceipt" ADD CONSTRAINT "ReadReceipt_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "PropertyConversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notification" ADD CONSTRAINT "Notification_recipientId_fkey" FOREIGN KEY ("recipientId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notification" ADD CONSTRAINT "Notification_timelineId_fkey" FOREIGN KEY ("timelineId") REFERENCES "Timeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notification" ADD CONSTRAINT "Notification_conversationId_timelineId_fkey" FOREIGN KEY ("conversationId", "timelineId") REFERENCES "PropertyConversation"("id", "timelineId") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on: rules that Prisma cannot say. The services keep them too; here they hold against a mistake in a service.

-- An agent signs in with e-mail and password; a client is a guest without either.
ALTER TABLE "User"
    ADD CONSTRAINT "User_type_check" CHECK (
        CASE "type" WHEN 'AGENT' THEN "email" IS NOT NULL AND "passwordHash" IS NOT NULL ELSE "passwordHash" IS NULL END
    );

-- Every user has a feed from the beginning.
ALTER TABLE "UserFeed" ADD CONSTRAINT "UserFeed_revision_check" CHECK ("revision" >= 0);
CREATE FUNCTION "User_make_feed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "UserFeed" ("userId") VALUES (NEW."id");
    RETURN NEW;
END $$;
CREATE TRIGGER "User_feed" AFTER INSERT ON "User" FOR EACH ROW EXECUTE FUNCTION "User_make_feed"();

CREATE UNIQUE INDEX "User_agent_email_key" ON "User"(lower("email")) WHERE "type" = 'AGENT';

-- A timeline joins an agent to a client, never two of a kind. Everything below a timeline inherits this by its keys.
CREATE FUNCTION "Timeline_check_people"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM "User" WHERE "id" = NEW."agentId" AND "type" = 'AGENT')
        OR NOT EXISTS (SELECT 1 FROM "User" WHERE "id" = NEW."clientId" AND "type" = 'CLIENT')
    THEN
        RAISE EXCEPTION 'a timeline joins an agent to a client' USING ERRCODE = 'check_violation', CONSTRAINT = 'Timeline_people_check', TABLE = 'Timeline';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER "Timeline_people_check" BEFORE INSERT OR UPDATE OF "agentId", "clientId" ON "Timeline"
    FOR EACH ROW EXECUTE FUNCTION "Timeline_check_people"();

-- NaN counts as greater than every number, which is why bathrooms have an upper bound as well.
ALTER TABLE "Property"
    ADD CONSTRAINT "Property_address_check" CHECK (btrim("address") <> '' AND "addressKey" <> ''),
    ADD CONSTRAINT "Property_price_check" CHECK ("price" >= 0),
    ADD CONSTRAINT "Property_bedrooms_check" CHECK ("bedrooms" >= 0),
    ADD CONSTRAINT "Property_bathrooms_check" CHECK ("bathrooms" >= 0 AND "bathrooms" < 'Infinity'),
    ADD CONSTRAINT "Property_livingArea_check" CHECK ("livingArea" >= 0),
    ADD CONSTRAINT "Property_latitude_check" CHECK ("latitude" BETWEEN -90 AND 90),
    ADD CONSTRAINT "Property_longitude_check" CHECK ("longitude" BETWEEN -180 AND 180);

-- Where there is no listing key, the address tells the properties of a timeline apart.
CREATE UNIQUE INDEX "Property_timelineId_addressKey_key" ON "Property"("timelineId", "addressKey") WHERE "listingKey" IS NULL;

-- Every message takes a revision too, so the revision is never behind the sequence.
ALTER TABLE "PropertyConversation"
    ADD CONSTRAINT "PropertyConversation_people_check" CHECK ("agentId" <> "clientId"),
    ADD CONSTRAINT "PropertyConversation_revision_check" CHECK ("lastSequence" >= 0 AND "revision" >= "lastSequence"),
    ADD CONSTRAINT "PropertyConversation_statusRevision_check" CHECK ("statusRevision" BETWEEN 0 AND "revision"),
    ADD CONSTRAINT "PropertyConversation_agentReadSequence_check" CHECK ("agentReadSequence" BETWEEN 0 AND "lastSequence"),
    ADD CONSTRAINT "PropertyConversation_clientReadSequence_check" CHECK ("clientReadSequence" BETWEEN 0 AND "lastSequence"),
    ADD CONSTRAINT "PropertyConversation_unreadAgentCount_check" CHECK ("unreadAgentCount" BETWEEN 0 AND "lastSequence" - "agentReadSequence"),
    ADD CONSTRAINT "PropertyConversation_unreadClientCount_check" CHECK ("unreadClientCount" BETWEEN 0 AND "lastSequence" - "clientReadSequence"),
    ADD CONSTRAINT "PropertyConversation_feedRevisions_check" CHECK ("agentFeedRevision" >= 0 AND "clientFeedRevision" >= 0),
    ADD CONSTRAINT "PropertyConversation_lastMessageId_check" CHECK ("lastSequence" > 0 OR "lastMessageId" IS NULL);

-- The preview is a message of this very conversation. Checked at the commit, so that a message and its conversation may be
-- written in either order, and deleted together.
ALTER TABLE "PropertyConversation" ADD CONSTRAINT "PropertyConversation_id_lastMessageId_fkey"
    FOREIGN KEY ("id", "lastMessageId") REFERENCES "Message"("conversationId", "id")
    ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- Inboxes: latest message first, those without a message last.
CREATE INDEX "PropertyConversation_agent_inbox_idx" ON "PropertyConversation"("agentId", "lastMessageAt" DESC NULLS LAST, "id" DESC);
CREATE INDEX "PropertyConversation_client_inbox_idx" ON "PropertyConversation"("clientId", "lastMessageAt" DESC NULLS LAST, "id" DESC);

-- Badges and sums only ever look at conversations with something unread.
CREATE INDEX "PropertyConversation_agent_unread_idx" ON "PropertyConversation"("agentId") WHERE "unreadAgentCount" > 0;
CREATE INDEX "PropertyConversation_client_unread_idx" ON "PropertyConversation"("clientId") WHERE "unreadClientCount" > 0;

ALTER TABLE "Message"
    ADD CONSTRAINT "Message_sequence_check" CHECK ("sequence" >= 1),
    ADD CONSTRAINT "Message_revision_check" CHECK ("revision" >= "sequence"),
    ADD CONSTRAINT "Message_content_check" CHECK (char_length("content") <= 4000),
    ADD CONSTRAINT "Message_deletedAt_check" CHECK ("deletedAt" IS NULL OR "content" = '');

-- Full-text search.
CREATE INDEX "Message_content_idx" ON "Message" USING GIN (to_tsvector('english', "content"));

ALTER TABLE "ReadReceipt"
    ADD CONSTRAINT "ReadReceipt_readSequence_check" CHECK ("readSequence" >= 1 AND "revision" >= "readSequence");

ALTER TABLE "Notification"
    ADD CONSTRAINT "Notification_level_check" CHECK (("level" = 'PROPERTY') = ("conversationId" IS NOT NULL)),
    ADD CONSTRAINT "Notification_count_check" CHECK ("count" >= 0),
    ADD CONSTRAINT "Notification_readAt_check" CHECK ("isRead" = ("readAt" IS NOT NULL)),
    ADD CONSTRAINT "Notification_revision_check" CHECK ("revision" >= 1);

-- An unread NEW_MESSAGE notification collects: one per conversation and recipient.
CREATE UNIQUE INDEX "Notification_unread_message_key" ON "Notification"("conversationId", "recipientId")
    WHERE "type" = 'NEW_MESSAGE' AND NOT "isRead";
