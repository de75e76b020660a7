/** Migrates the embedded database in a data directory by one migration more than there are: its name and its SQL are the arguments. */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { migrateEmbedded, readMigrations } from '../../server/database/migrate.ts';

const [dataDir, path, value] = process.argv.slice(2);
const pglite = await PGlite.create(join(dataDir!, 'database'));
const migrations = await readMigrations();
const added = { path: path!, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: value! } } };
const migrationDirectories = [...migrations.migrationDirectories, added];
console.log(['applied', ...(await migrateEmbedded(pglite, { ...migrations, migrationDirectories }))].join(' '));
await pglite.close();
