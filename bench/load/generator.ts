/**
 * The load, in a process of its own so that it takes no time from what it measures, and cheap (`rawWebSocket.ts`). It does one job for
 * its parent, counts what was lost, doubled or out of order, and ends.
 */
import type { Job } from './job.ts';
import { storm } from './storm.ts';
import { talk } from './talk.ts';

process.once('message', (job: Job) => {
  void (job.kind === 'talk' ? talk(job) : storm(job)).then(
    (outcome) => process.send?.({ outcome }, () => process.exit(0)),
    (error: Error) => process.send?.({ failure: error.stack ?? error.message }, () => process.exit(1)),
  );
});
// Nobody is left to tell.
process.once('disconnect', () => process.exit(1));
process.send?.('ready');
