import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../generated/baseline/client.ts';

export type Database = PrismaClient;

/** As many connections as our own server has (`server/database/client.ts`). */
const poolSize = 20;

export function openDatabase(url: string): Database {
  const statementNames = new Map<string, string>();
  const adapter = new PrismaPg(
    { connectionString: url, max: poolSize, connectionTimeoutMillis: 10_000, keepAlive: true },
    {
      onPoolError: (error) => console.error(error.message),
      onConnectionError: (error) => console.error(error.message),
      // Prepared statements, parsed once a connection: Prisma writes the same few texts again and again.
      statementNameGenerator: ({ sql }) => {
        const name = statementNames.get(sql) ?? `s${statementNames.size}`;
        statementNames.set(sql, name);
        return name;
      },
    },
  );
  return new PrismaClient({
    adapter,
    errorFormat: 'minimal',
    // Prisma's own 2 s and 5 s would make failures of a queue that is only long. The same times as our own server's.
    transactionOptions: { maxWait: 120_000, timeout: 60_000 },
  });
}
