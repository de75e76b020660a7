/** The process as people meet it at a terminal: what it says, when it refuses, how it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder, run } from '../scripts/setUp.mjs';
import { makeScene } from './scene.ts';
import { expect, test } from './test.ts';

const start = join(projectFolder, 'scripts', 'start.mjs');

/** Starts a server that is not to stay, and waits for its end. */
async function startInVain(environment: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'property-sync-start-'));
  try {
    const env = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ...environment };
    const { code, output } = await run(process.execPath, [start], { env });
    return { code, lines: output.trim().split('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('each wrong variable is named in one clear line, and nothing listens', async () => {
  const { code, lines } = await startInVain({
    PORT: '99999',
    HOST: 'not a host',
    DATABASE_URL: 'mysql://somewhere/else',
    PUBLIC_URL: 'example.com/path',
    JWT_SECRET: 'short',
    DEMO: 'yes',
    RATE_LIMITS: 'maybe',
  });
  expect(code).toBe(1);
  expect(lines.map((line: string) => line.split(' ')[0]).sort()).toEqual(
    ['DATABASE_URL', 'DEMO', 'HOST', 'JWT_SECRET', 'PORT', 'PUBLIC_URL', 'RATE_LIMITS'].sort(),
  );
});

test('a data folder that cannot be is said before anything listens, beside what else is wrong', async () => {
  for (const folder of ['/proc/nowhere', '/dev/null/below', '/etc/hostname']) {
    const { code, lines } = await startInVain({ DATA_DIR: folder, PORT: 'http' });
    expect(code).toBe(1);
    expect(lines.map((line: string) => line.split(' ')[0])).toEqual(['PORT', 'DATA_DIR']);
  }
});

test('a port that is taken is said in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';
  const { code, lines } = await startInVain({ PORT: port });
  other.close();
  expect(code).toBe(1);
  expect(lines).toEqual([
    `Cannot listen on 127.0.0.1:${port}: port ${port} is in use. Stop what uses it, or set PORT.`,
  ]);
});

test('a second server on the same folder refuses to start, and the first goes on', async ({ newServer }) => {
  const server = await newServer();
  const { code, lines } = await startInVain({ DATA_DIR: server.dataDir });
  expect(code).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('Another server is running on the data folder');
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends it with 0 while people are connected, and nothing is lost`, async ({ newServer, newDevice }) => {
    const server = await newServer();
    const scene = await makeScene(server.url);
    const device = await newDevice();
    const page = await device.openAsAgent(scene);
    await expect(page.getByRole('heading', { name: scene.title, level: 1 })).toBeVisible();
    device.mayLoseNetwork();
    const sends = Array.from({ length: 20 }, (_, index) =>
      scene.client.api.message.send
        .mutate({
          conversationId: scene.homes[0]!.conversationId,
          clientMessageId: crypto.randomUUID(),
          content: `In flight ${index}`,
        })
        .then(
          (message) => message.id,
          () => null,
        ),
    );
    expect(await server.stop(signal)).toEqual({ code: 0, inTime: true });
    const answered = (await Promise.all(sends)).filter((id) => id !== null);
    await server.startAgain();
    const { items } = await scene.agent.api.message.list.query({
      conversationId: scene.homes[0]!.conversationId,
      limit: 100,
    });
    const stored = items.map(({ id }) => id);
    expect(stored).toEqual(expect.arrayContaining(answered));
    expect(new Set(items.map(({ clientMessageId }) => clientMessageId)).size).toBe(items.length);
    await expect(page.getByText('Connecting…').filter({ visible: true })).toHaveCount(0, { timeout: 30_000 });
  });
}
