import type { Prisma } from '../../generated/prisma/client.ts';
import type { Database, Transaction } from './client.ts';

/** Reads rows: in the transaction, where there is one, else by the short way. */
export function readRows<Row extends object>(database: Database | Transaction, sql: Prisma.Sql): Promise<Row[]> {
  return isClient(database) ? database.$read<Row>(sql) : database.$queryRaw<Row[]>(sql);
}

/** Prisma gives a transaction everything that the client has, our own `$read` too (which knows nothing of it), but no way to connect. */
const isClient = (database: Database | Transaction): database is Database =>
  (database as Partial<Database>).$connect !== undefined;
