/** `npm test`: everything. The last line says how many facts hold and how many do not. */
import { build, generateBaselineClient, generatePrismaClient, installPackages, SetUpError } from './setUp.mjs';

/** The set-up steps count as checks: one that fails does not keep the others from being tried. */
async function prepare(name, step) {
  try {
    await step();
    console.log(`✓ ${name}`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(`✗ ${name}`);
    console.log(error instanceof SetUpError ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

const results = [await prepare('packages', installPackages)];
if (results[0].failed === 0) {
  // They import packages, which may only just have come.
  const { browserTests, deadCode, imports, lint, sum, tests, types } = await import('./checks.mjs');
  const { installChromium } = await import('./chromium.mjs');
  results.push(
    await sum([
      () => prepare('database client', generatePrismaClient),
      () => prepare('database client of the baseline', generateBaselineClient),
      types,
      lint,
      imports,
      deadCode,
      () => prepare('production build', build),
      () => tests(['unit', 'integration']),
      // After the others: it takes the machine to itself.
      () => tests(['chaos']),
      () => prepare('Chromium', installChromium),
      browserTests,
    ]),
  );
}
const passed = results.reduce((total, result) => total + result.passed, 0);
const failed = results.reduce((total, result) => total + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
