/**
 * Everything secret that is made, hashed or checked: passwords and client codes (argon2id), share tokens, refresh tokens.
 * A check costs the same whether or not there is anything to check against, so that the time of an answer tells nothing.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/**
 * OWASP's recommendation for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane; about 20 ms. The algorithm is the
 * package's default: its enum cannot be imported here (const enum).
 */
export const argonParameters = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** Verified where there is no hash: of a random secret nobody knows, with the very same parameters. */
export const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$G/mBgW/nhCatHcRxFFd5Lw$TweLvWxDgD0o2Dmt2gVY4npmHE1/1skfv725e37l8Fs';

/**
 * Hashing runs on libuv's few threads, which file system and name look-ups share: some stay free, and so does a core for
 * everybody else. More callers wait for their turn.
 */
const hashing = createTurns(Math.max(1, Math.min(3, availableParallelism() - 1)));

/** The argon2id hash of a password or code, in PHC format. */
export function hashSecret(secret: string): Promise<string> {
  return hashing(() => hash(bytesOf(secret), argonParameters));
}

/** Whether `secret` is the one that `hashed` was made of. Always costs exactly one verification; `null` is never matched. */
export async function verifySecret(hashed: string | null, secret: string): Promise<boolean> {
  const matches = await hashing(() => verify(hashed ?? dummyHash, bytesOf(secret)));
  return matches && hashed !== null && secret.isWellFormed();
}

/** The same password typed on two keyboards may arrive composed or decomposed: both are the same secret. */
function bytesOf(secret: string): Buffer {
  return Buffer.from(secret.normalize('NFKC'), 'utf8');
}

/** No 0/O, 1/I/L to mix up, no vowels to make words of. 28^8 codes, 38 bits: plenty at ten tries per quarter of an hour. */
const codeAlphabet = '23456789BCDFGHJKMNPQRSTVWXYZ';
const codeLength = 8;

/** A fresh client code as it is shown and hashed: `XXXX-XXXX`. */
export function makeClientCode(): string {
  const characters = Array.from({ length: codeLength }, () => codeAlphabet.charAt(randomInt(codeAlphabet.length)));
  return canonicalClientCode(characters.join(''));
}

/** What was typed, in the form that codes are shown and hashed in: case, spaces and dashes do not matter. */
export function canonicalClientCode(typed: string): string {
  const characters = typed
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .toUpperCase();
  return `${characters.slice(0, codeLength / 2)}-${characters.slice(codeLength / 2)}`;
}

/** A fresh share token: 192 random bits, base64url, ending so that no program cuts it off a pasted link. */
export function makeShareToken(): string {
  for (;;) {
    const token = randomBytes(24).toString('base64url');
    if (/^[^-_].*[^-_]$/.test(token)) return token;
  }
}

/** A fresh secret of 256 bits for a refresh token, base64url. */
export function makeTokenSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex: enough for what is random by itself, never for passwords or codes. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether PostgreSQL could hold `text`. What it cannot hold, it cannot find: no NUL, no unpaired surrogates. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Runs what it is given, at most `places` at a time, in order of arrival. */
function createTurns(places: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < places) running += 1;
    else await new Promise<void>((takePlace) => waiting.push(takePlace));
    try {
      return await work();
    } finally {
      const takePlace = waiting.shift();
      // The place goes straight to the next: nobody who arrives in between overtakes.
      if (takePlace) takePlace();
      else running -= 1;
    }
  };
}
