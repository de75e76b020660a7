import { installPostgres } from './postgres.ts';

/** Once before the integration tests: two workers that install at once would get in each other's way. */
export function setup(): void {
  installPostgres();
}
