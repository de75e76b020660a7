import { installPostgres } from './postgres.ts';
import { installRedis } from './redis.ts';

/** Once before the integration tests: two workers that install at once would get in each other's way. */
export function setup(): void {
  installPostgres();
  installRedis();
}
