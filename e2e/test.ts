/** What every browser test starts from: a real server for all tests of a worker, and a browser for each person. */
import { type BrowserContextOptions, test as base } from '@playwright/test';
import { Device } from './device.ts';
import { RunningServer } from './runningServer.ts';
import { makeScene, type Scene, type SceneOptions } from './scene.ts';

export { expect } from '@playwright/test';

type PerTest = {
  /** A server of the test's own, to be killed or configured. Ends after the browsers have gone. */
  newServer: (environment?: Record<string, string>) => Promise<RunningServer>;
  /** A new browser, with nothing in it, for one person. */
  newDevice: (options?: BrowserContextOptions) => Promise<Device>;
  /** An agent with a client and homes on the shared server. */
  newScene: (options?: SceneOptions) => Promise<Scene>;
};
type PerWorker = { server: RunningServer };

export const test = base.extend<PerTest, PerWorker>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures out of this pattern
    async ({}, use) => {
      await using server = await RunningServer.start();
      await use(server);
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures out of this pattern
  newServer: async ({}, use) => {
    const servers: RunningServer[] = [];
    await use(async (environment) => {
      const server = await RunningServer.start(environment);
      servers.push(server);
      return server;
    });
    for (const server of servers) await server[Symbol.asyncDispose]();
  },
  // Asks for the servers so that these end later: a browser that is still open would complain.
  newDevice: async ({ browser, newServer: _ }, use) => {
    const devices: Device[] = [];
    await use(async (options) => {
      const device = new Device(await browser.newContext(options));
      devices.push(device);
      return device;
    });
    for (const { context } of devices) await context.close();
    for (const device of devices) device.expectNoTroubles();
  },
  newScene: async ({ server }, use) => {
    await use((options) => makeScene(server.url, options));
  },
});
