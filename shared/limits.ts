/** Bounds that client and server agree on. Source: the API contract, "Limits" and "Messages". */
export const limits = {
  /** Characters (code points) of a message after trimming. */
  messageLength: 4_000,
  /** Items of one page: default and maximum. */
  pageSize: 50,
  maxPageSize: 100,
  /** Messages that come with a conversation. */
  latestMessages: 50,
  /** A stream further behind than this many revisions is told to load again. */
  maxCatchUp: 1_000,
  /** Import: data rows and bytes of one call. */
  importRows: 2_000,
  importBytes: 5 * 1024 * 1024,
  httpBodyBytes: 1024 * 1024,
  webSocketFrameBytes: 64 * 1024,
  /** Bytes a reader that stops reading may cost before its socket is cut. */
  webSocketBufferBytes: 1024 * 1024,
  batchCalls: 20,
  subscriptionsPerSocket: 100,
  socketsPerUser: 20,
  messagesPerWindow: 30,
  messageWindowMs: 10_000,
  wrongTries: 10,
  wrongTriesWindowMs: 15 * 60_000,
  accessTokenMs: 15 * 60_000,
  refreshTokenMs: 30 * 24 * 60 * 60_000,
  /** A socket that has not authenticated by then is closed: gone after 10 s, also if it does not answer the goodbye. */
  authenticateWithinMs: 9_000,
  /** Typing stops by itself. */
  typingMs: 6_000,
  /** A person is offline this long after their last socket has gone. */
  offlineAfterMs: 10_000,
  passwordLength: 10,
} as const;

/** Close codes of the WebSocket beyond the standard ones. */
export const closeCodes = {
  /** The token expired, the session ended or access was taken away: renew the token, then connect again. */
  unauthenticated: 4401,
  /** The user has `socketsPerUser` sockets open already. */
  tooManySockets: 4429,
} as const;
