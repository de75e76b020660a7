import type { DurableChange } from '../database/durableChange.ts';
import type { Bus } from '../realtime/bus.ts';

/** Tells the listeners what has been committed. The only way durable changes reach the bus; never called before the commit. */
export function publishChanges(bus: Bus, changes: readonly DurableChange[]): void {
  for (const entry of changes) {
    if (entry.aggregate === 'conversation') {
      bus.publish(`conversation:${entry.id}`, {
        revision: entry.revision,
        ...(entry.change && { change: entry.change }),
      });
    } else {
      bus.publish(`user:${entry.id}`, { revision: entry.revision, ...(entry.change && { change: entry.change }) });
    }
  }
}
