/**
 * Loaded into each contender (`node --expose-gc --import …`): answers what is left in memory after everything that can go is gone, and ends the
 * contender where the benchmark has ended without doing so.
 */
process.on('message', async (message) => {
  if (message !== 'memory') return;
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heap: heapUsed + external, rss });
});
process.once('disconnect', () => process.exit(1));
// The channel must not keep it alive.
process.channel?.unref();
