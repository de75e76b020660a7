import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuthResult } from '../../shared/views.ts';
import { refusal, unreachable } from './failures.testing.ts';
import { createRefreshMarks, createSession } from './session.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const minute = 60_000;

/** A server with one refresh cookie that rotates; an old one ends the session, as the real one does. */
function fakeServer() {
  const browser = { cookie: 0 };
  const server = { cookie: 0, isEnded: false, isDown: false, user: 'ann', calls: 0, tokens: 0 };
  const result = (): AuthResult => ({
    accessToken: `token-${++server.tokens}`,
    expiresAt: new Date(Date.now() + 15 * minute),
    timelineId: null,
    user: { id: server.user, name: 'Ann', type: 'AGENT' },
  });
  return {
    server,
    browser,
    result,
    /** Signs in: the browser has a cookie from now on. */
    begin(): AuthResult {
      browser.cookie = ++server.cookie;
      server.isEnded = false;
      return result();
    },
    async refresh(): Promise<AuthResult> {
      server.calls++;
      if (server.isDown) throw unreachable();
      if (browser.cookie === 0) throw refusal('UNAUTHENTICATED');
      const sent = browser.cookie;
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (server.isEnded || sent !== server.cookie) {
        server.isEnded = true;
        throw refusal('SESSION_EXPIRED');
      }
      browser.cookie = ++server.cookie;
      return result();
    },
  };
}

/** One lock for all tabs of a test's browser. */
function oneLock() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(_name: string, work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

type FakeServer = ReturnType<typeof fakeServer>;
const openTab = ({ refresh }: FakeServer, withLock = oneLock()) =>
  createSession({ kind: { type: 'AGENT' }, refresh, logout: async () => null, withLock });

async function signedIn(fake = fakeServer()) {
  const session = openTab(fake);
  session.begin(fake.begin());
  return { fake, session };
}

describe('a session', () => {
  it('without a cookie, nobody is signed in, and nothing has ended', async () => {
    const session = openTab(fakeServer());
    expect(session.state.get().status).toBe('loading');
    await session.restore();
    expect(session.state.get()).toMatchObject({ status: 'signedOut', reason: 'none' });
    expect(await session.token()).toBeNull();
  });

  it('comes back after a reload by its cookie', async () => {
    const fake = fakeServer();
    fake.begin();
    const session = openTab(fake);
    const restored = session.restore();
    await vi.advanceTimersByTimeAsync(50);
    await restored;
    expect(session.state.get()).toMatchObject({ status: 'signedIn', user: { id: 'ann' } });
  });

  it('says that it has ended, where the cookie is of an ended one', async () => {
    const fake = fakeServer();
    fake.begin();
    fake.server.isEnded = true;
    const session = openTab(fake);
    const restored = session.restore();
    await vi.advanceTimersByTimeAsync(50);
    await restored;
    expect(session.state.get()).toMatchObject({ status: 'signedOut', reason: 'ended' });
  });

  it('keeps trying to come back while the server is not reached', async () => {
    const fake = fakeServer();
    fake.begin();
    fake.server.isDown = true;
    const session = openTab(fake);
    void session.restore();
    await vi.advanceTimersByTimeAsync(2 * minute);
    expect(session.state.get().status).toBe('loading');
    fake.server.isDown = false;
    await vi.advanceTimersByTimeAsync(minute);
    expect(session.state.get().status).toBe('signedIn');
  });

  it('renews its token before it expires, without a change that anybody sees', async () => {
    const { session, fake } = await signedIn();
    const changes = vi.fn();
    session.state.subscribe(changes);
    const first = await session.token();
    await vi.advanceTimersByTimeAsync(14 * minute + 1_000);
    expect(fake.server.calls).toBe(1);
    expect(await session.token()).not.toBe(first);
    expect(changes).not.toHaveBeenCalled();
  });

  it('after a sleep, renews for who needs the token to last, and serves what is left where that fails', async () => {
    const { session, fake } = await signedIn();
    const first = await session.token();
    // The clock goes on, the timers do not.
    vi.setSystemTime(Date.now() + 15 * minute - 10_000);
    expect(await session.token()).toBe(first);
    fake.server.isDown = true;
    expect(await session.token(30_000)).toBe(first);
    fake.server.isDown = false;
    const renewed = session.token(30_000);
    await vi.advanceTimersByTimeAsync(50);
    expect(await renewed).toBe('token-2');
    expect(await session.token(30_000)).toBe('token-2');
  });

  it('renews for hours, each cookie once', async () => {
    const { session, fake } = await signedIn();
    await vi.advanceTimersByTimeAsync(5 * 60 * minute);
    expect(fake.server.calls).toBeGreaterThan(19);
    expect(session.state.get().status).toBe('signedIn');
  });

  it('a network failure signs nobody out, and is made up for', async () => {
    const { session, fake } = await signedIn();
    fake.server.isDown = true;
    await vi.advanceTimersByTimeAsync(20 * minute);
    expect(session.state.get().status).toBe('signedIn');
    expect(await session.renew(session.generation())).toBe('unreachable');
    fake.server.isDown = false;
    await vi.advanceTimersByTimeAsync(minute);
    expect(await session.token()).toBe('token-2');
  });

  it('many refused calls renew once', async () => {
    const { session, fake } = await signedIn();
    const generation = session.generation();
    const outcomes = Promise.all([session.renew(generation), session.renew(generation), session.renew(generation)]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await outcomes).toEqual(['renewed', 'renewed', 'renewed']);
    // A call that was sent with the old token and refused late.
    expect(await session.renew(generation)).toBe('renewed');
    expect(fake.server.calls).toBe(1);
  });

  it('two tabs renewing at the same moment do not use one cookie twice', async () => {
    const fake = fakeServer();
    const lock = oneLock();
    const tabs = [openTab(fake, lock), openTab(fake, lock), openTab(fake, lock)];
    fake.begin();
    const restored = Promise.all(tabs.map((tab) => tab.restore()));
    await vi.advanceTimersByTimeAsync(200);
    await restored;
    expect(tabs.map((tab) => tab.state.get().status)).toEqual(['signedIn', 'signedIn', 'signedIn']);
    expect(fake.server.isEnded).toBe(false);
  });

  it('is over when the renewal says so, with the reason', async () => {
    const { session, fake } = await signedIn();
    fake.server.isEnded = true;
    const outcome = session.renew(session.generation());
    await vi.advanceTimersByTimeAsync(50);
    expect(await outcome).toBe('over');
    expect(session.state.get()).toMatchObject({ status: 'signedOut', reason: 'ended', user: null });
    expect(await session.token()).toBeNull();
  });

  it('signs out at once, and tells the server as soon as it is reached', async () => {
    const fake = fakeServer();
    const logout = vi.fn().mockRejectedValue(unreachable());
    const session = createSession({ kind: { type: 'AGENT' }, refresh: fake.refresh, logout, withLock: oneLock() });
    session.begin(fake.begin());
    await session.signOut();
    expect(session.state.get()).toMatchObject({ status: 'signedOut', reason: 'signedOut' });
    expect(logout).toHaveBeenCalledWith('token-1');
    logout.mockResolvedValue(null);
    await vi.advanceTimersByTimeAsync(minute);
    const tries = logout.mock.calls.length;
    expect(tries).toBeGreaterThan(1);
    await vi.advanceTimersByTimeAsync(60 * minute);
    expect(logout).toHaveBeenCalledTimes(tries);
    expect(fake.server.calls).toBe(0);
  });

  it('an answer that comes after signing out signs nobody in', async () => {
    const { session } = await signedIn();
    const renewal = session.renew(session.generation());
    await session.signOut();
    await vi.advanceTimersByTimeAsync(50);
    await renewal;
    expect(session.state.get().status).toBe('signedOut');
  });

  it('shows another user, where the cookie has become theirs', async () => {
    const { session, fake } = await signedIn();
    fake.server.user = 'bob';
    const renewal = session.renew(session.generation());
    await vi.advanceTimersByTimeAsync(50);
    await renewal;
    expect(session.state.get().user?.id).toBe('bob');
  });

  it('with a clock that is far ahead, does not renew all the time', async () => {
    const fake = fakeServer();
    const session = openTab(fake);
    session.begin({ ...fake.begin(), expiresAt: new Date(Date.now() - 60 * minute) });
    expect(await session.token()).toBe('token-1');
    expect(fake.server.calls).toBe(0);
  });
});

describe('refresh marks', () => {
  function memory() {
    const items = new Map<string, string>();
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
  }

  it('give the answer of a page that is gone time to arrive', async () => {
    const storage = memory();
    createRefreshMarks(storage).set('agent');
    const settled = vi.fn();
    void createRefreshMarks(storage).settled('agent').then(settled);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(600);
    expect(settled).toHaveBeenCalled();
  });

  it('do not hold up anybody once the answer is there, nor where storage is forbidden', async () => {
    const marks = createRefreshMarks(memory());
    marks.set('agent');
    marks.clear('agent');
    await marks.settled('agent');
    const forbidden = () => {
      throw new Error('forbidden');
    };
    await createRefreshMarks({ getItem: forbidden, setItem: forbidden, removeItem: forbidden }).settled('agent');
  });
});
