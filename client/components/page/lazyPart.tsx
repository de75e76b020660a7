import { type ComponentType, lazy, useEffect } from 'react';

/** Between two tries to fetch a part while the network is there, in ms. */
const againAfterMs = 1_500;
/** So often it is tried with a network: a part that is gone for good belongs to an older version of the page. */
const triesOnline = 4;

/**
 * A part of the page whose code comes when it is needed. Without a network it waits for one, instead of taking the page down; `fetch`
 * brings it ahead of time.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const Part = lazy(async () => ({ default: await persist(load) }));
  return Object.assign(Part, { fetch: () => void load().catch(() => undefined) });
}

async function persist<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (let tries = 0; ; ) {
    try {
      return await load();
    } catch (error) {
      if (navigator.onLine) tries += 1;
      if (tries === triesOnline) throw error;
      await newChance();
    }
  }
}

/** After a while, or as soon as the network comes back. */
function newChance(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, againAfterMs);
    window.addEventListener('online', done);
    function done() {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    }
  });
}

/** Fetches parts once the page is at rest, so that they open at once, and open even if the network goes away meanwhile. */
export function useFetchWhenIdle(parts: readonly { fetch: () => void }[]): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const part of parts) part.fetch();
    }, 2_000);
    return () => clearTimeout(timer);
  }, [parts]);
}
