/**
 * Signing in and out: agents by e-mail and password, clients by a timeline's link and code.
 *
 * What nobody may learn here: whether an e-mail or a link exists. Every wrong answer is the same error, after exactly one argon2id
 * verification, and counts against the same limits, whether there was anything to check against or not.
 */
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { loginInput, openTimelineInput, registerAgentInput } from '../../shared/inputs.ts';
import { limits } from '../../shared/limits.ts';
import type { AuthResult, AuthUser } from '../../shared/views.ts';
import type { Database } from '../database/client.ts';
import { isUniqueViolation } from '../database/failures.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Actor } from './actor.ts';
import { createDeviceTokens, deviceTokenMs } from './deviceTokens.ts';
import type { RateLimits } from './rateLimits.ts';
import { canonicalClientCode, hashSecret, isStorable, verifySecret } from './secrets.ts';
import { deviceCookieName, refreshCookieName, type SessionCookie } from './sessionCookies.ts';
import type { SessionHolder, Sessions, SessionTokens } from './sessions.ts';

/** Where a call comes from: what wrong tries are counted by. */
export type CallOrigin = {
  /** The network address of the caller, behind configured proxies only. */
  address: string;
  /** The device cookies that the browser sent, by name. */
  deviceTokens: Readonly<Record<string, string>>;
};

/** What a successful sign-in or renewal leaves with the caller: the answer, and the secrets that travel as cookies. */
export type KeptSession = { result: AuthResult; cookies: SessionCookie[] };

/** A session that is over, and the cookie that held its refresh token. */
export type EndedSession = { sessionId: string; cookieName: string };

type Dependencies = {
  database: Database;
  sessions: Sessions;
  rateLimits: RateLimits;
  jwtSecret: string;
  /** Whether agents may register themselves. */
  allowSignup: boolean;
};

export function createAuthService({ database, sessions, rateLimits, jwtSecret, allowSignup }: Dependencies) {
  const devices = createDeviceTokens({ jwtSecret });

  /**
   * Lets in whoever `check` finds behind the credentials; `null` is a wrong try at `account`. A device that has signed in to the account
   * before is recognised, and remembered again.
   */
  async function signIn(
    origin: CallOrigin,
    account: string,
    check: () => Promise<SignedIn | null>,
  ): Promise<KeptSession> {
    const deviceId = devices.read(account, origin.deviceTokens[deviceCookieName(account)]);
    const signedIn = await rateLimits.wrongTry({ account, address: origin.address, deviceId }, check);
    if (signedIn === null) throw new AppError('INVALID_CREDENTIALS');
    return keep(signedIn, deviceCookie(account, deviceId));
  }

  function deviceCookie(account: string, deviceId: string | null): SessionCookie {
    return {
      name: deviceCookieName(account),
      value: devices.make(account, deviceId),
      maxAgeMs: deviceTokenMs,
    };
  }

  async function findAgent(email: string) {
    if (!isStorable(email)) return null;
    // Written as the index is (`lower(email)`, agents only), so that it is used.
    const [agent] = await database.$queryRaw<{ id: string; name: string; passwordHash: string | null }[]>`
      SELECT "id", "name", "passwordHash" FROM "User" WHERE "type" = 'AGENT' AND lower("email") = ${email}`;
    return agent ?? null;
  }

  async function findTimeline(shareToken: string) {
    if (!isStorable(shareToken)) return null;
    return database.timeline.findUnique({
      where: { shareToken },
      select: { id: true, clientCodeHash: true, client: { select: { id: true, name: true } } },
    });
  }

  return {
    /** Throws `FORBIDDEN` where agents cannot register themselves, `CONFLICT` if the address is taken. */
    async registerAgent(input: z.output<typeof registerAgentInput>): Promise<KeptSession> {
      if (!allowSignup) throw new AppError('FORBIDDEN', { message: 'Signing up is not open here.' });
      const passwordHash = await hashSecret(input.password);
      const agent = await database.user
        .create({
          data: { type: 'AGENT', name: input.name, email: input.email, passwordHash },
          select: { id: true, name: true },
        })
        .catch((error: unknown) => {
          if (!isUniqueViolation(error)) throw error;
          throw new AppError('CONFLICT', { message: 'There is already an account with this e-mail address.' });
        });
      const holder: SessionHolder = { type: 'AGENT', userId: agent.id, name: agent.name };
      return keep({ holder, tokens: await sessions.issue(holder) }, deviceCookie(agentAccount(input.email), null));
    },

    /** Throws `INVALID_CREDENTIALS`, or `RATE_LIMITED` after too many of them. */
    async login(origin: CallOrigin, input: z.output<typeof loginInput>): Promise<KeptSession> {
      const email = input.email.trim().toLowerCase();
      return signIn(origin, agentAccount(email), async () => {
        const agent = await findAgent(email);
        const right = await verifySecret(agent?.passwordHash ?? null, input.password);
        if (!right || agent === null) return null;
        const holder: SessionHolder = { type: 'AGENT', userId: agent.id, name: agent.name };
        return { holder, tokens: await sessions.issue(holder) };
      });
    },

    /** Throws `INVALID_CREDENTIALS`, or `RATE_LIMITED` after too many of them. */
    async openTimeline(origin: CallOrigin, input: z.output<typeof openTimelineInput>): Promise<KeptSession> {
      const { shareToken } = input;
      return signIn(origin, timelineAccount(shareToken), async () => {
        const timeline = await findTimeline(shareToken);
        const codeHash = timeline?.clientCodeHash ?? null;
        const right = await verifySecret(codeHash, canonicalClientCode(input.clientCode));
        if (!right || timeline === null) return null;
        const { id, client } = timeline;
        const holder: SessionHolder = {
          type: 'CLIENT',
          userId: client.id,
          name: client.name,
          timelineId: id,
          shareToken,
        };
        // The code may have been replaced while it was being verified. The lock makes whoever takes access away wait for this
        // session to be there, so that it is ended with the others.
        return inTransaction(database, async (tx) => {
          const stillRight = await tx.$queryRaw<unknown[]>`
            SELECT 1 FROM "Timeline" WHERE "id" = ${id} AND "clientCodeHash" = ${codeHash} FOR SHARE`;
          return stillRight.length === 0 ? null : { holder, tokens: await sessions.issue(holder, tx) };
        });
      });
    },

    /** Throws `UNAUTHENTICATED` without a token, `SESSION_EXPIRED` if it is not the newest of a standing session. */
    async refresh(refreshToken: string | null): Promise<KeptSession> {
      if (refreshToken === null) throw new AppError('UNAUTHENTICATED');
      return keep(await sessions.refresh(refreshToken));
    },

    /** Ends the caller's session and closes its sockets. */
    async logout(actor: Actor): Promise<EndedSession> {
      const cookieName = await cookieNameOf(actor);
      // Last, since over a socket the answer has to go out before it closes.
      await sessions.end([actor.sessionId]);
      return { sessionId: actor.sessionId, cookieName };
    },

    me(actor: Actor): { user: AuthUser; timelineId: string | null } {
      return {
        user: { id: actor.userId, name: actor.name, type: actor.type },
        timelineId: actor.type === 'CLIENT' ? actor.timelineId : null,
      };
    },
  };

  async function cookieNameOf(actor: Actor): Promise<string> {
    if (actor.type === 'AGENT') return refreshCookieName({ userType: 'AGENT' });
    const { shareToken } = await database.timeline.findUniqueOrThrow({
      where: { id: actor.timelineId },
      select: { shareToken: true },
    });
    return refreshCookieName({ userType: 'CLIENT', shareToken });
  }
}
export type AuthService = ReturnType<typeof createAuthService>;

type SignedIn = { holder: SessionHolder; tokens: SessionTokens };

/** What wrong tries at an agent's account are counted by. */
const agentAccount = (email: string) => `agent ${email}`;
/** What wrong tries at a client's code are counted by. */
const timelineAccount = (shareToken: string) => `timeline ${shareToken}`;

function keep({ holder, tokens }: SignedIn, ...others: SessionCookie[]): KeptSession {
  const client = holder.type === 'CLIENT' ? holder : null;
  return {
    result: {
      accessToken: tokens.accessToken,
      expiresAt: tokens.expiresAt,
      timelineId: client?.timelineId ?? null,
      user: { id: holder.userId, name: holder.name, type: holder.type },
    },
    cookies: [
      {
        name: refreshCookieName(client ? { userType: 'CLIENT', shareToken: client.shareToken } : { userType: 'AGENT' }),
        value: tokens.refreshToken,
        maxAgeMs: limits.refreshTokenMs,
      },
      ...others,
    ],
  };
}
