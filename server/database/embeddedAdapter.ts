import type { PGlite } from '@electric-sql/pglite';
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';

/**
 * Prisma's adapter for PGlite, with three things put right that pglite-prisma-adapter 0.7.2 gets wrong:
 *
 * - a COMMIT that fails (a deferred constraint is violated) was swallowed: the caller believed in a commit that never was;
 * - the isolation level was set before BEGIN, where it does nothing;
 * - `executeScript` did not wait for its script, so a failing migration went unnoticed and became an unhandled rejection.
 *
 * PGlite has one connection. `PGlite.transaction` holds its mutex from BEGIN to COMMIT, and plain queries wait for it:
 * concurrent callers queue, they never interleave.
 */
export function createEmbeddedAdapterFactory(pglite: PGlite): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: 'postgres',
    adapterName: 'property-sync-pglite',
    connect: () => createEmbeddedAdapter(pglite),
    connectToShadowDb: () => createEmbeddedAdapter(pglite),
  };
}

/** Whoever opened the database closes it: disposing of the adapter does nothing. */
async function createEmbeddedAdapter(pglite: PGlite): Promise<SqlDriverAdapter> {
  const queryable = await new PrismaPGlite(pglite).connect();
  return {
    provider: queryable.provider,
    adapterName: queryable.adapterName,
    queryRaw: (query) => queryable.queryRaw(query),
    executeRaw: (query) => queryable.executeRaw(query),
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    executeScript: async (script) => {
      await pglite.exec(script);
    },
    startTransaction: (isolationLevel) => startTransaction(pglite, isolationLevel),
    dispose: async () => {},
  };
}

/** Answers once BEGIN is through; COMMIT or ROLLBACK happens when the transaction's own function is called. */
function startTransaction(pglite: PGlite, isolationLevel: string | undefined): Promise<Transaction> {
  return new Promise((started, failed) => {
    const finished = pglite.transaction(async (tx) => {
      if (isolationLevel !== undefined) await tx.exec(`SET TRANSACTION ISOLATION LEVEL ${isolationLevel}`);
      // PGlite's transaction has the same `query` as PGlite itself, which is all that this adapter calls for statements.
      const queryable = await new PrismaPGlite(tx as unknown as PGlite).connect();
      const ending = await new Promise<'commit' | 'rollback'>((end) => {
        const finish = (how: 'commit' | 'rollback') => {
          end(how);
          return finished;
        };
        started({
          provider: queryable.provider,
          adapterName: queryable.adapterName,
          // Prisma then leaves COMMIT and ROLLBACK to the two functions below.
          options: { usePhantomQuery: true },
          queryRaw: (query) => queryable.queryRaw(query),
          executeRaw: (query) => queryable.executeRaw(query),
          commit: () => finish('commit'),
          rollback: () => finish('rollback'),
        });
      });
      if (ending === 'rollback') await tx.rollback();
    });
    // A failure before `started` is the answer here; one after it is the answer of commit or rollback.
    finished.catch(failed);
  });
}
