import { isScopegateError } from '../../../base/errors.js';
import type { Pool } from '../pool.js';

/** What one of several databases says of itself. */
export interface MemberState {
  readonly isStandby: boolean;
  /** Of a primary: grows with each promotion, so of two that both think they are the primary the higher one is. 0: unknown. */
  readonly timeline: number;
  /** The newest that can be read there; 0 where there is no schema yet. */
  readonly revision: number;
  /**
   * Of a standby: how long ago the primary wrote the newest pulse that has arrived there; as the change feed measures it,
   * so that a member is passed over exactly when its answers would be degraded. 0 for a primary.
   */
  readonly lagMs: number;
}

interface RoleColumns {
  readonly standby: boolean;
  readonly timeline: number;
}

/** The name of the log file being written begins with the timeline, in 8 hexadecimal digits. */
const roleText = `
  SELECT pg_is_in_recovery() AS standby, CASE WHEN pg_is_in_recovery() THEN 0
    ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END AS timeline`;
const revisionText = 'SELECT scopegate.current_revision()::float8 AS revision';
/** Without a pulse nobody can say; the change feed answers the same. */
const UNKNOWN_LAG_MS = 1e12;
const lagText = `
  SELECT greatest(0, extract(epoch FROM clock_timestamp() - p.at) * 1000)::float8 AS lag_ms FROM scopegate.pulse p`;

/** @throws ScopegateError `unavailable` when it does not answer */
export async function readMemberState(pool: Pool): Promise<MemberState> {
  const role = await pool.query<RoleColumns>(roleText).catch(orNothing);
  const revision = await pool.query<{ revision: number }>(revisionText).catch(orNothing);
  const isStandby = role[0]?.standby ?? false;
  const lag = isStandby ? await pool.query<{ lag_ms: number }>(lagText).catch(orNothing) : [{ lag_ms: 0 }];
  return {
    isStandby,
    timeline: role[0]?.timeline ?? 0,
    revision: revision[0]?.revision ?? 0,
    lagMs: lag[0]?.lag_ms ?? UNKNOWN_LAG_MS,
  };
}

/** Engines that only speak the protocol know nothing of timelines, and a new database nothing of revisions. */
function orNothing(error: unknown): readonly [] {
  if (isScopegateError(error) && error.code === 'unavailable') throw error;
  return [];
}
