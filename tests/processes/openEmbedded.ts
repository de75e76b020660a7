/** Opens the embedded database in a data directory, says so, and stays. */
import { openEmbedded } from '../../server/database/embedded.ts';

console.log('starting');
await openEmbedded(process.argv[2]!);
console.log('open');
setInterval(() => {}, 60_000);
