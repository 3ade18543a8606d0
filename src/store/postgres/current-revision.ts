import type { Pool } from './pool.js';

/** At least the revision of everything that was committed before the call. */
export async function readCurrentRevision(pool: Pick<Pool, 'query'>): Promise<number> {
  const text = 'SELECT scopegate.current_revision()::float8 AS revision';
  const [row] = await pool.query<{ revision: number }>(text);
  return row?.revision ?? 0;
}
