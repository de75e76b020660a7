import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, open, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from './startError.ts';

/**
 * One server per data directory: the embedded database does not notice a second process on its files, and would break.
 *
 * Each starting server listens on a socket file of its own in the directory, then looks at all the others: if one of them
 * answers, it withdraws. Of two that start at once, the one that listens later sees the other, so both can never stay;
 * should both withdraw, they try again after a random pause. The kernel closes the socket with its process, however that
 * ends, and whether a socket answers does not depend on process ids: nothing is ever stale, no id is ever mistaken, and
 * it holds between containers that share the directory. A socket that does not answer is a leftover and is removed.
 */
export type DataDirectoryLock = { release(): Promise<void> };

const tries = 8;

/** Takes the lock on an existing directory, or throws a `StartError`. */
export async function lockDataDirectory(dataDir: string): Promise<DataDirectoryLock> {
  for (let attempt = 1; ; attempt += 1) {
    const lock = await tryToLock(dataDir);
    if (lock !== undefined) return lock;
    if (attempt === tries) {
      throw new StartError(
        `Another server is running on the data folder ${dataDir}. Stop it first, or set DATA_DIR to another folder.`,
      );
    }
    await wait(20 + Math.random() * 180);
  }
}

async function tryToLock(dataDir: string): Promise<DataDirectoryLock | undefined> {
  const name = `server-${randomBytes(6).toString('hex')}.lock`;
  const folder = await shortPath(dataDir);
  const server = createServer((socket) => socket.destroy());
  const release = async () => {
    // Closing removes the socket file, too.
    await new Promise((closed) => server.close(closed));
    await folder.close();
  };
  try {
    await listen(server, join(folder.path, name));
    const others = (await readdir(dataDir)).filter((file) => /^server-[0-9a-f]+\.lock$/.test(file) && file !== name);
    const answers = await Promise.all(others.map((file) => isAnswered(join(folder.path, file))));
    // Somebody may have taken this server for a leftover between its creation and its first listening.
    const isWhole = await access(join(dataDir, name)).then(
      () => true,
      () => false,
    );
    if (!isWhole || answers.includes(true)) {
      await release();
      return undefined;
    }
    await Promise.all(others.map((file) => rm(join(dataDir, file), { force: true })));
    // The lock alone keeps no process running.
    server.unref();
    return { release };
  } catch (error) {
    await release();
    throw new StartError(`The data folder ${dataDir} cannot be locked: ${(error as Error).message}`, { cause: error });
  }
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, 'listening');
}

/** The kernel takes the connection even while that server is busy. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.on('error', () => answer(false));
  });
}

/** The path of a socket has room for about 100 bytes; Linux offers a way round by an open directory. */
async function shortPath(dataDir: string): Promise<{ path: string; close(): Promise<void> }> {
  if (process.platform !== 'linux' || Buffer.byteLength(dataDir) < 70) return { path: dataDir, close: async () => {} };
  const directory = await open(dataDir, 'r');
  return { path: `/proc/self/fd/${directory.fd}`, close: () => directory.close() };
}
