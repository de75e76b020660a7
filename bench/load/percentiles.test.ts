import { expect, test } from 'vitest';
import { percentiles } from './percentiles.ts';

test('the percentiles of 1 to 100 are their ranks, in whatever order they came', () => {
  const samples = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
  expect(percentiles(samples)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
});

test('one slow message out of a hundred is the maximum, not the 99th percentile', () => {
  expect(percentiles([...Array.from({ length: 99 }, () => 1), 500])).toMatchObject({ p99: 1, max: 500 });
});

test('of nothing there are no percentiles', () => {
  expect(percentiles([]).p50).toBeNaN();
});
