import { build, generatePrismaClient } from '../../scripts/setUp.mjs';

/** Once before: servers that are killed all the time start from what is built, which is quicker. */
export async function setup(): Promise<void> {
  await generatePrismaClient();
  await build();
}
