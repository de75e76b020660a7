import { defineConfig, devices } from '@playwright/test';
import { findChromium } from '../scripts/chromium.mjs';

const executablePath = findChromium();

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/e2e',
  globalSetup: './buildOnce.ts',
  // A test that only passes at the second try has found something.
  retries: 0,
  workers: 2,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/playwright.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en-US',
    actionTimeout: 20_000,
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      // Chromium's own sandbox does not run as root.
      args: ['--no-sandbox'],
    },
    screenshot: 'only-on-failure',
    // A trace of every test costs more time than the tests; the screenshot and the page's structure are kept.
    trace: 'off',
  },
});
