/** How often (ms) it is looked whether the clock has gone on without this page. */
const tickMs = 500;
/** A gap this long (ms) between two looks: machine or page have slept. Timers of a hidden tab may be as late, which does no harm. */
const gapMs = 3_000;

/**
 * Hears whenever page, machine or network may have been away, so that a connection may be dead without having said so: the network is
 * back, the page is seen again, thawed or taken out of the browser's cache, or the clock has jumped, which is all that shows of a sleep.
 * Several of these may come for one wake.
 */
export function onWake(listener: () => void): void {
  window.addEventListener('online', listener);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) listener();
  });
  document.addEventListener('resume', listener);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') listener();
  });
  let lastTick = Date.now();
  setInterval(() => {
    const slept = Date.now() - lastTick;
    lastTick = Date.now();
    if (slept > gapMs) listener();
  }, tickMs);
}
