import type { UseRecorder } from '../ports/sessions.js';
import type { Pool } from './pool.js';

const recordText = `
  INSERT INTO scopegate.credential_use AS u (credential, last_used_at)
  SELECT n.credential, to_timestamp(n.at_ms / 1000)
  FROM unnest($1::bigint[], $2::float8[]) AS n (credential, at_ms)
  -- In one order, so that two servers that write at once do not wait for each other in a circle.
  ORDER BY n.credential
  ON CONFLICT (credential) DO UPDATE SET last_used_at = EXCLUDED.last_used_at
  WHERE u.last_used_at < EXCLUDED.last_used_at`;

/** So few at once that the change feed names each, instead of calling everything changed. */
const MAX_REMOVED = 200;

const removeText = `
  WITH old AS (
    SELECT c.id FROM scopegate.credential c
    WHERE c.kind = 'session' AND least(c.expires_at, c.revoked_at) < to_timestamp($1::float8 / 1000)
    ORDER BY c.id LIMIT ${String(MAX_REMOVED)} FOR UPDATE SKIP LOCKED
  ), unused AS (
    DELETE FROM scopegate.credential_use u USING old o WHERE u.credential = o.id
  )
  DELETE FROM scopegate.credential c USING old o WHERE c.id = o.id RETURNING c.id`;

export function makeUseRecorder(pool: Pool): UseRecorder {
  return {
    async recordUses(uses) {
      if (uses.length === 0) return;
      await pool.query(recordText, [uses.map((use) => use.credentialId), uses.map((use) => use.atMs)]);
    },
    async removeOldSessions(endedBeforeMs) {
      const removed = await pool.query(removeText, [endedBeforeMs]);
      return removed.length;
    },
  };
}
