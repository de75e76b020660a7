import { describe, expect, it } from 'vitest';
import type { KeptSession } from '../services/auth.ts';
import { deviceCookieName, refreshCookieName } from '../services/sessionCookies.ts';
import { createCookieJar } from './cookies.ts';

const agents = refreshCookieName({ userType: 'AGENT' });
const clients = (shareToken: string) => refreshCookieName({ userType: 'CLIENT', shareToken });

function jar(cookies: Record<string, string> = {}, secure = false) {
  const header = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  const sent: string[] = [];
  return { sent, ...createCookieJar({ header: header || undefined, secure, send: (cookie) => sent.push(cookie) }) };
}

function session(name: string, value = 'id.secret'): KeptSession {
  return {
    result: {
      accessToken: 'token',
      expiresAt: new Date(0),
      timelineId: null,
      user: { id: 'u', name: 'Ada', type: 'AGENT' },
    },
    cookies: [{ name, value, maxAgeMs: 60_500 }],
  };
}

describe('the refresh cookie', () => {
  it('is read by no script, sent by no other site, and to the API alone', () => {
    const { keepSession, sent } = jar();
    expect(keepSession(session(agents))).toEqual(session(agents).result);
    expect(sent).toEqual([`${agents}=id.secret; Max-Age=60; Path=/trpc; HttpOnly; SameSite=Strict`]);
  });

  it('stays off plain http where the browser comes by https', () => {
    const { keepSession, sent } = jar({}, true);
    keepSession(session(agents));
    expect(sent[0]).toContain('; Secure');
  });

  it('of the agent and of each shared timeline do not touch each other', () => {
    const { refreshToken } = jar({ [agents]: 'a', [clients('one')]: '1', [clients('two')]: '2' });
    expect(refreshToken({ userType: 'AGENT' })).toBe('a');
    expect(refreshToken({ userType: 'CLIENT', shareToken: 'one' })).toBe('1');
    expect(refreshToken({ userType: 'CLIENT', shareToken: 'two' })).toBe('2');
    expect(refreshToken({ userType: 'CLIENT', shareToken: 'three' })).toBeNull();
  });

  it("is the agent's when nothing else is said, else the newest client's", () => {
    expect(jar({ [clients('one')]: '1', [agents]: 'a' }).refreshToken(undefined)).toBe('a');
    expect(jar({ [clients('one')]: '1', [clients('two')]: '2' }).refreshToken(undefined)).toBe('2');
    expect(jar().refreshToken(undefined)).toBeNull();
    expect(jar({ other: 'x' }).refreshToken(undefined)).toBeNull();
  });

  it('is dropped with its session, but not with an older one', () => {
    const { dropSession, sent } = jar({ [agents]: 'new.secret' });
    dropSession({ sessionId: 'old', cookieName: agents });
    expect(sent).toEqual([]);
    dropSession({ sessionId: 'new', cookieName: agents });
    expect(sent).toEqual([`${agents}=; Max-Age=0; Path=/trpc; HttpOnly; SameSite=Strict`]);
  });
});

it('of one kind only twenty are kept, so that requests stay small', () => {
  const cookies = Object.fromEntries(
    Array.from({ length: 21 }, (_, index) => [clients(`token ${index}`), 'id.secret']),
  );
  const { keepSession, sent } = jar({ ...cookies, [deviceCookieName('agent a')]: 'x', other: 'y' });
  keepSession(session(clients('another')));
  const dropped = sent.filter((cookie) => cookie.includes('Max-Age=0')).map((cookie) => cookie.split('=')[0]);
  expect(dropped).toEqual([clients('token 0'), clients('token 1')]);
});

it('device tokens are given by the names of their cookies', () => {
  const name = deviceCookieName('agent a');
  expect(jar({ [name]: 'proof', [agents]: 'a' }).deviceTokens).toEqual({ [name]: 'proof' });
});

it.each(['', ';;;', '=', 'a', '%', `${agents}=%E0%A4%A`, '__proto__=x; constructor=y'])(
  'a broken header "%s" is harmless',
  (header) => {
    const { refreshToken, deviceTokens } = createCookieJar({ header, secure: false, send: () => {} });
    expect(refreshToken({ userType: 'CLIENT', shareToken: 'x' })).toBeNull();
    expect(deviceTokens).toEqual({});
  },
);
