/**
 * What the API answers with. Times are `Date` (superjson keeps them), prices whole currency units, areas square feet.
 * Source: the API contract.
 */
export type UserType = 'AGENT' | 'CLIENT';
export const otherSide = (side: UserType): UserType => (side === 'AGENT' ? 'CLIENT' : 'AGENT');
export type ConversationStatus = 'ACTIVE' | 'ARCHIVED' | 'CLOSED';
export type MessageType = 'TEXT' | 'IMAGE' | 'FILE' | 'SYSTEM';
export type Verdict = 'LOVE' | 'LIKE' | 'PASS';
export type NotificationType =
  | 'NEW_MESSAGE'
  | 'PROPERTY_VIEWED'
  | 'PROPERTY_FEEDBACK'
  | 'PROPERTIES_ADDED'
  | 'TIMELINE_SHARED';

export type Person = { id: string; name: string; avatarUrl: string | null };

export type AuthUser = { id: string; name: string; type: UserType };
export type AuthResult = { accessToken: string; expiresAt: Date; timelineId: string | null; user: AuthUser };

export type TimelineAccess = { shareToken: string; clientCode: string; url: string };
export type Timeline = {
  id: string;
  title: string;
  agent: Person;
  client: Person;
  createdAt: Date;
  updatedAt: Date;
};
export type TimelineSummary = Timeline & { propertyCount: number; unreadCount: number; lastMessageAt: Date | null };
export type TimelineDetail = Timeline & {
  properties: PropertyCardView[];
  /** For its agent: the client's link, and whether its code opens it (not after access was taken away). `null` for the client. */
  sharing: { url: string; isOpen: boolean } | null;
};

/** Fields follow the RESO Data Dictionary in meaning (`address` is UnparsedAddress, `price` ListPrice, `status` StandardStatus). */
export type Property = {
  id: string;
  timelineId: string;
  listingKey: string | null;
  address: string;
  city: string | null;
  stateOrProvince: string | null;
  postalCode: string | null;
  price: number | null;
  bedrooms: number | null;
  bathrooms: number | null;
  livingArea: number | null;
  propertyType: string | null;
  status: string | null;
  imageUrl: string | null;
  latitude: number | null;
  longitude: number | null;
  createdAt: Date;
  updatedAt: Date;
};

/** One per property: the latest word of its client. */
export type PropertyFeedback = {
  id: string;
  propertyId: string;
  verdict: Verdict;
  comment: string | null;
  createdAt: Date;
  updatedAt: Date;
};
export type PropertyCardView = Property & { conversation: ConversationSummary; feedback: PropertyFeedback | null };

export type ImportRowStatus = 'created' | 'updated' | 'unchanged' | 'rejected';
export type ImportRow = {
  /** Data row, counted from 1. */
  row: number;
  /** Where it begins in the text, for whoever looks it up there: the line, from 1. Only of CSV. */
  line?: number;
  status: ImportRowStatus;
  propertyId?: string;
  conversationId?: string;
  address?: string;
  errors?: string[];
};
export type ImportReport = {
  dryRun: boolean;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  rows: ImportRow[];
  /** The columns of the source and the property field each was recognised as (`null`: not used). */
  columns: { header: string; field: string | null }[];
};

export type ConversationSummary = {
  id: string;
  propertyId: string;
  timelineId: string;
  agentId: string;
  clientId: string;
  status: ConversationStatus;
  unreadAgentCount: number;
  unreadClientCount: number;
  /** The caller's side. */
  unreadCount: number;
  lastMessageAt: Date | null;
  lastMessage: { content: string; senderType: UserType; createdAt: Date } | null;
  property: { id: string; address: string; price: number | null; imageUrl: string | null };
  /** The caller's feed revision at which this summary last changed: of two copies, the higher one is newer. */
  feedRevision: number;
};
export type ConversationDetail = ConversationSummary & {
  revision: number;
  lastSequence: number;
  agentReadSequence: number;
  clientReadSequence: number;
  /** The latest 50, oldest first. */
  messages: Message[];
};

export type Attachment = {
  id: string;
  fileName: string;
  contentType: string;
  byteSize: number;
  width: number | null;
  height: number | null;
  url: string;
  thumbnailUrl: string | null;
};
export type Message = {
  id: string;
  conversationId: string;
  /** 1, 2, 3 … without gaps in each conversation. */
  sequence: number;
  /** The conversation's revision at which this message last changed. */
  revision: number;
  clientMessageId: string;
  senderId: string;
  senderType: UserType;
  sender: Person;
  type: MessageType;
  content: string;
  /** Read by the other side. */
  isRead: boolean;
  readAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  replyTo: { id: string; senderType: UserType; content: string } | null;
  attachments: Attachment[];
};
export type MessagePage = { items: Message[]; nextCursor: number | null; revision: number };
export type ReadState = { conversationId: string; readSequence: number; unreadCount: number };
/** `highlight`: an HTML-escaped excerpt of the content, with the hits in `<mark>`. */
export type MessageSearchHit = { message: Message; conversation: ConversationSummary; highlight: string };

export type Notification = {
  id: string;
  type: NotificationType;
  level: 'PROPERTY' | 'TIMELINE';
  recipientId: string;
  conversationId: string | null;
  propertyId: string | null;
  propertyAddress: string | null;
  timelineId: string;
  title: string;
  message: string;
  count: number;
  isRead: boolean;
  readAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** The recipient's feed revision at which this notification last changed. */
  revision: number;
};
export type NotificationPage = {
  items: Notification[];
  nextCursor: string | null;
  unreadCount: number;
  revision: number;
};
/** Only timelines and properties with something unread are listed. */
export type UnreadTotals = {
  notifications: number;
  messages: number;
  timelines: {
    timelineId: string;
    messages: number;
    properties: { propertyId: string; conversationId: string; messages: number }[];
  }[];
};
