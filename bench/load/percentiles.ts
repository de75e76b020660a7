/** In ms. */
export type Percentiles = { p50: number; p95: number; p99: number; max: number };

/** The nearest sample at or above each rank; `NaN` where there are none. */
export function percentiles(samples: number[]): Percentiles {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
