import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Job, StormJob, StormOutcome, TalkJob, TalkOutcome } from './job.ts';

/** Runs a job in a generator of its own. Throws where the generator fails; what the server did wrong is in the outcome. */
export const load = (job: Omit<TalkJob, 'kind'>) => generate<TalkOutcome>({ kind: 'talk', ...job });

/** The same for everybody coming back at once. */
export const loadStorm = (job: Omit<StormJob, 'kind'>) => generate<StormOutcome>({ kind: 'storm', ...job });

function generate<Outcome>(job: Job): Promise<Outcome> {
  const child = fork(fileURLToPath(new URL('generator.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (message: 'ready' | { outcome: Outcome } | { failure: string }) => {
      if (message === 'ready') child.send(job);
      else if ('outcome' in message) resolve(message.outcome);
      else reject(new Error(message.failure));
    });
    child.once('exit', (code) => reject(new Error(`The load generator ended with ${code}`)));
  });
}
