/** The page over HTTP: what is served, and what is not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type Served, type World } from './world.ts';

/** Below a folder with a dot, where many people keep what they have cloned. */
const parent = mkdtempSync(join(tmpdir(), 'property-sync-page-'));
const folder = join(parent, '.hidden', 'client');

/** As the build leaves it: with its compressed forms. */
function writeBuilt(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(content));
}

let world: World;
let served: Served;
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeBuilt('index.html', '<!doctype html><title>Property Sync</title>');
  writeBuilt('assets/index-1234.js', 'export {};');
  writeFileSync(join(folder, 'assets', 'home.webp'), 'a picture');
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

  describe.each([
    ['/', 'text/html', '<title>Property Sync</title>'],
    ['/t/some-token?chat=some-home', 'text/html', '<title>Property Sync</title>'],
    ['/assets/index-1234.js', 'text/javascript', 'export {};'],
  ])('%s', (path, type, content) => {
    test.each([
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip, deflate', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['identity', 'plain'],
      ['deflate, gzip;q=0', 'plain'],
    ])('comes to whoever takes %s: %s', async (accepted, encoding) => {
      // Undoes the compression by itself.
      const response = await fetch(served.url + path, { headers: { accept: '*/*', 'accept-encoding': accepted } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-encoding') ?? 'plain').toBe(encoding);
      expect(response.headers.get('vary')?.toLowerCase()).toBe('accept-encoding');
      expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
      expect(await response.text()).toContain(content);
    });
  });

  test('each form may be kept for ever, under a tag of its own', async () => {
    const tagOf = async (encoding: string) => {
      const { headers } = await fetch(`${served.url}/assets/index-1234.js`, {
        headers: { 'accept-encoding': encoding },
      });
      expect(headers.get('cache-control')).toContain('immutable');
      return headers.get('etag');
    };
    const tags = await Promise.all(['br', 'gzip', 'identity'].map(tagOf));
    expect(new Set(tags).size).toBe(3);
  });

  test('pictures, and what is said about errors, come as they are', async () => {
    const picture = await get('/assets/home.webp', '*/*');
    expect(picture.headers.get('content-encoding')).toBeNull();
    expect(await picture.text()).toBe('a picture');
    const tooFar = await fetch(`${served.url}/assets/index-1234.js`, {
      headers: { 'accept-encoding': 'gzip', range: 'bytes=100000-' },
    });
    expect(tooFar.status).toBe(416);
    expect(tooFar.headers.get('content-encoding')).toBeNull();
    expect(await tooFar.text()).toContain('VALIDATION_FAILED');
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
