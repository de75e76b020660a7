/** `npm run check`: the fast checks, for while you work. */
import { deadCode, imports, lint, sum, tests, types } from './checks.mjs';
import { generatePrismaClient, installPackages, SetUpError } from './setUp.mjs';

try {
  await installPackages();
  await generatePrismaClient();
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error.message);
  process.exit(1);
}
const { passed, failed } = await sum([types, lint, imports, deadCode, () => tests(['unit'])]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
