/** The checks that `npm run check` and `npm test` are made of. Each answers how many of its facts hold and how many do not. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, runPackage } from './setUp.mjs';

const inProject = (path) => join(projectFolder, path);

/** A check that holds or does not: what it says is shown only when it does not. */
async function one(name, path, args, env = {}) {
  const started = performance.now();
  const { code, output } = await runPackage(path, args, { env });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output.trim());
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

export const types = () => one('types', 'typescript/bin/tsc', ['--noEmit']);
export const lint = () => one('lint and format', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']);
export const imports = () => one('who may import whom', '../scripts/imports.mjs', []);
export const deadCode = () => one('dead code', 'knip/bin/knip.js', ['--no-progress', '--no-config-hints']);

/** Tests of these kinds, counted one by one. */
export async function tests(projects) {
  const report = 'test-results/vitest.json';
  const filter = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return counted(
    `${projects.join(' and ')} tests`,
    report,
    'vitest/vitest.mjs',
    ['run', ...filter, ...reporters],
    countVitest,
  );
}

export async function browserTests() {
  const args = ['test', '--config', 'e2e/playwright.config.ts'];
  return counted('browser tests', 'test-results/playwright.json', '@playwright/test/cli.js', args, countPlaywright);
}

/** A tool that ends badly without a failed test to show for it has crashed: that is a failure, too. */
async function counted(name, report, path, args, count) {
  rmSync(inProject(report), { force: true });
  const { code } = await runPackage(path, args, { show: true });
  const result = existsSync(inProject(report))
    ? count(JSON.parse(readFileSync(inProject(report), 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  if (code !== 0 && result.failed === 0) {
    console.log(`✗ ${name}: the run ended with code ${code}`);
    result.failed = 1;
  } else if (result.passed + result.failed === 0) {
    console.log(`✗ ${name}: there are none`);
    result.failed = 1;
  }
  if (result.skipped > 0) console.log(`  ${name}: ${result.skipped} skipped`);
  return result;
}

function countVitest(report) {
  // A file that does not even load has no tests to fail.
  const broken = report.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
  });
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function countPlaywright({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/** Runs checks one after the other and answers their sum. */
export async function sum(checks) {
  const total = { passed: 0, failed: 0 };
  for (const check of checks) {
    const { passed, failed } = await check();
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}
