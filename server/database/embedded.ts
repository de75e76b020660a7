import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { logger } from '../logger.ts';
import { lockDataDirectory } from './dataDirectoryLock.ts';
import { migrateEmbedded } from './migrate.ts';
import { StartError } from './startError.ts';

/** What a start was making when it was killed: of no use, and removed by the next start. */
const unfinished = '.unfinished-';

/** How much may have to be replayed after a kill, and lies in the log of the database. */
const logBytes = 64 * 1024 * 1024;
const lookAtLogMs = 60_000;

/**
 * The embedded database in `dataDir/database`, migrated, and the lock that keeps a second server away from it.
 * A new one is made in a folder of its own and renamed when it is whole: a start that is killed leaves a directory that starts.
 */
export async function openEmbedded(dataDir: string): Promise<{ pglite: PGlite; close(): Promise<void> }> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new StartError(`The data folder ${dataDir} cannot be made: ${error.message}`, { cause: error });
  });
  const lock = await lockDataDirectory(dataDir);
  try {
    await removeUnfinished(dataDir);
    const folder = join(dataDir, 'database');
    if (await isMissing(folder)) await makeDatabase(dataDir, folder);
    const pglite = await PGlite.create(folder);
    try {
      await migrateEmbedded(pglite);
    } catch (error) {
      await pglite.close();
      throw error;
    }
    const log = keepLogShort(pglite, logBytes, lookAtLogMs);
    const close = async () => {
      try {
        await log.stop();
        await pglite.close();
      } finally {
        await lock.release();
      }
    };
    return { pglite, close };
  } catch (error) {
    await lock.release();
    if (error instanceof StartError) throw error;
    throw new StartError(`The embedded database in ${dataDir} does not open: ${String(error)}`, { cause: error });
  }
}

/**
 * PGlite has no processes in the background, so nobody makes a checkpoint before the database is closed: the write-ahead log of a server
 * that runs for months would grow for months, and be replayed as a whole after a kill.
 */
export function keepLogShort(pglite: PGlite, maxBytes: number, lookEveryMs: number): { stop(): Promise<void> } {
  let looking: Promise<void> | undefined;
  const look = async () => {
    const { rows } = await pglite.query<{ isLong: boolean }>(
      `SELECT pg_current_wal_insert_lsn() - redo_lsn > $1::numeric AS "isLong" FROM pg_control_checkpoint()`,
      [maxBytes],
    );
    if (rows[0]?.isLong) await pglite.exec('CHECKPOINT');
  };
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => logger.warn({ error }, 'The log of the database could not be shortened'))
      .finally(() => {
        looking = undefined;
      });
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

/**
 * The secret that signs access tokens, made at the first start and kept in `dataDir`, readable by its owner only.
 * Call it after `openEmbedded`: its lock makes this the only process here.
 */
export async function keepJwtSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'jwt-secret');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(`The file ${file} cannot be read: ${error.message}`, { cause: error });
  });
  if (kept !== undefined) {
    if (Buffer.byteLength(kept) >= 32) return kept;
    throw new StartError(`The file ${file} is damaged. Delete it: a new one is made, and everybody signs in again.`);
  }
  const secret = randomBytes(48).toString('base64url');
  const draft = join(dataDir, `jwt-secret${unfinished}${randomBytes(4).toString('hex')}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(secret);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  return secret;
}

async function makeDatabase(dataDir: string, folder: string): Promise<void> {
  const draft = join(dataDir, `database${unfinished}${randomBytes(4).toString('hex')}`);
  const pglite = await PGlite.create(draft);
  try {
    await migrateEmbedded(pglite);
  } finally {
    await pglite.close();
  }
  await rename(draft, folder);
}

async function removeUnfinished(dataDir: string): Promise<void> {
  const leftovers = (await readdir(dataDir)).filter((name) => name.includes(unfinished));
  await Promise.all(leftovers.map((name) => rm(join(dataDir, name), { recursive: true, force: true })));
}

async function isMissing(folder: string): Promise<boolean> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (files === undefined) return true;
  // PGlite would start a new database on top of whatever lies there.
  if (!files.includes('PG_VERSION'))
    throw new StartError(`The folder ${folder} holds no database. Move it away, or set DATA_DIR to another folder.`);
  return false;
}
