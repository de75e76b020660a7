import { templateFile } from './testDatabase.ts';

/** Once before all tests, whatever the number of workers. */
export async function setup(): Promise<void> {
  await templateFile();
}
