/** A tab that keeps others waiting for longer than this (ms) is stuck: frozen by a phone, or with a call on a dead line. */
const patienceMs = 5_000;

/**
 * Runs `work` while no other tab of this browser runs work of the same name: in turn, through the Web Locks API; a tab that is closed or
 * crashes lets go. A stuck one is not waited for: the lock is taken from it, and its work may go on beside. So this saves work that would
 * be done twice; what must not be done twice needs a guard of its own. Where the API is missing (plain http to another host), nobody waits.
 */
export function withTabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return work();
  const { locks } = navigator;
  return new Promise((resolve, reject) => {
    let hasBegun = false;
    const begin = () => {
      hasBegun = true;
      return work().then(resolve, reject);
    };
    // A request fails when it is not granted in time, when another tab takes the lock during the work, or when locks are forbidden.
    locks
      .request(name, { signal: AbortSignal.timeout(patienceMs) }, begin)
      .catch(() => (hasBegun ? undefined : locks.request(name, { steal: true }, begin)))
      .catch(() => (hasBegun ? undefined : begin()));
  });
}
