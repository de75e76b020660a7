/**
 * The cookies of one HTTP call: refresh tokens, which only `auth.refresh` reads, and device tokens. All of them are httpOnly,
 * SameSite=Strict and sent to the API alone; nothing else in the project touches cookies.
 */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { z } from 'zod';
import type { refreshInput } from '../../shared/inputs.ts';
import type { AuthResult } from '../../shared/views.ts';
import type { EndedSession, KeptSession } from '../services/auth.ts';
import { cookiePrefix, refreshCookieName } from '../services/sessionCookies.ts';

/**
 * Of each kind, a browser keeps this many: an agent who opens every client's link would otherwise send more than a request's headers
 * may hold, and be locked out for good.
 */
const kept = 20;

type Options = {
  /** The `cookie` header of the request. */
  header: string | undefined;
  /** Whether the browser reaches us by https. */
  secure: boolean;
  /** Adds one `set-cookie` header to the answer. */
  send(setCookie: string): void;
};

export function createCookieJar({ header, secure, send }: Options) {
  const sent = new Map(
    Object.entries(parseCookie(header ?? '')).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const sentNames = (prefix: string) => [...sent.keys()].filter((name) => name.startsWith(prefix));

  function write(name: string, value: string, maxAgeMs: number): void {
    send(
      stringifySetCookie({
        name,
        value,
        path: '/trpc',
        httpOnly: true,
        sameSite: 'strict',
        secure,
        maxAge: Math.floor(maxAgeMs / 1000),
      }),
    );
  }
  const drop = (name: string) => write(name, '', 0);

  return {
    /** The device tokens that came, by the name of their cookie. */
    deviceTokens: Object.fromEntries(sentNames(cookiePrefix.device).map((name) => [name, sent.get(name) ?? ''])),

    /** The refresh token that `input` means. Without one: the agent's, else the newest of the clients' (browsers send the oldest first). */
    refreshToken(input: z.output<typeof refreshInput>): string | null {
      const agents = refreshCookieName({ userType: 'AGENT' });
      const name = input
        ? refreshCookieName(input)
        : sent.has(agents)
          ? agents
          : sentNames(cookiePrefix.refresh).at(-1);
      return (name !== undefined && sent.get(name)) || null;
    },

    /** Sends the session's cookies and answers what the caller may see. */
    keepSession({ result, cookies }: KeptSession): AuthResult {
      for (const { name, value, maxAgeMs } of cookies) write(name, value, maxAgeMs);
      const written = new Set(cookies.map(({ name }) => name));
      for (const prefix of Object.values(cookiePrefix)) {
        const others = sentNames(prefix).filter((name) => !written.has(name));
        for (const name of others.slice(0, Math.max(0, others.length + 1 - kept))) drop(name);
      }
      return result;
    },

    /** Drops the cookie of an ended session, unless it holds another session by now. */
    dropSession({ sessionId, cookieName }: EndedSession): null {
      if (sent.get(cookieName)?.startsWith(`${sessionId}.`)) drop(cookieName);
      return null;
    },
  };
}
