import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onWake } from './wake.ts';

const page = { window: new EventTarget(), document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) };
const heard = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  page.window = new EventTarget();
  page.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('window', page.window);
  vi.stubGlobal('document', page.document);
  heard.mockReset();
  onWake(heard);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('hears that the network is back, the page is seen again, thawed, or taken out of the cache', () => {
  page.window.dispatchEvent(new Event('online'));
  expect(heard).toHaveBeenCalledTimes(1);
  page.document.visibilityState = 'hidden';
  page.document.dispatchEvent(new Event('visibilitychange'));
  expect(heard).toHaveBeenCalledTimes(1);
  page.document.visibilityState = 'visible';
  page.document.dispatchEvent(new Event('visibilitychange'));
  expect(heard).toHaveBeenCalledTimes(2);
  page.document.dispatchEvent(new Event('resume'));
  expect(heard).toHaveBeenCalledTimes(3);
  page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
  expect(heard).toHaveBeenCalledTimes(3);
  page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(heard).toHaveBeenCalledTimes(4);
});

it('hears of a sleep by the clock, once, and of nothing while time goes by as it should', () => {
  vi.advanceTimersByTime(60_000);
  expect(heard).not.toHaveBeenCalled();
  // The clock goes on, the timers do not.
  vi.setSystemTime(Date.now() + 20 * 60_000);
  vi.advanceTimersByTime(1_000);
  expect(heard).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(heard).toHaveBeenCalledTimes(1);
});
