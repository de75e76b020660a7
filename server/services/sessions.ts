/**
 * Sessions: one sign-in on one device. What the caller holds are two tokens:
 *
 * - the access token, a JWT of 15 minutes that every call carries. It says who calls; whether the session still stands is asked of the
 *   database at every call, so that an ended session is over at once;
 * - the refresh token `<session id>.<secret>`, good for one renewal. The row keeps only the hash of the newest one. Who comes with an
 *   older one shows that the token was copied: nobody can tell thief from owner, so the session ends for both.
 */
import { randomUUID, webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import type { UserType } from '../../shared/views.ts';
import type { Database, Transaction } from '../database/client.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Actor } from './actor.ts';
import { digest, isStorable, makeTokenSecret } from './secrets.ts';

/** Whose session it is. */
export type SessionHolder =
  | { type: 'AGENT'; userId: string; name: string }
  | { type: 'CLIENT'; userId: string; name: string; timelineId: string; shareToken: string };

export type SessionTokens = {
  accessToken: string;
  /** When the access token expires. */
  expiresAt: Date;
  refreshToken: string;
};

type Dependencies = {
  database: Database;
  bus: Pick<Bus, 'publish'>;
  jwtSecret: string;
  /** The present, in ms. */
  now?: () => number;
};

export function createSessions({ database, bus, jwtSecret, now = Date.now }: Dependencies) {
  // Made once: from the bare bytes it would be made anew for every token.
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const bytes = new TextEncoder().encode(jwtSecret);
  const key = webcrypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify']);

  async function makeTokens(sessionId: string, holder: SessionHolder, refreshToken: string): Promise<SessionTokens> {
    const issuedAt = Math.floor(now() / 1000);
    const expiresAt = issuedAt + limits.accessTokenMs / 1000;
    const accessToken = await new SignJWT({
      sid: sessionId,
      typ: holder.type,
      name: holder.name,
      ...(holder.type === 'CLIENT' && { tid: holder.timelineId }),
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(holder.userId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await key);
    return { accessToken, expiresAt: new Date(expiresAt * 1000), refreshToken };
  }

  /** The holder of a session that stands: not ended, not out of date, and of a client who still has access. */
  async function findHolder(sessionId: string): Promise<SessionHolder | null> {
    const [row] = await database.$read<HolderRow>`
      SELECT u."type"::text AS "type", u."id" AS "userId", u."name", t."id" AS "timelineId", t."shareToken"
      FROM "Session" s
      JOIN "User" u ON u."id" = s."userId"
      LEFT JOIN "Timeline" t ON t."clientId" = u."id" AND t."clientCodeHash" IS NOT NULL
      WHERE s."id" = ${sessionId} AND s."endedAt" IS NULL AND s."expiresAt" > ${new Date(now())}`;
    if (row === undefined) return null;
    const { userId, name, timelineId, shareToken } = row;
    if (row.type === 'AGENT') return { type: 'AGENT', userId, name };
    if (timelineId === null || shareToken === null) return null;
    return { type: 'CLIENT', userId, name, timelineId, shareToken };
  }

  /** Which of these sessions stand, by the same rule. */
  async function standing(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await database.$read<{ id: string }>`
      SELECT s."id" FROM "Session" s JOIN "User" u ON u."id" = s."userId"
      WHERE s."id" = ANY(${[...sessionIds]}::text[]) AND s."endedAt" IS NULL AND s."expiresAt" > ${new Date(now())}
        AND (u."type" = 'AGENT' OR EXISTS (
          SELECT 1 FROM "Timeline" t WHERE t."clientId" = u."id" AND t."clientCodeHash" IS NOT NULL))`;
    return new Set(rows.map(({ id }) => id));
  }

  async function end(sessionIds: readonly string[]): Promise<void> {
    await database.session.updateMany({
      where: { id: { in: [...sessionIds] }, endedAt: null },
      data: { endedAt: new Date(now()) },
    });
    publishEnd(sessionIds);
  }

  function publishEnd(sessionIds: readonly string[]): void {
    for (const id of sessionIds) bus.publish(`session:${id}`, { ended: true });
  }

  return {
    /** Begins a session, within `transaction` if the right to it has to hold until the commit. */
    async issue(holder: SessionHolder, transaction: Transaction = database): Promise<SessionTokens> {
      const id = randomUUID();
      const refreshToken = `${id}.${makeTokenSecret()}`;
      const time = now();
      // Nothing asks for what is over: this is where it goes, so that a user's rows do not pile up.
      await transaction.session.deleteMany({
        where: { userId: holder.userId, OR: [{ expiresAt: { lte: new Date(time) } }, { endedAt: { not: null } }] },
      });
      await transaction.session.create({
        data: {
          id,
          userId: holder.userId,
          tokenHash: digest(refreshToken),
          expiresAt: new Date(time + limits.refreshTokenMs),
        },
        select: { id: true },
      });
      return makeTokens(id, holder, refreshToken);
    },

    /**
     * Who calls with this access token, as the database knows them now, and when the token expires. Who wants to hear of the session's end
     * begins to listen in `beforeLooking`, before the database is asked: then nothing is missed in between.
     * Throws `UNAUTHENTICATED` for what is no token of ours, `SESSION_EXPIRED` for one of the past.
     */
    async authenticate(
      accessToken: string,
      beforeLooking?: (sessionId: string) => Promise<void>,
    ): Promise<{ actor: Actor; expiresAt: Date }> {
      const claims = await verifyAccessToken(accessToken, await key, new Date(now()));
      await beforeLooking?.(claims.sessionId);
      const holder = await findHolder(claims.sessionId);
      if (holder === null) throw new AppError('SESSION_EXPIRED');
      if (holder.userId !== claims.userId) throw new AppError('UNAUTHENTICATED');
      return { actor: toActor(holder, claims.sessionId), expiresAt: claims.expiresAt };
    },

    /**
     * Trades a refresh token for new tokens and lets the session live for another 30 days. Throws `SESSION_EXPIRED` for a token that is
     * not the newest of a standing session; an older one also ends its session.
     */
    async refresh(refreshToken: string): Promise<{ tokens: SessionTokens; holder: SessionHolder }> {
      const sessionId = refreshToken.slice(0, refreshToken.indexOf('.'));
      if (refreshToken.length > 200 || !isStorable(sessionId)) throw new AppError('SESSION_EXPIRED');

      const time = now();
      const standing = { id: sessionId, endedAt: null, expiresAt: { gt: new Date(time) } };
      const newToken = `${sessionId}.${makeTokenSecret()}`;
      // One statement compares and replaces: of several callers with the same token, one goes on, the others come too late.
      const { count } = await database.session.updateMany({
        where: { ...standing, tokenHash: digest(refreshToken) },
        data: { tokenHash: digest(newToken), expiresAt: new Date(time + limits.refreshTokenMs) },
      });
      if (count === 0) {
        const reused = await database.session.count({ where: standing });
        if (reused > 0) await end([sessionId]);
        throw new AppError('SESSION_EXPIRED');
      }
      const holder = await findHolder(sessionId);
      if (holder === null) throw new AppError('SESSION_EXPIRED');
      return { tokens: await makeTokens(sessionId, holder, newToken), holder };
    },

    standing,

    /** Ends these sessions, and tells their sockets. */
    end,

    /** Ends every session of a user in one transaction with what takes the access away, and tells their sockets. */
    async endAllOf(userId: string, takeAway: (tx: Transaction) => Promise<unknown>): Promise<void> {
      const ended = await inTransaction(database, async (tx) => {
        await takeAway(tx);
        return tx.session.updateManyAndReturn({
          where: { userId, endedAt: null },
          data: { endedAt: new Date(now()) },
          select: { id: true },
        });
      });
      publishEnd(ended.map(({ id }) => id));
    },
  };
}
export type Sessions = ReturnType<typeof createSessions>;

type HolderRow = {
  type: UserType;
  userId: string;
  name: string;
  timelineId: string | null;
  shareToken: string | null;
};

type AccessClaims = { userId: string; sessionId: string; expiresAt: Date };

/** Checks signature and time, nothing else. The algorithm is ours to choose, never the token's. */
async function verifyAccessToken(token: string, key: webcrypto.CryptoKey, currentDate: Date): Promise<AccessClaims> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      currentDate,
      requiredClaims: ['sub', 'exp', 'sid'],
    });
    if (typeof payload.sub !== 'string' || typeof payload.sid !== 'string' || typeof payload.exp !== 'number') {
      throw new AppError('UNAUTHENTICATED');
    }
    return { userId: payload.sub, sessionId: payload.sid, expiresAt: new Date(payload.exp * 1000) };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new AppError('SESSION_EXPIRED');
    throw new AppError('UNAUTHENTICATED');
  }
}

function toActor(holder: SessionHolder, sessionId: string): Actor {
  const { userId, name } = holder;
  return holder.type === 'AGENT'
    ? { type: 'AGENT', userId, name, sessionId }
    : { type: 'CLIENT', userId, name, sessionId, timelineId: holder.timelineId };
}
