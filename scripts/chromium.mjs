/** The Chromium for the browser tests: one that is installed, else Debian's package, else Playwright's own download. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { run, runPackage, SetUpError } from './setUp.mjs';

/** The path of an installed Chromium, if there is one. */
export function findChromium() {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );
}

export async function installChromium() {
  if (findChromium()) return;
  console.log('Installing Chromium for the browser tests …');
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], { env });
  }
  if (!findChromium()) await runPackage('@playwright/test/cli.js', ['install', 'chromium']);
  if (!findChromium()) {
    throw new SetUpError(
      isRoot
        ? 'Chromium could not be installed: neither apt-get nor the download worked.'
        : 'The browser tests need Chromium. Install it first, as root: apt-get install chromium',
    );
  }
}
