/**
 * Device tokens: proof that a browser has signed in to an account before. They open nothing; they only give that browser's wrong tries a
 * count of their own, so that nobody who guesses from elsewhere can lock the account's owner out.
 * (OWASP, "Slow Down Online Guessing Attacks with Device Cookies".)
 */
import { createHmac, hkdfSync, randomUUID, timingSafeEqual } from 'node:crypto';

/** As long as browsers keep a cookie: Chromium cuts at 400 days. */
export const deviceTokenMs = 400 * 24 * 60 * 60_000;

type Options = {
  jwtSecret: string;
  /** The present, in ms. */
  now?: () => number;
};

export function createDeviceTokens({ jwtSecret, now = Date.now }: Options) {
  // A key of its own: no access token passes for a device token, nor the other way round.
  const key = Buffer.from(hkdfSync('sha256', jwtSecret, '', 'property-sync device token', 32));
  const sign = (account: string, deviceId: string, issuedAt: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([account, deviceId, issuedAt]))
      .digest('base64url');

  return {
    /** A token for this device and account. `deviceId` is the device's known one; without it, the device is new. */
    make(account: string, deviceId: string | null): string {
      const id = deviceId ?? randomUUID();
      const issuedAt = String(now());
      return `${id}.${issuedAt}.${sign(account, id, issuedAt)}`;
    },

    /** The device, if `token` is one of ours, for this account and not too old. */
    read(account: string, token: string | undefined): string | null {
      const [deviceId, issuedAt, signature, ...rest] = token?.split('.') ?? [];
      if (deviceId === undefined || issuedAt === undefined || signature === undefined || rest.length > 0) return null;
      const given = Buffer.from(signature);
      const right = Buffer.from(sign(account, deviceId, issuedAt));
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      return Number(issuedAt) > now() - deviceTokenMs ? deviceId : null;
    },
  };
}
