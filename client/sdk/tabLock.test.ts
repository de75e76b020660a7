import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withTabLock } from './tabLock.ts';

beforeEach(() => {
  vi.useFakeTimers();
  // Not among the timers that are faked.
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException('Too late', 'TimeoutError')), ms);
    return controller.signal;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

type Request = { grant: () => void; fail: (error: Error) => void };

/** One lock, as the Web Locks API has it: in the order of asking, unless it is stolen. */
function browserLocks() {
  let holder: Request | null = null;
  const waiting: Request[] = [];
  const next = () => {
    holder = waiting.shift() ?? null;
    holder?.grant();
  };
  return {
    request(_name: string, options: { signal?: AbortSignal; steal?: boolean }, work: () => Promise<unknown>) {
      return new Promise((resolve, reject) => {
        const release = () => {
          if (holder === request) next();
        };
        const request: Request = { grant: () => void work().then(resolve, reject).finally(release), fail: reject };
        if (options.steal) {
          holder?.fail(new DOMException('Stolen', 'AbortError'));
          holder = request;
          request.grant();
          return;
        }
        options.signal?.addEventListener('abort', () => {
          const at = waiting.indexOf(request);
          if (at >= 0) waiting.splice(at, 1)[0]?.fail(options.signal?.reason);
        });
        waiting.push(request);
        if (!holder) next();
      });
    },
  };
}

/** Work that ends when the test says so. */
function work(log: string[], name: string) {
  let end = () => {};
  const run = () => {
    log.push(name);
    return new Promise<string>((resolve) => {
      end = () => resolve(name);
    });
  };
  return { run, end: () => end() };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

it('works of one name wait for each other', async () => {
  vi.stubGlobal('navigator', { locks: browserLocks() });
  const log: string[] = [];
  const [one, two] = [work(log, 'one'), work(log, 'two')];
  const first = withTabLock('name', one.run);
  const second = withTabLock('name', two.run);
  await settle();
  expect(log).toEqual(['one']);
  one.end();
  expect(await first).toBe('one');
  await settle();
  expect(log).toEqual(['one', 'two']);
  two.end();
  expect(await second).toBe('two');
});

it('a stuck one is waited for only so long, and its work still ends', async () => {
  vi.stubGlobal('navigator', { locks: browserLocks() });
  const log: string[] = [];
  const [stuck, waiting, later] = [work(log, 'stuck'), work(log, 'waiting'), work(log, 'later')];
  const first = withTabLock('name', stuck.run);
  const second = withTabLock('name', waiting.run);
  await vi.advanceTimersByTimeAsync(4_900);
  expect(log).toEqual(['stuck']);
  await vi.advanceTimersByTimeAsync(200);
  expect(log).toEqual(['stuck', 'waiting']);
  waiting.end();
  expect(await second).toBe('waiting');
  // It is out of the way for good.
  void withTabLock('name', later.run);
  await settle();
  expect(log).toEqual(['stuck', 'waiting', 'later']);
  stuck.end();
  expect(await first).toBe('stuck');
});

it('an error of the work is the caller’s, and it is not done again', async () => {
  vi.stubGlobal('navigator', { locks: browserLocks() });
  const failing = vi.fn(async () => Promise.reject(new Error('No')));
  await expect(withTabLock('name', failing)).rejects.toThrow('No');
  expect(failing).toHaveBeenCalledTimes(1);
});

it('without locks, or where they are forbidden, the work is done at once', async () => {
  vi.stubGlobal('navigator', {});
  expect(await withTabLock('name', async () => 1)).toBe(1);
  vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('No', 'SecurityError')) } });
  expect(await withTabLock('name', async () => 2)).toBe(2);
});
