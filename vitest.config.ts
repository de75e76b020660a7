import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'tests/globalSetup.ts',
    // Every file works with databases in memory: more workers than cores only make each other slow.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes sooner; a machine that is busy gets its time.
    expect: { poll: { timeout: 15_000 } },
    env: { LOG_LEVEL: 'silent' },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{server,client,shared,scripts,bench}/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['tests/chaos/*.test.ts'],
          globalSetup: ['tests/installServers.ts', 'tests/chaos/buildServer.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: ['tests/*.test.ts'], globalSetup: 'tests/installServers.ts' },
      },
    ],
  },
});
