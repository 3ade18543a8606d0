import type { ReplicaRegistry } from '../ports/replicas.js';
import type { Pool } from './pool.js';

/**
 * One short statement. Losing the last moments of this table in a crash harms nobody, so its commit does not wait for
 * the disk.
 */
const announceText = `
  WITH lazily AS (SELECT set_config('synchronous_commit', 'off', true)),
  dead AS (
    DELETE FROM scopegate.replica d USING lazily WHERE d.expires_at < clock_timestamp() AND d.id <> $1::uuid
  )
  INSERT INTO scopegate.replica AS r (id, name, address, started_at, seen_at, expires_at, applied_revision)
    SELECT $1::uuid, $2::text, $3::text, to_timestamp($4::float8 / 1000), t.now,
      t.now + $6::float8 * interval '1 millisecond', $5::bigint
    FROM lazily, (SELECT clock_timestamp() AS now) t
  ON CONFLICT (id) DO UPDATE SET
    seen_at = excluded.seen_at, expires_at = excluded.expires_at, applied_revision = excluded.applied_revision`;

interface LiveColumns {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly applied_revision: number;
  readonly seen_age_ms: number;
}

const listText = `
  SELECT r.id::text AS id, r.name, r.address, r.applied_revision::float8 AS applied_revision,
    greatest(0, extract(epoch FROM clock_timestamp() - r.seen_at) * 1000)::float8 AS seen_age_ms
  FROM scopegate.live_replicas() r`;

/** @param writes the primary: a standby would show the past */
export function makeReplicaRegistry(writes: Pool): ReplicaRegistry {
  return {
    async announce(state, livesForMs) {
      const { id, name, address, startedAtMs, appliedRevision } = state;
      await writes.query(announceText, [id, name, address, startedAtMs, appliedRevision, livesForMs]);
    },
    async remove(id) {
      await writes.query('DELETE FROM scopegate.replica r WHERE r.id = $1::uuid', [id]);
    },
    async listLive() {
      const rows = await writes.query<LiveColumns>(listText);
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        address: row.address,
        appliedRevision: row.applied_revision,
        seenAgeMs: row.seen_age_ms,
      }));
    },
  };
}
