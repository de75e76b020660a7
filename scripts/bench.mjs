/** `npm run bench`: makes what is missing, then measures (`bench/main.ts`). What stands behind `--` goes there. */
import { generateBaselineClient, orExit, prepare, run } from './setUp.mjs';

await orExit(async () => {
  await prepare();
  await generateBaselineClient();
});
const args = ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)];
const { code } = await run(process.execPath, args, { show: true });
process.exitCode = code;
