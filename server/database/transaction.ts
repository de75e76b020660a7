import type { Database, Transaction } from './client.ts';

const attempts = 4;

/**
 * Runs `work` in one transaction. PostgreSQL may end one of several that wait for each other in a circle (the lock order makes that
 * rare, not impossible): nothing of it was written then, so it is run again.
 */
export async function inTransaction<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.$transaction(work);
    } catch (error) {
      if (attempt === attempts || !isConflict(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** Reads several things as they are at one moment. */
export function atOneMoment<T>(database: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return database.$transaction(read, { isolationLevel: 'RepeatableRead' });
}

/** Deadlock or serialisation failure: Prisma's own code, or (for raw SQL) its message with PostgreSQL's. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'P2034' || (error.code === 'P2010' && /Code: `(40P01|40001)`/.test(error.message));
}
