import {
  isDriverAdapterError,
  type SqlDriverAdapterFactory,
  type SqlQueryable,
  type Transaction,
} from '@prisma/driver-adapter-utils';
import { AppError } from '../../shared/errors.ts';

/**
 * Makes `AppError('UNAVAILABLE')` of every failure to reach the database, whatever the query and wherever in a transaction.
 * It is done here, below Prisma, because above it the driver's error is gone, and so are the beginning and end of a
 * transaction. Prisma lets those through as they are, but wraps the error of a query: `rethrowUnavailable` unwraps it.
 */
export function reportUnavailable(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => {
      const adapter = await factory.connect();
      const connectionInfo = adapter.getConnectionInfo?.();
      return {
        ...queriesOf(adapter),
        executeScript: (script) => translating(adapter.executeScript(script)),
        startTransaction: async (isolationLevel) =>
          transactionOf(await translating(adapter.startTransaction(isolationLevel))),
        dispose: () => adapter.dispose(),
        ...(connectionInfo && { getConnectionInfo: () => connectionInfo }),
      };
    },
  };
}

/** For the error of a query: Prisma has made an error of its own of it, and kept the code. */
export function rethrowUnavailable(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'UNAVAILABLE' && !(error instanceof AppError)) {
    throw new AppError('UNAVAILABLE', { cause: error });
  }
  throw error;
}

/** Whether an error says that the database could not be reached, or went away. */
export function isUnavailable(error: unknown): boolean {
  if (isDriverAdapterError(error)) {
    const { cause } = error;
    if (cause.kind === 'postgres') return unavailableStates.test(cause.code);
    return unavailableKinds.has(cause.kind);
  }
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return unavailableCodes.has(code) || unavailableStates.test(code);
  return unavailableMessages.test(error.message);
}

const unavailableKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
]);

/** SQLSTATE: connection exceptions, out of resources, shut down or starting up. */
const unavailableStates = /^(08|53|57P0)/;

const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What `pg` and PGlite say in errors without a code. */
const unavailableMessages =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|Cannot use a pool after calling end|PGlite is clos/i;

function queriesOf(queryable: SqlQueryable): SqlQueryable {
  return {
    provider: queryable.provider,
    adapterName: queryable.adapterName,
    queryRaw: (query) => translating(queryable.queryRaw(query)),
    executeRaw: (query) => translating(queryable.executeRaw(query)),
  };
}

function transactionOf(transaction: Transaction): Transaction {
  return {
    ...queriesOf(transaction),
    options: transaction.options,
    commit: () => translating(transaction.commit()),
    rollback: () => translating(transaction.rollback()),
  };
}

/** Makes `AppError('UNAVAILABLE')` of a failure to reach the database. */
export async function translating<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isUnavailable(error) ? new AppError('UNAVAILABLE', { cause: error }) : error;
  }
}
