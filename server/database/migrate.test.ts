import type { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestPglite } from '../../tests/testDatabase.ts';
import { diffToSchema, migrateEmbedded, readMigrations } from './migrate.ts';
import { StartError } from './startError.ts';

let pglite: PGlite;

beforeEach(async () => {
  pglite = await openTestPglite();
});

afterEach(() => pglite.close());

/** The migrations and one more. */
async function withMigration(path: string, sql: string) {
  const migrations = await readMigrations();
  const added = { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } } };
  return { ...migrations, migrationDirectories: [...migrations.migrationDirectories, added] };
}

const exists = async (table: string) =>
  (await pglite.query<{ there: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS there`, [table])).rows[0]?.there;

describe('migrations', () => {
  it('agree with prisma/schema.prisma', async () => {
    expect(await diffToSchema()).toBe('');
  });

  it('are applied once', async () => {
    expect(await migrateEmbedded(pglite)).toEqual([]);
  });

  it('a new one is applied to a database that has the others', async () => {
    const more = await withMigration('29990101000000_more', 'CREATE TABLE a (id int); CREATE TABLE b (id int);');
    expect(await migrateEmbedded(pglite, more)).toEqual(['29990101000000_more']);
    expect(await migrateEmbedded(pglite, more)).toEqual([]);
    expect(await exists('b')).toBe(true);
  });

  it('a failing one leaves nothing, says why, and can be tried again', async () => {
    const broken = await withMigration('29990101000000_more', 'CREATE TABLE a (id int); SELECT nonsense;');
    const failure: unknown = await migrateEmbedded(pglite, broken).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(/^The database could not be migrated: .*nonsense/s);
    expect(await exists('a')).toBe(false);

    const mended = await withMigration('29990101000000_more', 'CREATE TABLE a (id int);');
    expect(await migrateEmbedded(pglite, mended)).toEqual(['29990101000000_more']);
  });

  it('a value added to an enum can be used by the next one', async () => {
    const added = await withMigration('29990101000000_add', `ALTER TYPE "MessageType" ADD VALUE 'VOICE';`);
    const used = await withMigration('29990102000000_use', `SELECT 'VOICE'::"MessageType";`);
    const both = { ...added, migrationDirectories: [...added.migrationDirectories, used.migrationDirectories.at(-1)!] };
    expect(await migrateEmbedded(pglite, both)).toHaveLength(2);
  });

  it('a database of a newer version is left alone', async () => {
    await migrateEmbedded(pglite, await withMigration('29990101000000_more', 'CREATE TABLE a (id int);'));
    await expect(migrateEmbedded(pglite)).rejects.toThrow(/newer version of Property Sync/);
  });
});
