import type { SessionReader } from '../ports/sessions.js';
import { toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool } from './pool.js';

/** One row with nulls but for the revision where no session was found. */
interface Found extends CredentialColumns {
  readonly revision: number;
  readonly digest: Buffer | null;
  readonly idle_ms: number;
  readonly last_used_at_ms: number;
}

/** Of session c and its user u. Times are rounded as those of other credentials are. */
const findText = `
  SELECT r.revision, s.*
  FROM (SELECT scopegate.current_revision()::float8 AS revision) r
  LEFT JOIN (
    SELECT c.id::float8 AS id, c.public_id, c.kind, u.public_id AS name, a.name AS account,
      c.enabled AND u.enabled AS enabled,
      floor(extract(epoch FROM least(c.revoked_at, u.revoked_at)) * 1000)::float8 AS revoked_at_ms,
      floor(extract(epoch FROM c.created_at) * 1000)::float8 AS created_at_ms,
      ceil(extract(epoch FROM greatest(c.not_before, u.not_before)) * 1000)::float8 AS not_before_ms,
      floor(extract(epoch FROM least(c.expires_at, u.expires_at)) * 1000)::float8 AS expires_at_ms,
      u.allowed_addresses,
      ARRAY(SELECT h.scope FROM scopegate.credential_held_scope h
            WHERE h.credential = u.id ORDER BY h.scope COLLATE "C") AS scopes,
      s.digest,
      floor(extract(epoch FROM s.idle) * 1000)::float8 AS idle_ms,
      floor(extract(epoch FROM greatest(c.created_at, l.last_used_at)) * 1000)::float8 AS last_used_at_ms
    FROM scopegate.credential c
    JOIN scopegate.session s ON s.credential = c.id
    JOIN scopegate.credential u ON u.id = s.of_user
    JOIN scopegate.account a ON a.id = u.account
    LEFT JOIN scopegate.credential_use l ON l.credential = c.id
    WHERE c.public_id = ANY ($1::text[])
  ) s ON true`;

export function makeSessionReader(pool: Pool): SessionReader {
  return {
    async findSessions(publicIds) {
      const rows = await pool.query<Found>(findText, [publicIds]);
      return {
        revision: rows[0]?.revision ?? 0,
        sessions: rows.flatMap((row) => {
          const { digest, idle_ms: idleMs, last_used_at_ms: lastUsedAtMs } = row;
          return digest === null ? [] : [{ ...toCredentialRow(row), digest, idleMs, lastUsedAtMs }];
        }),
      };
    },
  };
}
