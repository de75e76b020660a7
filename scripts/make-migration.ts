/**
 * Writes the SQL that brings the migrations up to `prisma/schema.prisma` into a new migration:
 * `npx tsx scripts/make-migration.ts <name>`. Rules that Prisma cannot say are then added to that file by hand.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diffToSchema } from '../server/database/migrate.ts';

const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Say what the migration does, in lower case: npx tsx scripts/make-migration.ts add_floor_plans');
  process.exit(1);
}

const sql = await diffToSchema();
if (sql === '') {
  console.log('The migrations agree with prisma/schema.prisma: nothing to write.');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join('prisma', 'migrations', `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql);
  console.log(`Wrote ${join(folder, 'migration.sql')}.`);
}
