import type { Pool } from '../pool.js';

export interface HistoryRetention {
  readonly maxAgeMs: number;
  /** Entries of the audit trail: rows that were changed. */
  readonly maxEntries: number;
}

const text = `
  SELECT scopegate.prune_history($1::float8 * interval '1 millisecond', $2::bigint) AS removed`;

/** Removes what is too old or too much, a part at a time; answers of how many transactions. */
export async function pruneHistory(pool: Pick<Pool, 'query'>, retention: HistoryRetention): Promise<number> {
  let removed = 0;
  for (;;) {
    const [row] = await pool.query<{ removed: number }>(text, [retention.maxAgeMs, retention.maxEntries]);
    const now = row?.removed ?? 0;
    if (now === 0) return removed;
    removed += now;
  }
}
