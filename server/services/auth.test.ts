import { verify } from '@node-rs/argon2';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, type AppErrorCode } from '../../shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/testDatabase.ts';
import type { Database } from '../database/client.ts';
import { type AuthService, type CallOrigin, createAuthService, type KeptSession } from './auth.ts';
import { createDeviceTokens, deviceTokenMs } from './deviceTokens.ts';
import { createRateLimits } from './rateLimits.ts';
import { hashSecret, makeClientCode, makeShareToken } from './secrets.ts';
import { deviceCookieName, refreshCookieName } from './sessionCookies.ts';
import { createSessions, type Sessions } from './sessions.ts';

vi.mock('@node-rs/argon2', { spy: true });

const jwtSecret = 'a secret of at least thirty-two bytes';
const password = 'correct horse battery';

let test: TestDatabase;
let database: Database;
let published: string[];
let sessions: Sessions;
let auth: AuthService;
let serial = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
afterAll(() => test.close());
beforeEach(() => {
  published = [];
  sessions = createSessions({ database, bus: { publish: (topic) => published.push(topic) }, jwtSecret });
  auth = makeAuth();
  vi.mocked(verify).mockClear();
});

function makeAuth(options: { allowSignup?: boolean; rateLimits?: boolean } = {}): AuthService {
  return createAuthService({
    database,
    sessions,
    rateLimits: createRateLimits({ enabled: options.rateLimits ?? true }),
    jwtSecret,
    allowSignup: options.allowSignup ?? true,
  });
}

function newEmail(): string {
  serial += 1;
  return `agent${serial}@example.com`;
}

/** A caller from an address that nobody has called from. */
function anywhere(): CallOrigin {
  serial += 1;
  return { address: `10.0.${serial >> 8}.${serial & 255}`, deviceTokens: {} };
}

async function registered() {
  const email = newEmail();
  return { email, session: await auth.registerAgent({ email, password, name: 'Ada' }) };
}

async function sharedTimeline() {
  const { result } = (await registered()).session;
  const client = await database.user.create({ data: { type: 'CLIENT', name: 'Cleo' } });
  const shareToken = makeShareToken();
  const clientCode = makeClientCode();
  const { id } = await database.timeline.create({
    data: {
      title: 'Homes',
      agentId: result.user.id,
      clientId: client.id,
      shareToken,
      clientCodeHash: await hashSecret(clientCode),
    },
  });
  return { timelineId: id, clientId: client.id, shareToken, clientCode };
}

async function refusal(call: Promise<unknown>, code: AppErrorCode): Promise<AppError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error ?? new Error('was not refused');
  expect(error.code).toBe(code);
  return error;
}

const cookie = (session: KeptSession, prefix: string) => session.cookies.find(({ name }) => name.startsWith(prefix));
const refreshTokenOf = (session: KeptSession) => cookie(session, 'ps_refresh_')?.value ?? null;

/** The same browser again: with the device cookies it was left with. */
const backFrom = (session: KeptSession, address = '10.9.9.9'): CallOrigin => ({
  address,
  deviceTokens: Object.fromEntries(
    session.cookies.filter(({ name }) => name.startsWith('ps_device_')).map(({ name, value }) => [name, value]),
  ),
});

describe('an agent', () => {
  it('registers, and signs in with any spelling of the address', async () => {
    const { email, session } = await registered();
    expect(session.result).toMatchObject({ timelineId: null, user: { name: 'Ada', type: 'AGENT' } });
    const again = await auth.login(anywhere(), { email: ` ${email.toUpperCase()} `, password });
    expect(again.result.user).toEqual(session.result.user);
    expect((await sessions.authenticate(again.result.accessToken)).actor).toMatchObject({ type: 'AGENT', name: 'Ada' });
  });

  it('whose address is taken is told so, also when both come at once', async () => {
    const email = newEmail();
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => auth.registerAgent({ email, password, name: 'Ada' })),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused.map((error: AppError) => error.code)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
  });

  it('cannot register where signing up is off', async () => {
    const closed = makeAuth({ allowSignup: false });
    await refusal(closed.registerAgent({ email: newEmail(), password, name: 'Ada' }), 'FORBIDDEN');
  });

  it("cannot sign in with the e-mail of somebody's client", async () => {
    const email = newEmail();
    await database.user.create({ data: { type: 'CLIENT', name: 'Cleo', email } });
    await refusal(auth.login(anywhere(), { email, password }), 'INVALID_CREDENTIALS');
    await auth.registerAgent({ email, password, name: 'Ada' });
    await auth.login(anywhere(), { email, password });
  });
});

describe('a client', () => {
  it('opens a timeline with link and code, however the code is typed', async () => {
    const { timelineId, clientId, shareToken, clientCode } = await sharedTimeline();
    for (const typed of [clientCode, clientCode.toLowerCase(), ` ${clientCode.replace('-', ' ')} `]) {
      const { result } = await auth.openTimeline(anywhere(), { shareToken, clientCode: typed });
      expect(result).toMatchObject({ timelineId, user: { id: clientId, name: 'Cleo', type: 'CLIENT' } });
      expect((await sessions.authenticate(result.accessToken)).actor).toMatchObject({ type: 'CLIENT', timelineId });
    }
  });

  it('is let in by the newest code only', async () => {
    const { timelineId, shareToken, clientCode } = await sharedTimeline();
    const fresh = makeClientCode();
    await database.timeline.update({ where: { id: timelineId }, data: { clientCodeHash: await hashSecret(fresh) } });
    await refusal(auth.openTimeline(anywhere(), { shareToken, clientCode }), 'INVALID_CREDENTIALS');
    await auth.openTimeline(anywhere(), { shareToken, clientCode: fresh });
  });

  it('gets no session when access is taken away while the code is being verified', async () => {
    const { timelineId, clientId, shareToken, clientCode } = await sharedTimeline();
    vi.mocked(verify).mockImplementationOnce(async () => {
      await database.timeline.update({ where: { id: timelineId }, data: { clientCodeHash: null } });
      return true;
    });
    await refusal(auth.openTimeline(anywhere(), { shareToken, clientCode }), 'INVALID_CREDENTIALS');
    expect(await database.session.count({ where: { userId: clientId } })).toBe(0);
  });
});

describe('wrong credentials', () => {
  it('of every kind get the same answer for the same work: one argon2id verification', async () => {
    const { email } = await registered();
    const shared = await sharedTimeline();
    const revoked = await sharedTimeline();
    await database.timeline.update({ where: { id: revoked.timelineId }, data: { clientCodeHash: null } });

    const tries: (() => Promise<unknown>)[] = [
      () => auth.login(anywhere(), { email, password: 'wrong' }),
      () => auth.login(anywhere(), { email, password: `${password}\0` }),
      () => auth.login(anywhere(), { email, password: '\ud800' }),
      () => auth.login(anywhere(), { email: newEmail(), password }),
      () => auth.login(anywhere(), { email: 'no address', password }),
      () => auth.login(anywhere(), { email: `${email}\0`, password }),
      () => auth.login(anywhere(), { email: '\udfff', password }),
      () => auth.openTimeline(anywhere(), { shareToken: shared.shareToken, clientCode: 'wrong' }),
      () => auth.openTimeline(anywhere(), { shareToken: shared.shareToken, clientCode: `${shared.clientCode}\0` }),
      () => auth.openTimeline(anywhere(), { shareToken: makeShareToken(), clientCode: shared.clientCode }),
      () => auth.openTimeline(anywhere(), { shareToken: '\0\ud800', clientCode: shared.clientCode }),
      () => auth.openTimeline(anywhere(), { shareToken: revoked.shareToken, clientCode: revoked.clientCode }),
    ];
    const answers = new Set<string>();
    for (const attempt of tries) {
      vi.mocked(verify).mockClear();
      const { code, message, issues, retryAfterMs } = await refusal(attempt(), 'INVALID_CREDENTIALS');
      answers.add(JSON.stringify({ code, message, issues, retryAfterMs }));
      expect(verify).toHaveBeenCalledTimes(1);
    }
    expect(answers.size).toBe(1);
  });

  it('are refused after 10 for an account, known or not, even if the next is right', async () => {
    const { email } = await registered();
    const { shareToken, clientCode } = await sharedTimeline();
    const unknown = newEmail();
    for (let index = 0; index < 10; index += 1) {
      await refusal(auth.login(anywhere(), { email, password: 'wrong' }), 'INVALID_CREDENTIALS');
      await refusal(auth.login(anywhere(), { email: unknown, password: 'wrong' }), 'INVALID_CREDENTIALS');
      await refusal(auth.openTimeline(anywhere(), { shareToken, clientCode: 'wrong' }), 'INVALID_CREDENTIALS');
    }
    for (const call of [
      auth.login(anywhere(), { email: email.toUpperCase(), password }),
      auth.login(anywhere(), { email: unknown, password }),
      auth.openTimeline(anywhere(), { shareToken, clientCode }),
    ]) {
      const { retryAfterMs } = await refusal(call, 'RATE_LIMITED');
      expect(retryAfterMs).toBeGreaterThan(14 * 60_000);
      expect(retryAfterMs).toBeLessThanOrEqual(15 * 60_000);
    }
  });

  it('are refused after 10 for an address, over agents and timelines', async () => {
    const { email } = await registered();
    const from = anywhere();
    for (let index = 0; index < 5; index += 1) {
      await refusal(auth.login(from, { email: newEmail(), password }), 'INVALID_CREDENTIALS');
      await refusal(auth.openTimeline(from, { shareToken: makeShareToken(), clientCode: 'x' }), 'INVALID_CREDENTIALS');
    }
    await refusal(auth.login(from, { email, password }), 'RATE_LIMITED');
    await auth.login(anywhere(), { email, password });
  });

  it('are free where the rates are off', async () => {
    auth = makeAuth({ rateLimits: false });
    const { email } = await registered();
    const from = anywhere();
    for (let index = 0; index < 12; index += 1) {
      await refusal(auth.login(from, { email, password: 'wrong' }), 'INVALID_CREDENTIALS');
    }
    await auth.login(from, { email, password });
  });
});

describe('a device that has signed in before', () => {
  async function lockOut(email: string, from = anywhere) {
    for (let index = 0; index < 10; index += 1) {
      await refusal(auth.login(from(), { email, password: 'wrong' }), 'INVALID_CREDENTIALS');
    }
  }

  it('is not locked out by guesses from elsewhere, nor by its address', async () => {
    const { email, session } = await registered();
    const device = backFrom(session);
    await lockOut(email);
    await lockOut(newEmail(), () => ({ ...device, deviceTokens: {} }));
    await refusal(auth.login(anywhere(), { email, password }), 'RATE_LIMITED');
    await auth.login(device, { email, password });
  });

  it('has 10 wrong tries of its own, which do not count for others', async () => {
    const { email, session } = await registered();
    const device = backFrom(session);
    await lockOut(email, () => device);
    await refusal(auth.login(device, { email, password }), 'RATE_LIMITED');
    await auth.login({ address: device.address, deviceTokens: {} }, { email, password });
  });

  it('keeps its count when it signs in again', async () => {
    const { email, session } = await registered();
    for (let index = 0; index < 9; index += 1) {
      await refusal(auth.login(backFrom(session), { email, password: 'wrong' }), 'INVALID_CREDENTIALS');
    }
    const again = await auth.login(backFrom(session), { email, password });
    await refusal(auth.login(backFrom(again), { email, password: 'wrong' }), 'INVALID_CREDENTIALS');
    await refusal(auth.login(backFrom(again), { email, password }), 'RATE_LIMITED');
  });

  it('is known for that account only: a foreign, forged or changed token counts as none', async () => {
    const victim = await registered();
    const attacker = await registered();
    const { email } = victim;
    await lockOut(email);
    const name = deviceCookieName(`agent ${email}`);
    const foreign = cookie(attacker.session, 'ps_device_')?.value ?? '';
    const own = cookie(victim.session, 'ps_device_')?.value ?? '';
    const forged = createDeviceTokens({ jwtSecret: 'another secret of thirty-two bytes' }).make(`agent ${email}`, null);
    for (const value of ['', 'x', '..', foreign, forged, own.replace(/^./, 'z'), `${own}.x`, `${own}x`]) {
      await refusal(
        auth.login({ address: '10.1.1.1', deviceTokens: { [name]: value } }, { email, password }),
        'RATE_LIMITED',
      );
    }
    await auth.login({ address: '10.1.1.1', deviceTokens: { [name]: own } }, { email, password });
  });

  it('is forgotten in the end', () => {
    let time = 0;
    const devices = createDeviceTokens({ jwtSecret, now: () => time });
    const token = devices.make('agent a', 'phone');
    time = deviceTokenMs - 1;
    expect(devices.read('agent a', token)).toBe('phone');
    time = deviceTokenMs;
    expect(devices.read('agent a', token)).toBeNull();
  });

  it('keeps the cookies of agents and of timelines apart', async () => {
    const agent = (await registered()).session;
    const { shareToken, clientCode } = await sharedTimeline();
    const client = await auth.openTimeline(backFrom(agent), { shareToken, clientCode });
    const names = [...agent.cookies, ...client.cookies].map(({ name }) => name);
    expect(new Set(names).size).toBe(4);
    expect(names).toContain('ps_refresh_agent');
    expect(names).toContain(refreshCookieName({ userType: 'CLIENT', shareToken }));
  });
});

describe('a session', () => {
  it('is renewed by its cookie, for agent and client', async () => {
    const { session } = await registered();
    const renewed = await auth.refresh(refreshTokenOf(session));
    expect(renewed.result.user).toEqual(session.result.user);
    expect(renewed.cookies).toMatchObject([{ name: 'ps_refresh_agent', maxAgeMs: 30 * 24 * 60 * 60_000 }]);

    const { shareToken, clientCode, timelineId } = await sharedTimeline();
    const client = await auth.openTimeline(anywhere(), { shareToken, clientCode });
    const renewedClient = await auth.refresh(refreshTokenOf(client));
    expect(renewedClient.result).toMatchObject({ timelineId, user: client.result.user });
    expect(renewedClient.cookies.map(({ name }) => name)).toEqual([
      refreshCookieName({ userType: 'CLIENT', shareToken }),
    ]);
  });

  it('is not renewed without a cookie', async () => {
    await refusal(auth.refresh(null), 'UNAUTHENTICATED');
  });

  it('ends with signing out, is told, and cannot be renewed', async () => {
    const { shareToken, clientCode } = await sharedTimeline();
    const session = await auth.openTimeline(anywhere(), { shareToken, clientCode });
    const { actor } = await sessions.authenticate(session.result.accessToken);
    expect(await auth.logout(actor)).toEqual({
      sessionId: actor.sessionId,
      cookieName: refreshCookieName({ userType: 'CLIENT', shareToken }),
    });
    expect(published).toEqual([`session:${actor.sessionId}`]);
    await refusal(sessions.authenticate(session.result.accessToken), 'SESSION_EXPIRED');
    await refusal(auth.refresh(refreshTokenOf(session)), 'SESSION_EXPIRED');
  });

  it('knows who it belongs to', async () => {
    const { shareToken, clientCode, timelineId, clientId } = await sharedTimeline();
    const { result } = await auth.openTimeline(anywhere(), { shareToken, clientCode });
    const { actor } = await sessions.authenticate(result.accessToken);
    expect(auth.me(actor)).toEqual({ user: { id: clientId, name: 'Cleo', type: 'CLIENT' }, timelineId });
  });
});
