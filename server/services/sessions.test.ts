import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type AppErrorCode } from '../../shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/testDatabase.ts';
import type { Database } from '../database/client.ts';
import type { Bus } from '../realtime/bus.ts';
import { createSessions, type SessionHolder, type Sessions } from './sessions.ts';

const jwtSecret = 'a secret of at least thirty-two bytes';
const minute = 60_000;
const day = 24 * 60 * minute;

let test: TestDatabase;
let database: Database;
let time: number;
let published: string[];
let sessions: Sessions;
let serial = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
afterAll(() => test.close());
beforeEach(() => {
  time = Date.parse('2030-01-01T12:00:00.400Z');
  published = [];
  const bus: Pick<Bus, 'publish'> = { publish: (topic) => published.push(topic) };
  sessions = createSessions({ database, bus, jwtSecret, now: () => time });
});

async function agent(): Promise<SessionHolder> {
  serial += 1;
  const user = await database.user.create({
    data: { type: 'AGENT', name: 'Ada', email: `agent${serial}@example.com`, passwordHash: 'hash' },
  });
  return { type: 'AGENT', userId: user.id, name: user.name };
}

async function client(): Promise<SessionHolder & { type: 'CLIENT' }> {
  serial += 1;
  const { userId: agentId } = await agent();
  const user = await database.user.create({ data: { type: 'CLIENT', name: 'Cleo' } });
  const shareToken = `token ${serial}`;
  const timeline = await database.timeline.create({
    data: { title: 'Homes', agentId, clientId: user.id, shareToken, clientCodeHash: 'hash' },
  });
  return { type: 'CLIENT', userId: user.id, name: user.name, timelineId: timeline.id, shareToken };
}

async function expectRefusal(call: Promise<unknown>, code: AppErrorCode) {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe(code);
}

const idOf = (accessToken: string) => String(decodeJwt(accessToken).sid);

describe('an access token', () => {
  it('says who calls, an agent or the client of one timeline', async () => {
    const ada = await agent();
    const tokens = await sessions.issue(ada);
    expect(await sessions.authenticate(tokens.accessToken)).toEqual({
      actor: { type: 'AGENT', userId: ada.userId, name: 'Ada', sessionId: idOf(tokens.accessToken) },
      expiresAt: tokens.expiresAt,
    });

    const cleo = await client();
    const { accessToken } = await sessions.issue(cleo);
    expect((await sessions.authenticate(accessToken)).actor).toEqual({
      type: 'CLIENT',
      userId: cleo.userId,
      name: 'Cleo',
      sessionId: idOf(accessToken),
      timelineId: cleo.timelineId,
    });
  });

  it('calls people by their present name', async () => {
    const ada = await agent();
    const { accessToken } = await sessions.issue(ada);
    await database.user.update({ where: { id: ada.userId }, data: { name: 'Ada Lovelace' } });
    expect((await sessions.authenticate(accessToken)).actor.name).toBe('Ada Lovelace');
  });

  it('lives 15 minutes', async () => {
    const { accessToken, expiresAt } = await sessions.issue(await agent());
    expect(expiresAt.toISOString()).toBe('2030-01-01T12:15:00.000Z');
    time = expiresAt.getTime() - 1;
    await sessions.authenticate(accessToken);
    time = expiresAt.getTime();
    await expectRefusal(sessions.authenticate(accessToken), 'SESSION_EXPIRED');
  });

  it('is nobody when it is not ours', async () => {
    const { accessToken } = await sessions.issue(await agent());
    const claims = decodeJwt(accessToken);
    const sign = (secret: string, alg = 'HS256') =>
      new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret.padEnd(64, secret)));
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const forged = [
      '',
      'garbage',
      'a.b.c',
      '\0',
      new UnsecuredJWT(claims).encode(),
      `${new UnsecuredJWT(claims).encode()}${signature}`,
      await sign('another secret of thirty-two bytes'),
      `${header}.${payload}.${signature.slice(0, -3)}AAA`,
      `${header}.${btoa(JSON.stringify({ ...claims, sub: 'somebody else' }))}.${signature}`,
    ];
    for (const token of forged) await expectRefusal(sessions.authenticate(token), 'UNAUTHENTICATED');
  });

  it('of a forged token that is out of date tells nothing about time', async () => {
    const token = await new SignJWT({ sid: 'x', exp: 1 })
      .setSubject('x')
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('another secret of thirty-two bytes'));
    await expectRefusal(sessions.authenticate(token), 'UNAUTHENTICATED');
  });

  it('is over at once when its session is ended, unknown or out of date', async () => {
    const ada = await agent();
    const ended = await sessions.issue(ada);
    const other = await sessions.issue(ada);
    await sessions.end([idOf(ended.accessToken)]);
    await expectRefusal(sessions.authenticate(ended.accessToken), 'SESSION_EXPIRED');
    await sessions.authenticate(other.accessToken);

    await database.session.delete({ where: { id: idOf(other.accessToken) } });
    await expectRefusal(sessions.authenticate(other.accessToken), 'SESSION_EXPIRED');

    const old = await sessions.issue(ada);
    await database.session.update({ where: { id: idOf(old.accessToken) }, data: { expiresAt: new Date(time) } });
    await expectRefusal(sessions.authenticate(old.accessToken), 'SESSION_EXPIRED');
  });
});

describe('a refresh token', () => {
  it('is good for one renewal, which brings the next', async () => {
    const ada = await agent();
    const first = await sessions.issue(ada);
    time += 14 * minute;
    const { tokens: second, holder } = await sessions.refresh(first.refreshToken);
    expect(holder).toEqual(ada);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(idOf(second.accessToken)).toBe(idOf(first.accessToken));
    time += 14 * minute;
    await expectRefusal(sessions.authenticate(first.accessToken), 'SESSION_EXPIRED');
    await sessions.authenticate(second.accessToken);
    await sessions.refresh(second.refreshToken);
    expect(published).toEqual([]);
  });

  it('used twice ends its session, for the newest token too, and says so', async () => {
    const first = await sessions.issue(await agent());
    const { tokens: second } = await sessions.refresh(first.refreshToken);
    await expectRefusal(sessions.refresh(first.refreshToken), 'SESSION_EXPIRED');
    expect(published).toEqual([`session:${idOf(first.accessToken)}`]);
    await expectRefusal(sessions.authenticate(second.accessToken), 'SESSION_EXPIRED');
    await expectRefusal(sessions.refresh(second.refreshToken), 'SESSION_EXPIRED');
  });

  it('used by several at once lets one on at most', async () => {
    const { refreshToken } = await sessions.issue(await agent());
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => sessions.refresh(refreshToken)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('lives 30 days from its last use', async () => {
    const first = await sessions.issue(await agent());
    time += 29 * day;
    const { tokens } = await sessions.refresh(first.refreshToken);
    time += 29 * day;
    const { tokens: next } = await sessions.refresh(tokens.refreshToken);
    time += 30 * day;
    await expectRefusal(sessions.refresh(next.refreshToken), 'SESSION_EXPIRED');
    expect(published).toEqual([]);
  });

  it.each(['', '.', 'x', 'unknown.secret', '\0.x', '\ud800.x', 'x'.repeat(5_000)])(
    'that is none of ours (%j) is refused',
    async (token) => {
      await expectRefusal(sessions.refresh(token), 'SESSION_EXPIRED');
      expect(published).toEqual([]);
    },
  );

  it('is kept as a hash only', async () => {
    const { refreshToken } = await sessions.issue(await agent());
    const rows = JSON.stringify(await database.session.findMany());
    expect(rows).not.toContain(refreshToken.split('.')[1]);
  });
});

describe('access that is taken away', () => {
  it("ends all of the client's sessions, and nobody else's", async () => {
    const cleo = await client();
    const phone = await sessions.issue(cleo);
    const tablet = await sessions.issue(cleo);
    const other = await sessions.issue(await client());
    await sessions.endAllOf(cleo.userId, async () => {});
    expect(published.toSorted()).toEqual(
      [phone, tablet].map(({ accessToken }) => `session:${idOf(accessToken)}`).toSorted(),
    );
    for (const tokens of [phone, tablet]) {
      await expectRefusal(sessions.authenticate(tokens.accessToken), 'SESSION_EXPIRED');
      await expectRefusal(sessions.refresh(tokens.refreshToken), 'SESSION_EXPIRED');
    }
    await sessions.authenticate(other.accessToken);
  });

  it('counts from the moment the code is gone', async () => {
    const cleo = await client();
    const tokens = await sessions.issue(cleo);
    await database.timeline.update({ where: { id: cleo.timelineId }, data: { clientCodeHash: null } });
    await expectRefusal(sessions.authenticate(tokens.accessToken), 'SESSION_EXPIRED');
    await expectRefusal(sessions.refresh(tokens.refreshToken), 'SESSION_EXPIRED');
  });
});

it('what is over is cleared away by the next sign-in', async () => {
  const ada = await agent();
  const ended = await sessions.issue(ada);
  await sessions.end([idOf(ended.accessToken)]);
  await sessions.issue(ada);
  time += 31 * day;
  await sessions.issue(ada);
  expect(await database.session.count({ where: { userId: ada.userId } })).toBe(1);
});

it('an end is told only after it is true', async () => {
  const { accessToken } = await sessions.issue(await agent());
  const seen: Promise<unknown>[] = [];
  const watched = createSessions({
    database,
    bus: { publish: () => seen.push(database.session.findUniqueOrThrow({ where: { id: idOf(accessToken) } })) },
    jwtSecret,
    now: () => time,
  });
  await watched.end([idOf(accessToken)]);
  expect(await Promise.all(seen)).toMatchObject([{ endedAt: new Date(time) }]);
});
