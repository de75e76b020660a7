/** `npm run test:chaos`: only the tests in which everything breaks. `CHAOS_SEED=…` plays a schedule again. */
import { installPackages, SetUpError } from './setUp.mjs';

try {
  await installPackages();
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error.message);
  process.exit(1);
}
const { tests } = await import('./checks.mjs');
const { passed, failed } = await tests(['chaos']);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
