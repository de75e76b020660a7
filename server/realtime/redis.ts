/**
 * One connection to Redis that comes back by itself. The library speaks the protocol; when to give a connection up, and when to try
 * the next, is decided here: a line that swallows everything looks open for minutes, so it is asked every second whether it lives.
 */
import { createClient } from '@redis/client';
import type { Logger } from '../logger.ts';

/** Sharded publish and subscribe came with it. */
const oldestVersion = 7;
const connectWithinMs = 3_000;
/** A command that has no answer by then has failed. */
const answerWithinMs = 1_000;
const heartbeatMs = 1_000;
/** Full jitter up to this, doubling from the first on. */
const firstRetryMs = 100;
const longestRetryMs = 2_000;
/** Commands that may wait for their answers at a time; beyond that they fail at once. */
const longestQueue = 50_000;

/** The beginning of a script that needs the time (ms): Redis's own, so that the clocks of the processes do not matter. */
export const clock = `local time = redis.call('TIME') local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

type RedisClient = ReturnType<typeof connectionTo>;

export type Redis = {
  isReady(): boolean;
  /** Runs a command now. Rejects when Redis is away, or does not answer within a second. */
  run<T>(command: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Calls `listener` with every new connection, the present one included. The connection begins without subscriptions. */
  onConnection(listener: () => void): () => void;
  close(): Promise<void>;
};

/** Redis is there, but no use: too old, wrong password, another kind of server. Its message is for people. */
export class RedisUnusable extends Error {}

function connectionTo(url: string) {
  return createClient({
    url,
    socket: { connectTimeout: connectWithinMs, reconnectStrategy: false },
    disableOfflineQueue: true,
    commandsQueueMaxLength: longestQueue,
    maintNotifications: 'disabled',
  });
}

/**
 * Connects, and goes on trying until `close`. Resolves with the outcome of the first try, good or not: Redis may come later. Throws
 * `RedisUnusable` where that would not help.
 */
export async function connectRedis(
  url: string,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<{ redis: Redis; failure: string | null }> {
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  let current: RedisClient | undefined;

  async function connect(): Promise<RedisClient> {
    const client = connectionTo(url);
    // Without a listener an error would end the process. What it means is seen when the connection ends.
    client.on('error', () => {});
    try {
      await within(client.connect(), connectWithinMs);
      const version = Number(/redis_version:(\d+)/.exec(await within(client.info('server'), answerWithinMs))?.[1]);
      if (!(version >= oldestVersion)) throw new RedisUnusable(`Redis ${oldestVersion} or later is needed`);
      return client;
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  /** Resolves when the connection has ended, or is found dead. */
  async function untilLost(client: RedisClient): Promise<string> {
    for (;;) {
      const pulse = new AbortController();
      // An error is a reason to look at once.
      const look = () => pulse.abort();
      client.once('error', look);
      await pause(heartbeatMs, AbortSignal.any([pulse.signal, closing.signal]));
      client.off('error', look);
      if (closing.signal.aborted) return 'closed';
      if (!client.isReady) return 'the connection ended';
      try {
        await within(client.ping(), answerWithinMs * 2);
      } catch {
        return 'it does not answer';
      }
    }
  }

  async function live(first: RedisClient | undefined): Promise<void> {
    let client = first;
    let tries = 0;
    while (!closing.signal.aborted) {
      if (client) {
        tries = 0;
        current = client;
        for (const listener of [...listeners]) listener();
        const reason = await untilLost(client);
        current = undefined;
        if (closing.signal.aborted) client.destroy();
        else {
          log.warn({ reason }, 'Redis is away; other processes hear of changes by the sweep');
          if (client.isOpen) client.destroy();
        }
        client = undefined;
      } else {
        await pause(Math.random() * Math.min(longestRetryMs, firstRetryMs * 2 ** tries++), closing.signal);
        if (closing.signal.aborted) return;
        client = await connect().catch(() => undefined);
        if (client) log.info('Redis is back');
      }
    }
  }

  let failure: string | null = null;
  const first = await connect().catch((error: Error) => {
    if (error instanceof RedisUnusable || /^(WRONGPASS|NOAUTH|NOPERM|ERR)\b/.test(error.message)) {
      throw new RedisUnusable(error.message);
    }
    failure = error.message || (error as NodeJS.ErrnoException).code || 'no answer';
    return undefined;
  });
  current = first;
  const ended = live(first);

  return {
    failure,
    redis: {
      isReady: () => current?.isReady ?? false,
      run: (command) =>
        current?.isReady ? within(command(current), answerWithinMs) : Promise.reject(new Error('Redis is away')),
      onConnection(listener) {
        listeners.add(listener);
        if (current) listener();
        return () => listeners.delete(listener);
      },
      async close() {
        closing.abort();
        await ended;
      },
    },
  };
}

async function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer')), ms);
  });
  // Whoever has not waited for the answer does not want to hear of its failure either.
  answer.catch(() => {});
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
