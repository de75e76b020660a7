/** Takes the lock on a data directory, says how it went, and holds it until it is ended. */
import { lockDataDirectory } from '../../server/database/dataDirectoryLock.ts';

const holding = setInterval(() => {}, 60_000);
try {
  await lockDataDirectory(process.argv[2]!);
  console.log('locked');
} catch (error) {
  clearInterval(holding);
  console.log((error as Error).message);
}
