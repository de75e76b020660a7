/** Loaded into each contender (`node --expose-gc --import …`): answers what is left in memory after everything that can go is gone. */
process.on('message', async (message) => {
  if (message !== 'memory') return;
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heap: heapUsed + external, rss });
});
// The channel must not keep it alive.
process.channel?.unref();
