import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Process, startProcess } from '../../tests/processes/child.ts';
import { lockDataDirectory } from './dataDirectoryLock.ts';
import { StartError } from './startError.ts';

let dataDir: string;
const processes: Process[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lock-'));
});

afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.kill('SIGKILL')));
  await rm(dataDir, { recursive: true });
});

function hold(): Process {
  const child = startProcess('holdLock.ts', [dataDir]);
  processes.push(child);
  return child;
}

describe('the lock on a data directory', () => {
  it('a second server is refused with one clear line', async () => {
    const lock = await lockDataDirectory(dataDir);
    const refusal = await lockDataDirectory(dataDir).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect((refusal as Error).message).toBe(
      `Another server is running on the data folder ${dataDir}. Stop it first, or set DATA_DIR to another folder.`,
    );
    await lock.release();
  });

  it('is free again after its release, and leaves no file', async () => {
    await (await lockDataDirectory(dataDir)).release();
    expect(await readdir(dataDir)).toEqual([]);
    await (await lockDataDirectory(dataDir)).release();
  });

  it('holds between processes, and is taken over after kill -9', async () => {
    const first = hold();
    await first.line(/^locked$/);
    await expect(lockDataDirectory(dataDir)).rejects.toThrow(StartError);
    await first.kill('SIGKILL');
    expect(await readdir(dataDir)).toHaveLength(1);

    const lock = await lockDataDirectory(dataDir);
    expect(await readdir(dataDir), 'the leftover is gone').toHaveLength(1);
    await lock.release();
  });

  it('of several that start at once exactly one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const locks = await Promise.allSettled(Array.from({ length: 4 }, () => lockDataDirectory(dataDir)));
      const held = locks.filter((each) => each.status === 'fulfilled');
      expect(held).toHaveLength(1);
      await Promise.all(held.map((each) => each.value.release()));
    }
  });

  it('of several processes that start at once on a leftover exactly one stays', async () => {
    const killed = hold();
    await killed.line(/^locked$/);
    await killed.kill('SIGKILL');

    const starting = Array.from({ length: 3 }, hold);
    const answers = await Promise.all(starting.map((each) => each.line(/./)));
    expect(answers.filter((line) => line === 'locked')).toHaveLength(1);
  });

  it('a path longer than a socket may have is no obstacle', async () => {
    const deep = join(dataDir, 'a'.repeat(100));
    await mkdir(deep);
    const lock = await lockDataDirectory(deep);
    await expect(lockDataDirectory(deep)).rejects.toThrow(/Another server is running/);
    await lock.release();
  });

  it('a directory that is not there is named', async () => {
    await expect(lockDataDirectory(join(dataDir, 'missing'))).rejects.toThrow(/missing cannot be locked/);
  });
});
