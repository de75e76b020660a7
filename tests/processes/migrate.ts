/** Migrates a PostgreSQL database and says what was left for it to do. */
import { migratePostgresql } from '../../server/database/migrate.ts';

const applied = await migratePostgresql(process.argv[2]!);
console.log(['applied', ...applied].join(' '));
