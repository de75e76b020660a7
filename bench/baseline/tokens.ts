/** Who calls is said by a JWT alone (HS256), over REST and over Socket.IO alike; the seed keeps no sessions. */
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ApiError } from './errors.ts';

const claims = z.object({
  sub: z.string().min(1),
  typ: z.enum(['AGENT', 'CLIENT']),
  name: z.string(),
  /** Clients: the timeline that their link and code opened. */
  tid: z.string().optional(),
});

export type Caller = {
  userId: string;
  type: 'AGENT' | 'CLIENT';
  name: string;
  timelineId?: string | undefined;
};

/** Once for all tokens: jose would import a plain secret anew for each of them. */
export function importSecret(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign', 'verify']);
}

export function signToken(key: CryptoKey, caller: Caller): Promise<string> {
  return new SignJWT({ typ: caller.type, name: caller.name, ...(caller.timelineId && { tid: caller.timelineId }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(caller.userId)
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(key);
}

/** Throws `ApiError` 401. */
export async function verifyToken(key: CryptoKey, token: string): Promise<Caller> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
    const { sub, typ, name, tid } = claims.parse(payload);
    return { userId: sub, type: typ, name, timelineId: tid };
  } catch {
    throw new ApiError(401, 'UNAUTHENTICATED', 'Invalid or expired token');
  }
}
