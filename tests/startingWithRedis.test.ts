/** The real server, started with a Redis that is there, that is not, and that is no use. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedis } from './redis.ts';
import { startServer } from './serverProcess.ts';

let redis: RedisServer;
const folders: string[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

function start(REDIS_URL: string) {
  const folder = mkdtempSync(join(tmpdir(), 'redis-start-'));
  folders.push(folder);
  return startServer(folder, { REDIS_URL });
}

const readiness = async (url: string) => (await fetch(`${url}/readyz`)).json();

test('it starts and serves without one, says so, and is ready when it comes; it stops in order', async () => {
  await redis.kill();
  await using server = start(redis.url);
  const url = await server.ready;
  expect(server.output.filter((line) => line.startsWith('Redis at'))).toEqual([
    expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+ cannot be reached \(.+\): it is tried again all the time\.$/),
  ]);
  expect(await readiness(url)).toMatchObject({ status: 'unavailable', reason: expect.stringMatching(/^Redis/) });
  await redis.start();
  await expect.poll(() => readiness(url)).toEqual({ status: 'ready' });
  expect(await server.kill('SIGTERM')).toBe(0);
});

test('a wrong password stops the start with one line that does not repeat it', async () => {
  await using server = start(redis.url.replace('redis://', 'redis://user:hush@'));
  expect(await server.exit()).toBe(1);
  expect(server.output).toEqual([
    expect.stringMatching(/^REDIS_URL cannot be used: 127\.0\.0\.1:\d+ answers "WRONGPASS/),
  ]);
  expect(server.output.join()).not.toContain('hush');
});

test('what is no Redis is not waited for', async () => {
  await using server = start('http://127.0.0.1:6379');
  expect(await server.exit()).toBe(1);
  expect(server.output).toEqual(['REDIS_URL must look like redis://user:password@host:6379, or rediss:// for TLS.']);
});
