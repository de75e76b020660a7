import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { createRateLimits, networkOf, type TryKeys } from './rateLimits.ts';

const quarterHour = 15 * 60_000;
let time = 0;
let limits = createRateLimits({ enabled: true, now: () => time });

beforeEach(() => {
  time = 1_000;
  limits = createRateLimits({ enabled: true, now: () => time });
});

const from = (address: string, account = 'victim', deviceId: string | null = null): TryKeys => ({
  account,
  address,
  deviceId,
});
const right = async () => 'in';
const wrong = async () => null;
const send = async () => ({ message: 'sent', isNew: true });

async function wrongTries(count: number, by: (index: number) => TryKeys) {
  for (let index = 0; index < count; index += 1) await limits.wrongTry(by(index), wrong);
}

/** How a rate-limited call was refused. */
async function refusal(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error('was not refused');
  expect(error.code).toBe('RATE_LIMITED');
  return error;
}

describe('wrong tries', () => {
  it('refuse an account after 10 from anywhere, even the right secret, until the first is 15 minutes old', async () => {
    await wrongTries(10, (index) => from(`10.0.0.${index}`));
    time += 60_000;
    const { retryAfterMs } = await refusal(limits.wrongTry(from('10.0.9.9'), right));
    expect(retryAfterMs).toBe(quarterHour - 60_000);
    time += quarterHour - 60_000 - 1;
    await refusal(limits.wrongTry(from('10.0.9.9'), right));
    time += 1;
    expect(await limits.wrongTry(from('10.0.9.9'), right)).toBe('in');
  });

  it('refuse an address after 10 over all accounts, and no other address', async () => {
    await wrongTries(10, (index) => from('10.0.0.1', `account ${index}`));
    await refusal(limits.wrongTry(from('10.0.0.1', 'another'), right));
    expect(await limits.wrongTry(from('10.0.0.2', 'another'), right)).toBe('in');
  });

  it('count within a sliding window: no second ten at its border', async () => {
    await wrongTries(1, () => from('10.0.0.1'));
    time += quarterHour - 1;
    await wrongTries(9, () => from('10.0.0.1'));
    time += 1;
    await wrongTries(1, () => from('10.0.0.1'));
    await refusal(limits.wrongTry(from('10.0.0.1'), right));
  });

  it('are not counted when right, one by one or in parallel', async () => {
    for (let index = 0; index < 30; index += 1) await limits.wrongTry(from('10.0.0.1'), right);
    const all = await Promise.all(Array.from({ length: 50 }, () => limits.wrongTry(from('10.0.0.1'), right)));
    expect(all).toEqual(Array(50).fill('in'));
  });

  it('made in parallel are checked no more than 10 times', async () => {
    let checked = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, () =>
        limits.wrongTry(from('10.0.0.1'), async () => {
          checked += 1;
          await Promise.resolve();
          return null;
        }),
      ),
    );
    expect(checked).toBe(10);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(90);
  });

  it('are not counted when the check itself fails', async () => {
    for (let index = 0; index < 20; index += 1) {
      await expect(limits.wrongTry(from('10.0.0.1'), () => Promise.reject(new Error('no database')))).rejects.toThrow(
        'no database',
      );
    }
    expect(await limits.wrongTry(from('10.0.0.1'), right)).toBe('in');
  });

  it('of a known device have a count of their own', async () => {
    await wrongTries(10, (index) => from(`10.0.0.${index}`));
    await wrongTries(10, (index) => from('10.0.1.1', `account ${index}`));
    const device = from('10.0.1.1', 'victim', 'phone');
    expect(await limits.wrongTry(device, right)).toBe('in');
    await wrongTries(10, () => device);
    await refusal(limits.wrongTry(device, right));
    expect(await limits.wrongTry(from('10.0.1.1', 'victim', 'tablet'), right)).toBe('in');
  });

  it('of a known device touch neither the account nor the address', async () => {
    await wrongTries(10, () => from('10.0.0.1', 'victim', 'phone'));
    expect(await limits.wrongTry(from('10.0.0.1'), right)).toBe('in');
  });

  it('are forgotten longest untouched first when there are too many keys to remember', async () => {
    limits = createRateLimits({ enabled: true, bounds: { maxKeys: 4, wrongTries: 1 }, now: () => time });
    await wrongTries(3, (index) => from(`10.0.0.${index}`, `account ${index}`));
    expect(await limits.wrongTry(from('10.0.0.9', 'account 0'), right)).toBe('in');
    await refusal(limits.wrongTry(from('10.0.0.9', 'account 2'), right));
  });

  it('are free where the rates are off', async () => {
    limits = createRateLimits({ enabled: false });
    await wrongTries(50, () => from('10.0.0.1'));
    expect(await limits.wrongTry(from('10.0.0.1'), right)).toBe('in');
    for (let index = 0; index < 100; index += 1) await limits.message('sender', send);
  });
});

describe('messages', () => {
  it('go out 30 in 10 s, in a burst, and the next when the first is 10 s old', async () => {
    for (let index = 0; index < 30; index += 1) await limits.message('sender', send);
    time += 4_000;
    expect((await refusal(limits.message('sender', send))).retryAfterMs).toBe(6_000);
    await limits.message('another', send);
    time += 6_000;
    await limits.message('sender', send);
  });

  it('that are repeats, or refused, take no place; at once with others they wait for theirs', async () => {
    const repeat = async () => ({ message: 'sent before', isNew: false });
    const refused = () => Promise.reject(new AppError('CONVERSATION_CLOSED'));
    for (let index = 0; index < 50; index += 1) {
      await limits.message('sender', repeat);
      await expect(limits.message('sender', refused)).rejects.toMatchObject({ code: 'CONVERSATION_CLOSED' });
    }
    const many = Array.from({ length: 60 }, (_, index) => limits.message('sender', index < 40 ? repeat : send));
    expect(await Promise.all(many)).toHaveLength(60);
    for (let index = 0; index < 10; index += 1) await limits.message('sender', send);
    await refusal(limits.message('sender', send));
    // Who is over is not even looked at.
    await refusal(limits.message('sender', repeat));
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
