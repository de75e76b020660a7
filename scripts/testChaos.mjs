/** `npm run test:chaos`: only the tests in which everything breaks. `CHAOS_SEED=…` plays a schedule again. */
import { installPackages, orExit } from './setUp.mjs';

await orExit(installPackages);
const { tests } = await import('./checks.mjs');
const { passed, failed } = await tests(['chaos']);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
