import type { CommitOrderHolder, CommitOrderReader } from '../ports/commit-order.js';
import type { Pool } from './pool.js';

const holderText = `
  SELECT l.virtualtransaction AS transaction, (SELECT h.session FROM scopegate.commit_order_holder() h) AS who
  FROM pg_locks l
  WHERE l.locktype = 'relation' AND l.relation = 'scopegate.commit_order'::regclass AND l.mode = 'ExclusiveLock'
    AND l.granted AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
  LIMIT 1`;

/** @param pool of the primary: a standby knows nothing of the locks there */
export function makeCommitOrderReader(pool: Pool): CommitOrderReader {
  return {
    async readHolder() {
      const [row] = await pool.query<{ transaction: string; who: string | null }>(holderText);
      if (row === undefined) return null;
      return {
        transaction: row.transaction,
        who: row.who ?? 'a session that has ended meanwhile',
      } satisfies CommitOrderHolder;
    },
  };
}
