import { build, generatePrismaClient } from '../scripts/setUp.mjs';

/** Before the first test: what `npm start` would build, so that no server starts building while another one serves. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export
export default async function buildOnce(): Promise<void> {
  await generatePrismaClient();
  await build();
}
