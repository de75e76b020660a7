import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProcess } from '../../tests/processes/child.ts';
import { openTestPglite } from '../../tests/testDatabase.ts';
import { keepJwtSecret, keepLogShort, openEmbedded } from './embedded.ts';
import { StartError } from './startError.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'embedded-')), 'data');
});

afterEach(() => rm(join(dataDir, '..'), { recursive: true }));

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((done) => setTimeout(done, 10));
}

describe('the embedded database', () => {
  it('starts after a first start that was killed half-way, and keeps what was written through another kill', {
    timeout: 180_000,
  }, async () => {
    const first = startProcess('openEmbedded.ts', [dataDir]);
    await first.line(/^starting$/);
    // Half-way: files of the new database are there already.
    await waitFor(async () => {
      const files = await readdir(dataDir, { recursive: true }).catch(() => []);
      return files.some((file) => file.endsWith('PG_VERSION'));
    });
    await first.kill('SIGKILL');
    expect(await readdir(dataDir)).not.toContain('database');

    const second = startProcess('openEmbedded.ts', [dataDir]);
    await second.line(/^open$/);
    expect(await readdir(dataDir), 'nothing unfinished is left').toEqual([
      'database',
      expect.stringMatching(/^server-.*\.lock$/),
    ]);
    await second.kill('SIGKILL');

    const { pglite, close } = await openEmbedded(dataDir);
    const tables = await pglite.query(`SELECT * FROM "User"`);
    expect(tables.rows).toEqual([]);
    await close();
    expect(await readdir(dataDir)).toEqual(['database']);
  });

  it('refuses a folder that holds something else', async () => {
    await mkdir(join(dataDir, 'database'), { recursive: true });
    await writeFile(join(dataDir, 'database', 'notes.txt'), 'mine');
    await expect(openEmbedded(dataDir)).rejects.toThrow(/holds no database/);
    expect(await readdir(join(dataDir, 'database'))).toEqual(['notes.txt']);
    expect(await readdir(dataDir), 'the lock is released').toEqual(['database']);
  });

  it('keeps its write-ahead log short while it runs', async () => {
    const pglite = await openTestPglite();
    const logged = async () => {
      const { rows } = await pglite.query<{ bytes: number }>(
        'SELECT (pg_current_wal_insert_lsn() - redo_lsn)::int AS bytes FROM pg_control_checkpoint()',
      );
      return rows[0]!.bytes;
    };
    await pglite.exec('CREATE TABLE a AS SELECT generate_series(1, 50000) AS id');
    expect(await logged()).toBeGreaterThan(1_000_000);
    const log = keepLogShort(pglite, 1_000_000, 5);
    await waitFor(async () => (await logged()) < 100_000);
    await log.stop();
    await pglite.close();
  });

  it('a data folder that cannot be made is named in one line', async () => {
    await mkdir(join(dataDir, '..'), { recursive: true });
    await writeFile(dataDir, 'a file');
    const refusal: unknown = await openEmbedded(dataDir).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect((refusal as Error).message).toMatch(/^The data folder .* cannot be made: [^\n]+$/);
  });
});

describe('the secret of an embedded server', () => {
  beforeEach(() => mkdir(dataDir, { recursive: true }));

  it('is made once, long enough, and readable by its owner only', async () => {
    const secret = await keepJwtSecret(dataDir);
    expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32);
    expect(await keepJwtSecret(dataDir)).toBe(secret);
    const { mode } = await stat(join(dataDir, 'jwt-secret'));
    expect(mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['jwt-secret']);
  });

  it('is not replaced behind the back of those who are signed in', async () => {
    await writeFile(join(dataDir, 'jwt-secret'), 'short');
    await expect(keepJwtSecret(dataDir)).rejects.toThrow(/is damaged/);
    expect(await readFile(join(dataDir, 'jwt-secret'), 'utf8')).toBe('short');
  });
});
