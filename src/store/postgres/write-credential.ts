import type { Written } from '../ports/keys.js';
import type { Pool, Query } from './pool.js';

/** One change and what it made; the revision is taken last, because from then on other writers wait. */
export function writeCredential<T>(pool: Pool, change: (query: Query) => Promise<T>): Promise<Written<T>> {
  return pool.transaction(async (query) => {
    const value = await change(query);
    const [row] = await query<{ revision: number }>('SELECT scopegate.publish_changes()::float8 AS revision');
    return { revision: row?.revision ?? 0, value };
  });
}
