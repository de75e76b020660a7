import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Prisma } from '../../generated/prisma/client.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/testDatabase.ts';
import { readRows } from './readRows.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});

afterAll(() => db.close());

beforeEach(() => db.clear());

const createUser = (name: string) => db.database.user.create({ data: { type: 'CLIENT', name } });

describe('the embedded database behind Prisma', () => {
  it('transactions and plain queries of many callers queue: none interleaves, none is lost, none deadlocks', async () => {
    const { id } = await createUser('0');
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        index % 3 === 0
          ? db.database.user.findUniqueOrThrow({ where: { id } }).then((user) => seen.push(Number(user.name)))
          : db.database.$transaction(async (tx) => {
              const user = await tx.user.findUniqueOrThrow({ where: { id } });
              await tx.user.update({ where: { id }, data: { name: 'nobody sees this' } });
              await new Promise((done) => setTimeout(done, 1));
              await tx.user.update({ where: { id }, data: { name: String(Number(user.name) + 1) } });
            }),
      ),
    );
    expect(seen).toHaveLength(20);
    expect(seen.every(Number.isInteger)).toBe(true);
    expect((await db.database.user.findUniqueOrThrow({ where: { id } })).name).toBe('40');
  });

  it('what is read in a transaction by the short way is read in it', async () => {
    const count = Prisma.sql`SELECT count(*)::int AS users FROM "User"`;
    await db.database.$transaction(async (tx) => {
      await tx.user.create({ data: { type: 'CLIENT', name: 'Ada' } });
      expect(await readRows(tx, count)).toEqual([{ users: 1 }]);
    });
    expect(await readRows(db.database, count)).toEqual([{ users: 1 }]);
  });

  it('a transaction that throws leaves nothing, and the next one runs', async () => {
    const failing = db.database.$transaction(async (tx) => {
      await tx.user.create({ data: { type: 'CLIENT', name: 'Ada' } });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await db.database.$transaction([db.database.user.count(), db.database.user.findMany()]);
    expect(await db.database.user.count()).toBe(0);
  });

  it('a statement that fails inside a transaction undoes all of it, even if the error is swallowed', async () => {
    const swallowing = db.database.$transaction(async (tx) => {
      await tx.user.create({ data: { type: 'CLIENT', name: 'Ada' } });
      await tx.$executeRaw`SELECT nonsense`.catch(() => {});
    });
    await expect(swallowing).rejects.toThrow();
    expect(await db.database.user.count()).toBe(0);
  });

  it('a commit that a deferred constraint refuses is an error, not a success', async () => {
    await db.sql('CREATE TABLE IF NOT EXISTS a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)');
    const doubling = db.database.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO a VALUES (1), (1)`;
    });
    await expect(doubling).rejects.toThrow(/duplicate key/);
    expect(await db.sql('SELECT * FROM a')).toEqual([]);
  });

  it('an isolation level asked for is the one given', async () => {
    const level = await db.database.$transaction(
      (tx) => tx.$queryRaw<{ level: string }[]>`SELECT current_setting('transaction_isolation') AS level`,
      { isolationLevel: 'Serializable' },
    );
    expect(level).toEqual([{ level: 'serializable' }]);
  });

  it('answers UNAVAILABLE once it is closed', async () => {
    const other = await createTestDatabase();
    await other.close();
    await expect(other.database.user.count()).rejects.toMatchObject({ name: 'AppError', code: 'UNAVAILABLE' });
    const transaction = other.database.$transaction(async (tx) => tx.user.count());
    await expect(transaction).rejects.toMatchObject({ name: 'AppError', code: 'UNAVAILABLE' });
  });
});
