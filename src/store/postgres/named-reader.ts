import type { CredentialRow } from '../ports/credentials.js';
import type { NamedReader } from '../ports/named.js';
import { credentialColumns, toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool } from './pool.js';
import { makeSessionReader } from './session-reader.js';

/** One row with nulls but for the revision where no credential was found. */
interface Found extends CredentialColumns {
  readonly revision: number;
  readonly found: true | null;
  readonly issuer: number | null;
  readonly issuer_enabled: boolean;
  /** Whether what is granted to a client holds for it, whatever a token of it carries. */
  readonly grants_alone_count: boolean;
}

const findText = `
  SELECT r.revision, k.*
  FROM (SELECT scopegate.current_revision()::float8 AS revision) r
  LEFT JOIN (
    SELECT true AS found, ${credentialColumns}, i.id::float8 AS issuer, coalesce(i.enabled, true) AS issuer_enabled,
      coalesce(i.scopes_from = 'grants', true) AS grants_alone_count
    FROM scopegate.credential c
    JOIN scopegate.account a ON a.id = c.account
    LEFT JOIN scopegate.oauth_client o ON o.credential = c.id
    LEFT JOIN scopegate.oauth_issuer i ON i.id = o.issuer
    WHERE c.public_id = ANY ($1::text[])
  ) k ON true`;

export function makeNamedReader(pool: Pool): NamedReader {
  const reader = makeSessionReader(pool);
  return {
    async findNamed(publicIds) {
      const rows = await pool.query<Found>(findText, [publicIds]);
      const revision = rows[0]?.revision ?? 0;
      const found = rows.filter((row) => row.found !== null);
      const ids = found.filter(({ kind }) => kind === 'session').map(({ public_id: id }) => id);
      const own = found.filter(({ kind }) => kind !== 'session').map(ownRow);
      if (ids.length === 0) return { revision, credentials: own };
      const read = await reader.findSessions(ids);
      const sessions = read.sessions.map(({ idleMs, lastUsedAtMs, ...row }) => ({
        ...row,
        expiresAtMs: Math.min(row.expiresAtMs ?? Infinity, lastUsedAtMs + idleMs),
      }));
      return { revision: Math.min(revision, read.revision), credentials: [...own, ...sessions] };
    },
  };
}

function ownRow(found: Found): CredentialRow {
  const row = toCredentialRow(found);
  if (found.issuer === null) return row;
  return {
    ...row,
    enabled: row.enabled && found.issuer_enabled,
    scopes: found.grants_alone_count ? row.scopes : [],
    issuerId: found.issuer,
  };
}
