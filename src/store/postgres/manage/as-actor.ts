import type { RecordedActor } from '../../ports/actor.js';
import type { Settled, Written } from '../../ports/managed-keys.js';
import type { Pool, Query } from '../pool.js';

/**
 * Runs a change in one transaction that the audit trail ascribes to `actor`. The revision is taken last, because from
 * then on other writers wait; `settled` is called between it and the commit.
 */
export function asActor<T>(
  pool: Pool,
  actor: RecordedActor,
  run: (query: Query) => Promise<T>,
  settled?: Settled<T>,
): Promise<Written<T>> {
  const { allowNoAdministrator, ...recorded } = actor;
  return pool.transaction(async (query) => {
    await query(`SELECT set_config('scopegate.actor', $1::text, true)`, [JSON.stringify(recorded)]);
    if (allowNoAdministrator) await query(`SELECT set_config('scopegate.allow_no_administrator', 'on', true)`);
    const value = await run(query);
    const [row] = await query<{ revision: number }>('SELECT scopegate.publish_changes()::float8 AS revision');
    const written = { revision: row?.revision ?? 0, value };
    await settled?.(written);
    return written;
  });
}
