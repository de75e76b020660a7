/** The page over HTTP: what is served, and what is not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type Served, type World } from './world.ts';

/** Below a folder with a dot, where many people keep what they have cloned. */
const parent = mkdtempSync(join(tmpdir(), 'property-sync-page-'));
const folder = join(parent, '.hidden', 'client');

let world: World;
let served: Served;
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Property Sync</title>');
  writeFileSync(join(folder, 'assets', 'index-1234.js'), 'export {};');
  world = await openWorld({ pageFolder: folder });
  served = await world.serve();
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  rmSync(parent, { recursive: true });
});

const get = (path: string, accept = 'text/html') => fetch(served.url + path, { headers: { accept } });

describe('the page', () => {
  test.each(['/', '/timelines/some-id', '/t/some-token?chat=some-home'])('is there at %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>Property Sync</title>');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  test('its parts may be kept for ever; one that is gone is not answered with the page', async () => {
    const asset = await get('/assets/index-1234.js', '*/*');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    const gone = await get('/assets/index-0000.js', '*/*');
    expect(gone.status).toBe(404);
    expect(await gone.text()).not.toContain(folder);
  });

  test.each(['/%', '/%ff', '/assets/%2e%2e/%2e%2e/package.json', '/..%2fpackage.json'])(
    'a malformed address is answered without a word about the inside: %s',
    async (path) => {
      const response = await get(path, '*/*');
      expect([200, 400, 403, 404]).toContain(response.status);
      const text = await response.text();
      expect(text).not.toMatch(/node_modules|at .*\.[jt]s|property-sync-page|"version"/);
    },
  );

  test('whoever asks for data gets no page', async () => {
    const response = await get('/nowhere', 'application/json');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      success: false,
      error: 'There is nothing at this address.',
      code: 'PROCEDURE_NOT_FOUND',
    });
  });
});
