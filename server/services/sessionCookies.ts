import type { UserType } from '../../shared/views.ts';
import { digest } from './secrets.ts';

/** A cookie that a sign-in or renewal leaves with the browser. */
export type SessionCookie = { name: string; value: string; maxAgeMs: number };

/** Beginnings of the names: what the browser sends is sorted by them. */
export const cookiePrefix = { refresh: 'ps_refresh_', device: 'ps_device_' };

/** Whose refresh token a cookie holds: the agent's, or that of the client of one shared timeline. */
export type RefreshCookieOwner =
  | { userType: Extract<UserType, 'AGENT'> }
  | { userType: Extract<UserType, 'CLIENT'>; shareToken: string };

/** One name for the agent and one for each shared timeline: tabs of one browser do not overwrite each other's sessions. */
export function refreshCookieName(owner: RefreshCookieOwner): string {
  return cookiePrefix.refresh + (owner.userType === 'AGENT' ? 'agent' : shortDigest(owner.shareToken));
}

/** One name for each account that this browser has signed in to; the account itself cannot be read from it. */
export function deviceCookieName(account: string): string {
  return cookiePrefix.device + shortDigest(account);
}

function shortDigest(text: string): string {
  return digest(text).slice(0, 16);
}
