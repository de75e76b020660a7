/** `npm run check`: the fast checks, for while you work. */
import { deadCode, imports, lint, sum, tests, types } from './checks.mjs';
import { generateBaselineClient, generatePrismaClient, installPackages, orExit } from './setUp.mjs';

await orExit(async () => {
  await installPackages();
  await generatePrismaClient();
  await generateBaselineClient();
});
const { passed, failed } = await sum([types, lint, imports, deadCode, () => tests(['unit'])]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
