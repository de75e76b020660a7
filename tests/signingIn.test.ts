import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthResult } from '../shared/views.ts';
import { clientCode, openWorld, password, type Served, type WireBody, type World } from './world.ts';

let world: World;
let served: Served;
beforeAll(async () => {
  world = await openWorld({ rateLimits: true });
  served = await world.serve();
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Calls the API as a browser does: keeps the cookies it is sent, and sends them back. */
class Browser {
  readonly cookies = new Map<string, string>();

  async call(path: string, input?: unknown, accessToken?: string) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await served.call(path, {
      input,
      type: path === 'auth.me' ? 'query' : 'mutation',
      headers: { cookie },
      ...(accessToken !== undefined && { accessToken }),
    });
    for (const setCookie of answer.headers.getSetCookie()) {
      expect(setCookie).toMatch(/; Path=\/trpc; HttpOnly; SameSite=Strict$/);
      const [name = '', value = ''] = setCookie.split(';', 1)[0]?.split('=') ?? [];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return answer;
  }

  async signIn(path: string, input?: unknown): Promise<AuthResult> {
    const { status, body } = await this.call(path, input);
    expect(status).toBe(200);
    // The procedures of `auth` answer this.
    return resultOf(body) as AuthResult;
  }
}

const resultOf = (body: WireBody) => body.result?.data.json;
const appCodeOf = (body: WireBody) => body.error?.json.data.appCode;

describe('over HTTP', () => {
  it('an agent signs in, is renewed by the cookie alone, and signs out', async () => {
    const { email, userId } = await world.agent();
    const browser = new Browser();
    const { accessToken, user } = await browser.signIn('auth.login', { email, password });
    expect(user.id).toBe(userId);
    const before = browser.cookies.get('ps_refresh_agent');

    const renewed = await browser.signIn('auth.refresh');
    expect(browser.cookies.get('ps_refresh_agent')).not.toBe(before);
    expect(resultOf((await browser.call('auth.me', undefined, renewed.accessToken)).body)).toEqual({
      user,
      timelineId: null,
    });

    expect((await browser.call('auth.logout', undefined, accessToken)).status).toBe(200);
    expect(browser.cookies.has('ps_refresh_agent')).toBe(false);
    const after = await browser.call('auth.me', undefined, renewed.accessToken);
    expect([after.status, appCodeOf(after.body)]).toEqual([401, 'SESSION_EXPIRED']);
    const again = await browser.call('auth.refresh');
    expect([again.status, appCodeOf(again.body)]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('an old refresh token ends the session of whoever holds the new one', async () => {
    const { email } = await world.agent();
    const owner = new Browser();
    await owner.signIn('auth.login', { email, password });
    const thief = new Browser();
    for (const [name, value] of owner.cookies) thief.cookies.set(name, value);
    await owner.signIn('auth.refresh');
    expect(appCodeOf((await thief.call('auth.refresh')).body)).toBe('SESSION_EXPIRED');
    expect(appCodeOf((await owner.call('auth.refresh')).body)).toBe('SESSION_EXPIRED');
  });

  it('the agent and two clients live side by side in one browser', async () => {
    const agent = await world.agent();
    const first = await world.client(agent, 'First');
    const second = await world.client(agent, 'Second');
    const browser = new Browser();
    await browser.signIn('auth.login', { email: agent.email, password });
    for (const { shareToken } of [first, second]) {
      await browser.signIn('auth.openTimeline', { shareToken, clientCode: ` ${clientCode.toLowerCase()} ` });
    }
    const names = [
      await browser.signIn('auth.refresh', { userType: 'AGENT' }),
      await browser.signIn('auth.refresh', { userType: 'CLIENT', shareToken: first.shareToken }),
      await browser.signIn('auth.refresh', { userType: 'CLIENT', shareToken: second.shareToken }),
    ].map(({ user }) => user.name);
    expect(names).toEqual([agent.name, 'First', 'Second']);

    const { accessToken } = await browser.signIn('auth.refresh', { userType: 'CLIENT', shareToken: first.shareToken });
    await browser.call('auth.logout', undefined, accessToken);
    await browser.signIn('auth.refresh', { userType: 'AGENT' });
    await browser.signIn('auth.refresh', { userType: 'CLIENT', shareToken: second.shareToken });
  });

  it('access that is taken away is gone for tokens, cookie and code, until the timeline is shared again', async () => {
    const agent = await world.agent();
    const { shareToken, timelineId } = await world.client(agent);
    const browser = new Browser();
    const { accessToken } = await browser.signIn('auth.openTimeline', { shareToken, clientCode });
    await world.caller(agent).timeline.revokeAccess({ timelineId });
    expect(appCodeOf((await browser.call('auth.me', undefined, accessToken)).body)).toBe('SESSION_EXPIRED');
    expect(appCodeOf((await browser.call('auth.refresh')).body)).toBe('SESSION_EXPIRED');
    expect(appCodeOf((await browser.call('auth.openTimeline', { shareToken, clientCode })).body)).toBe(
      'INVALID_CREDENTIALS',
    );

    const access = await world.caller(agent).timeline.share({ timelineId });
    expect(appCodeOf((await browser.call('auth.openTimeline', { shareToken, clientCode })).body)).toBe(
      'INVALID_CREDENTIALS',
    );
    await browser.signIn('auth.openTimeline', { shareToken, clientCode: access.clientCode });
    expect(appCodeOf((await browser.call('auth.me', undefined, accessToken)).body)).toBe('SESSION_EXPIRED');
  });

  it('a browser that has signed in before is not locked out by its neighbours', async () => {
    const { email } = await world.agent();
    const browser = new Browser();
    await browser.signIn('auth.login', { email, password });
    // Everybody here calls from one address: these use up its ten wrong tries, too.
    for (let index = 0; index < 10; index += 1) await new Browser().call('auth.login', { email, password: 'wrong' });
    const stranger = await new Browser().call('auth.login', { email, password });
    expect([stranger.status, appCodeOf(stranger.body)]).toEqual([429, 'RATE_LIMITED']);
    expect(stranger.body.error?.json.data.retryAfterMs).toBeGreaterThan(0);
    await browser.signIn('auth.login', { email, password });
  });
});
