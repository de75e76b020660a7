/**
 * One session of one tab: who is signed in, and an access token that is always good. The token lives in memory only; what survives a
 * reload is the httpOnly refresh cookie, which `auth.refresh` trades for a new token, once.
 *
 * Trading the same cookie twice looks like theft to the server and ends the session, so trades of all tabs wait for each other (a Web
 * Lock), and one that a reload has cut off is given time to arrive (see `refreshMarks`).
 *
 * loading ──restore──▶ signedIn ──renewal refused, left──▶ signedOut ──signIn…──▶ signedIn
 * A network failure never signs out: it is tried again.
 */
import { limits } from '../../shared/limits.ts';
import type { AuthResult, AuthUser } from '../../shared/views.ts';
import { createBackoff } from './backoff.ts';
import { failureOf, isPassing } from './failures.ts';
import { createStore, type ReadableStore } from './store.ts';

/** Whose session a page uses: the agent's, or that of the client of one shared timeline. Both can live in one browser. */
export type SessionKind = { type: 'AGENT' } | { type: 'CLIENT'; shareToken: string };

/** Why nobody is signed in: never was, left, or the session ended (expired, revoked, signed out elsewhere). */
export type SignedOutReason = 'none' | 'signedOut' | 'ended';

export type SessionState =
  | { status: 'loading'; user: null; timelineId: null; reason: 'none' }
  | { status: 'signedIn'; user: AuthUser; timelineId: string | null; reason: 'none' }
  | { status: 'signedOut'; user: null; timelineId: null; reason: SignedOutReason };

/** What the session asks of the server, and of the browser. */
export type SessionDependencies = {
  kind: SessionKind;
  /** `auth.refresh` for this kind. */
  refresh: () => Promise<AuthResult>;
  /** `auth.logout` with this access token. */
  logout: (accessToken: string) => Promise<unknown>;
  /** Runs `work` while no other tab of this browser runs work of the same name. */
  withLock?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  refreshMarks?: RefreshMarks;
  now?: () => number;
};

export type RenewalOutcome = 'renewed' | 'over' | 'unreachable';

export type Session = {
  kind: SessionKind;
  state: ReadableStore<SessionState>;
  /** Signs in again with the cookie, if there is one. Tries until it knows. */
  restore(): Promise<void>;
  /** Takes the answer of a sign-in. */
  begin(result: AuthResult): void;
  /** A token good for a call, and where that can be had for another `leftMs`. `null` when nobody is signed in. */
  token(leftMs?: number): Promise<string | null>;
  /** Counts renewals, for `renew`. */
  generation(): number;
  /** A call made at `generation` was refused for its token: renews, unless that has happened since. */
  renew(generation: number): Promise<RenewalOutcome>;
  signOut(): Promise<void>;
};

/** Renewed this long before the token expires, in ms. */
const renewAheadMs = 60_000;
/** With a wrong clock the token may look expired at once: it is good for at least this long. */
const shortestLifeMs = 60_000;

const loading: SessionState = { status: 'loading', user: null, timelineId: null, reason: 'none' };
const signedOut = (reason: SignedOutReason): SessionState => ({
  status: 'signedOut',
  user: null,
  timelineId: null,
  reason,
});

/** One name per session that tabs may share: its lock and its marks. */
export const sessionName = (kind: SessionKind) => (kind.type === 'AGENT' ? 'agent' : `client:${kind.shareToken}`);

export function createSession({
  kind,
  refresh,
  logout,
  withLock = withWebLock,
  refreshMarks = noRefreshMarks,
  now = Date.now,
}: SessionDependencies): Session {
  const state = createStore<SessionState>(loading);
  const lockName = `property-sync:${sessionName(kind)}`;
  const retry = createBackoff({ firstMs: 500, maxMs: 5_000 });
  if (typeof window !== 'undefined') window.addEventListener('online', retry.wake);
  let token: { value: string; expiresAt: number } | null = null;
  let generation = 0;
  /** Rises with every sign-in and sign-out: an answer of an earlier one is not for now. */
  let era = 0;
  let renewal: Promise<RenewalOutcome> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(result: AuthResult): void {
    const life = Math.max(shortestLifeMs, Math.min(limits.accessTokenMs, result.expiresAt.getTime() - now()));
    token = { value: result.accessToken, expiresAt: now() + life };
    generation++;
    clearTimeout(timer);
    timer = setTimeout(() => void renewSoon(), Math.max(life - renewAheadMs, life / 2));
    const current = state.get();
    const isSame =
      current.status === 'signedIn' &&
      current.user.id === result.user.id &&
      current.user.name === result.user.name &&
      current.timelineId === result.timelineId;
    if (!isSame) state.set({ status: 'signedIn', user: result.user, timelineId: result.timelineId, reason: 'none' });
  }

  function finish(reason: SignedOutReason): void {
    era++;
    token = null;
    clearTimeout(timer);
    state.set(signedOut(reason));
  }

  /** Ahead of expiry, and again after a failure; `token()` would do it too, but then a call would have to wait. */
  async function renewSoon(): Promise<void> {
    const startedIn = era;
    while ((await renewOnce()) === 'unreachable') {
      await retry.wait();
      if (era !== startedIn) return;
    }
    retry.reset();
  }

  function renewOnce(): Promise<RenewalOutcome> {
    renewal ??= tradeCookie().finally(() => {
      renewal = null;
    });
    return renewal;
  }

  async function tradeCookie(): Promise<RenewalOutcome> {
    const startedIn = era;
    try {
      const result = await withLock(lockName, async () => {
        await refreshMarks.settled(lockName);
        refreshMarks.set(lockName);
        const answer = await refresh();
        refreshMarks.clear(lockName);
        return answer;
      });
      if (era !== startedIn) return 'renewed';
      begin(result);
      return 'renewed';
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== 'NETWORK') refreshMarks.clear(lockName);
      if (isPassing(failure) || failure.code === 'INTERNAL') return 'unreachable';
      if (era !== startedIn) return 'over';
      // Without a cookie nobody was signed in, unless this tab was until now.
      const wasSignedIn = state.get().status === 'signedIn' || failure.code !== 'UNAUTHENTICATED';
      finish(wasSignedIn ? 'ended' : 'none');
      return 'over';
    }
  }

  /**
   * Signed out here in any case; as long as the server has not heard of it, the cookie would let the next reload in again. A new sign-in
   * has a new cookie, which a late good-bye would take away.
   */
  async function sayGoodbye(leaving: string): Promise<void> {
    const backoff = createBackoff({ firstMs: 1_000, maxMs: 30_000 });
    const startedIn = era;
    const until = now() + limits.accessTokenMs;
    while (era === startedIn && now() < until) {
      const failure = await logout(leaving).then(() => null, failureOf);
      if (failure === null || !isPassing(failure)) return;
      await backoff.wait({ atLeastMs: failure.retryAfterMs ?? 0 });
    }
  }

  return {
    kind,
    state,
    begin(result) {
      era++;
      begin(result);
    },
    async restore() {
      const startedIn = era;
      while (state.get().status === 'loading' && era === startedIn) {
        if ((await renewOnce()) !== 'unreachable') break;
        await retry.wait();
      }
      retry.reset();
    },
    async token(leftMs = 0) {
      if (state.get().status !== 'signedIn') return null;
      // Too old to be good: wait for the new one. For most calls one that is only about to expire serves meanwhile.
      if (!token || token.expiresAt <= now() + leftMs) await renewOnce();
      return token?.value ?? null;
    },
    generation: () => generation,
    async renew(failedAt) {
      if (state.get().status !== 'signedIn') return 'over';
      if (generation > failedAt) return 'renewed';
      return renewOnce();
    },
    async signOut() {
      // After a long sleep the token may be too old to say good-bye with.
      if (token && token.expiresAt <= now()) await renewOnce();
      const leaving = token?.value;
      finish('signedOut');
      if (leaving) void sayGoodbye(leaving);
    },
  };
}

/** Tabs wait for each other through the Web Locks API; where it is missing (plain http to another host) only this tab's calls do. */
function withWebLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return work();
  // The type of `request` loses that of the work's result.
  return navigator.locks.request(name, work) as Promise<T>;
}

/**
 * Notes that a trade is under way, seen by the page that comes after a reload: a reload ends the lock, but not the request (it is sent
 * with `keepalive`), and its answer brings the cookie that the next trade needs.
 */
export type RefreshMarks = {
  set(name: string): void;
  clear(name: string): void;
  /** Resolves when no trade of a page that is gone can be under way any more. */
  settled(name: string): Promise<void>;
};

const noRefreshMarks: RefreshMarks = { set() {}, clear() {}, settled: async () => {} };

/** How long the answer to a cut-off trade may take to arrive, in ms. */
const settleMs = 1_500;

/** Marks in `localStorage`: times only, no secrets. */
export function createRefreshMarks(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): RefreshMarks {
  // A browser may forbid storage: then there are no marks, and nothing else changes.
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  return {
    set: (name) => void attempt(() => storage.setItem(name, String(Date.now()))),
    clear: (name) => void attempt(() => storage.removeItem(name)),
    async settled(name) {
      const since = Date.now() - Number(attempt(() => storage.getItem(name)) ?? 0);
      if (since < 0 || since >= settleMs) return;
      await new Promise((resolve) => setTimeout(resolve, settleMs - since));
    },
  };
}
