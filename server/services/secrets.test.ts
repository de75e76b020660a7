import { parseOptions, verify } from '@node-rs/argon2';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  argonParameters,
  canonicalClientCode,
  dummyHash,
  hashSecret,
  makeClientCode,
  makeShareToken,
  verifySecret,
} from './secrets.ts';

vi.mock('@node-rs/argon2', { spy: true });
beforeEach(() => {
  vi.mocked(verify).mockClear();
});

describe('passwords and codes', () => {
  it('are kept as argon2id hashes with the parameters OWASP asks for', async () => {
    const hashed = await hashSecret('correct horse');
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifySecret(hashed, 'correct horse')).toBe(true);
    expect(await verifySecret(hashed, 'Correct horse')).toBe(false);
  });

  it('cost one verification with the same parameters, with or without a hash to check against', async () => {
    const hashed = await hashSecret('correct horse');
    expect(parseOptions(dummyHash)).toEqual(parseOptions(hashed));
    expect(parseOptions(dummyHash)).toMatchObject(argonParameters);
    for (const [against, secret] of [
      [hashed, 'correct horse'],
      [hashed, 'wrong'],
      [null, 'anything'],
      [null, '\0'],
      [null, '\ud800'],
    ] as const) {
      vi.mocked(verify).mockClear();
      await verifySecret(against, secret);
      expect(verify).toHaveBeenCalledTimes(1);
    }
  });

  it('match however the keyboard composes its accents', async () => {
    expect(await verifySecret(await hashSecret('gar\u00e7on caf\u00e9'), 'garc\u0327on cafe\u0301')).toBe(true);
  });

  it('do not match by an unpaired surrogate that turns into the replacement character', async () => {
    expect(await verifySecret(await hashSecret('\ufffd'), '\ud800')).toBe(false);
  });
});

describe('client codes', () => {
  it('are eight unmistakable characters, shown in two halves', () => {
    const codes = new Set(Array.from({ length: 200 }, makeClientCode));
    expect(codes.size).toBe(200);
    for (const code of codes) expect(code).toMatch(/^[2-9B-DF-HJKMNP-TV-Z]{4}-[2-9B-DF-HJKMNP-TV-Z]{4}$/);
  });

  it.each(['k7mq-x2pd', ' K7MQX2PD ', 'K7MQ\u2013X2PD', 'k 7 m q x 2 p d', 'K7MQ\u00a0X2PD', '\u200bK7MQ-X2PD'])(
    'may be typed as "%s"',
    (typed) => {
      expect(canonicalClientCode(typed)).toBe('K7MQ-X2PD');
    },
  );
});

describe('share tokens', () => {
  it('are 192 random bits that survive being pasted as the end of a link', () => {
    const tokens = new Set(Array.from({ length: 500 }, makeShareToken));
    expect(tokens.size).toBe(500);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{30}[A-Za-z0-9]$/);
  });
});
