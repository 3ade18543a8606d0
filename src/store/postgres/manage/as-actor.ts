import type { Actor } from '../../ports/actor.js';
import type { Written } from '../../ports/keys.js';
import type { Pool, Query } from '../pool.js';

/**
 * Runs a change in one transaction that the audit trail ascribes to `actor`. The revision is taken last, because from
 * then on other writers wait.
 */
export function asActor<T>(pool: Pool, actor: Actor, run: (query: Query) => Promise<T>): Promise<Written<T>> {
  return pool.transaction(async (query) => {
    await query(`SELECT set_config('scopegate.actor', $1::text, true)`, [JSON.stringify(actor)]);
    const value = await run(query);
    const [row] = await query<{ revision: number }>('SELECT scopegate.publish_changes()::float8 AS revision');
    return { revision: row?.revision ?? 0, value };
  });
}
