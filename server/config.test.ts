import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, publicOrigins, readConfig } from './config.ts';

const secret = 'x'.repeat(32);
const postgres = { DATABASE_URL: 'postgres://sync:hush@db.example.com:5432/sync', JWT_SECRET: secret };

function config(env: Record<string, string>): Config {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.lines.join('\n'));
  return result.config;
}

function lines(env: Record<string, string>): string[] {
  const result = readConfig(env);
  return result.ok ? [] : result.lines;
}

describe('configuration', () => {
  it('an empty environment is embedded, local, with the demo and open sign-up', () => {
    expect(config({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      database: { kind: 'embedded' },
      redisUrl: null,
      dataDir: resolve('./data'),
      publicUrl: null,
      jwtSecret: null,
      demo: true,
      allowSignup: true,
      rateLimits: true,
      bounds: {},
      trustProxy: [],
    });
  });

  it('PostgreSQL comes without the demo unless asked for', () => {
    expect(config(postgres)).toMatchObject({
      database: { kind: 'postgresql', url: postgres.DATABASE_URL },
      jwtSecret: secret,
      demo: false,
    });
    expect(config({ ...postgres, DEMO: '1' }).demo).toBe(true);
  });

  it('a variable that is set but empty counts as unset', () => {
    expect(config({ PORT: '', DATABASE_URL: ' ', REDIS_URL: '', PUBLIC_URL: '' })).toEqual(config({}));
  });

  it('limits can be set, as whole numbers from 1', () => {
    const set = { LIMIT_MESSAGES: '60', LIMIT_SOCKETS: '5', LIMIT_BODY_BYTES: '2097152' };
    expect(config(set).bounds).toEqual({ messagesPerWindow: 60, socketsPerUser: 5, httpBodyBytes: 2_097_152 });
    expect(lines({ LIMIT_MESSAGES: '0', LIMIT_SOCKETS: 'many' })).toEqual([
      'LIMIT_MESSAGES must be a whole number from 1 to 999999999, not "0".',
      'LIMIT_SOCKETS must be a whole number from 1 to 999999999, not "many".',
    ]);
  });

  it('every wrong variable gets one line of its own', () => {
    const wrong = {
      PORT: '65536',
      HOST: '999.1.1.1',
      DATABASE_URL: 'mysql://root:hush@localhost/sync',
      REDIS_URL: 'memcached://localhost',
      PUBLIC_URL: 'https://sync.example.com/app',
      JWT_SECRET: 'short',
      DEMO: 'yes',
      ALLOW_SIGNUP: '2',
      RATE_LIMITS: '0',
      TRUST_PROXY: '10.0.0.0/33',
      LOG_LEVEL: 'loud',
    };
    expect(lines(wrong).map((line) => line.split(' ')[0])).toEqual(Object.keys(wrong));
    expect(lines(wrong).every((line) => !line.includes('\n') && line.endsWith('.'))).toBe(true);
  });

  it('a line says what would be right and what was found', () => {
    expect(lines({ PORT: 'http' })).toEqual(['PORT must be a whole number from 0 to 65535, not "http".']);
  });

  it('no line repeats a secret', () => {
    const all = lines({ DATABASE_URL: 'mysql://root:hush@localhost/sync', JWT_SECRET: 'hush' }).join();
    expect(all).not.toContain('hush');
  });

  it.each(['-1', '1.5', '3000x', '65536', '0x10', ' 80'])('PORT=%s is refused', (PORT) => {
    expect(lines({ PORT })).toHaveLength(1);
  });

  it('PORT=0 asks for any free port', () => {
    expect(config({ PORT: '0' }).port).toBe(0);
  });

  it('DATABASE_URL needs a JWT_SECRET of at least 32 bytes', () => {
    expect(lines({ DATABASE_URL: postgres.DATABASE_URL })[0]).toMatch(/^JWT_SECRET is required with DATABASE_URL/);
    expect(lines({ ...postgres, JWT_SECRET: 'x'.repeat(31) })).toEqual(['JWT_SECRET must be at least 32 bytes long.']);
    expect(config({ ...postgres, JWT_SECRET: 'ü'.repeat(16) }).jwtSecret).toBe('ü'.repeat(16));
  });

  it.each(['redis://127.0.0.1:6379', 'rediss://user:password@redis.example.com/2'])('REDIS_URL may be %s', (url) => {
    expect(config({ REDIS_URL: url })).toMatchObject({ redisUrl: url });
  });
  it('REDIS_URL with a password is not quoted back', () => {
    expect(lines({ REDIS_URL: 'http://user:hush@host' })).toEqual([expect.stringMatching(/^REDIS_URL must look like/)]);
    expect(lines({ REDIS_URL: 'http://user:hush@host' })[0]).not.toContain('hush');
  });

  it('PUBLIC_URL is an origin, a trailing slash is forgiven', () => {
    expect(config({ PUBLIC_URL: 'https://Sync.example.com:443/' }).publicUrl).toBe('https://sync.example.com');
    for (const PUBLIC_URL of [
      'sync.example.com',
      'ftp://x',
      'https://x/y',
      'https://x?y',
      'https://u:p@x',
      'javascript:1',
    ]) {
      expect(lines({ PUBLIC_URL }), PUBLIC_URL).toHaveLength(1);
    }
  });

  it('TRUST_PROXY takes addresses, subnets and names', () => {
    expect(config({ TRUST_PROXY: 'loopback, 10.0.0.0/8,::1' }).trustProxy).toEqual(['loopback', '10.0.0.0/8', '::1']);
    for (const TRUST_PROXY of ['true', '1', '10.0.0.0/8/8', '10.0.0', ',']) {
      expect(lines({ TRUST_PROXY }), TRUST_PROXY).toHaveLength(1);
    }
  });
});

describe('origins', () => {
  it('without PUBLIC_URL both names of this machine are allowed', () => {
    expect(publicOrigins(config({}), 3000)).toEqual({
      publicUrl: 'http://localhost:3000',
      allowedOrigins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
    });
  });

  it('a default port is left out, as browsers do', () => {
    expect(publicOrigins(config({ PORT: '80' }), 80).publicUrl).toBe('http://localhost');
  });

  it('PUBLIC_URL is the only origin where it is set', () => {
    expect(publicOrigins(config({ PUBLIC_URL: 'https://sync.example.com' }), 3000)).toEqual({
      publicUrl: 'https://sync.example.com',
      allowedOrigins: ['https://sync.example.com'],
    });
  });
});
