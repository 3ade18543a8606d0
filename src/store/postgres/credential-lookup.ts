import type { CredentialFinder, Holder, HolderReader } from '../ports/lookup.js';
import { credentialColumns, toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool } from './pool.js';
import { makeSessionReader } from './session-reader.js';

const findText = `
  SELECT ${credentialColumns}
  FROM scopegate.credential c JOIN scopegate.account a ON a.id = c.account
  WHERE c.public_id = $1::text`;

/** Of credential c and, for a session, user u, whose grants and validity hold for it. */
const holdersText = `
  SELECT c.id::float8 AS id, c.public_id AS "publicId", c.kind, coalesce(u.public_id, c.name) AS name, a.name AS account
  FROM scopegate.credential c
  LEFT JOIN scopegate.session s ON s.credential = c.id
  LEFT JOIN scopegate.credential u ON u.id = s.of_user
  LEFT JOIN scopegate.credential_use l ON l.credential = s.credential
  JOIN scopegate.account a ON a.id = coalesce(u.account, c.account)
  WHERE c.id > $1::bigint AND c.kind = ANY ($2::text[])
    AND c.enabled AND coalesce(u.enabled, true)
    AND coalesce(greatest(c.not_before, u.not_before) <= now(), true)
    AND coalesce(now() < least(c.expires_at, u.expires_at), true)
    AND coalesce(now() < greatest(c.created_at, l.last_used_at) + s.idle, true)
    AND ($3::text[] IS NULL OR EXISTS (
      SELECT FROM scopegate.credential_held_scope h
      WHERE h.credential = coalesce(u.id, c.id) AND h.scope = ANY ($3::text[])))
  ORDER BY c.id LIMIT $4::int`;

export function makeCredentialLookup(pool: Pool): CredentialFinder & HolderReader {
  const sessions = makeSessionReader(pool);
  return {
    async findCredential(publicId) {
      const [row] = await pool.query<CredentialColumns>(findText, [publicId]);
      if (row === undefined) return null;
      if (row.kind !== 'session') return toCredentialRow(row);
      const [session] = (await sessions.findSessions([publicId])).sessions;
      if (session === undefined) return null;
      const { lastUsedAtMs, idleMs, expiresAtMs } = session;
      return { ...session, expiresAtMs: Math.min(expiresAtMs ?? Infinity, lastUsedAtMs + idleMs) };
    },
    listHolders: ({ after, kinds, scopes, limit }) => pool.query<Holder>(holdersText, [after, kinds, scopes, limit]),
  };
}
