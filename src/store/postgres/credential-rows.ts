import type { CredentialKind } from '../../engine/index.js';
import type { CredentialRow } from '../ports/credentials.js';

/** A credential as `credentialColumns` reads it. Row ids and times fit a double exactly (up to 2^53). */
export interface CredentialColumns {
  readonly id: number;
  readonly public_id: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly account: string;
  readonly enabled: boolean;
  readonly revoked_at_ms: number | null;
  readonly created_at_ms: number;
  readonly not_before_ms: number | null;
  readonly expires_at_ms: number | null;
  readonly allowed_addresses: string[];
  readonly scopes: string[];
}

/**
 * Select list over scopegate.credential c and scopegate.account a. Times are rounded to whole milliseconds so that a
 * credential is never valid earlier or longer than its row says.
 */
export const credentialColumns = `
  c.id::float8 AS id, c.public_id, c.kind, c.name, a.name AS account, c.enabled,
  floor(extract(epoch FROM c.revoked_at) * 1000)::float8 AS revoked_at_ms,
  floor(extract(epoch FROM c.created_at) * 1000)::float8 AS created_at_ms,
  ceil(extract(epoch FROM c.not_before) * 1000)::float8 AS not_before_ms,
  floor(extract(epoch FROM c.expires_at) * 1000)::float8 AS expires_at_ms,
  c.allowed_addresses,
  ARRAY(SELECT s.scope FROM scopegate.credential_held_scope s
        WHERE s.credential = c.id ORDER BY s.scope COLLATE "C") AS scopes`;

export function toCredentialRow(row: CredentialColumns): CredentialRow {
  return {
    id: row.id,
    publicId: row.public_id,
    kind: row.kind,
    name: row.name,
    account: row.account,
    enabled: row.enabled,
    revokedAtMs: row.revoked_at_ms,
    createdAtMs: row.created_at_ms,
    notBeforeMs: row.not_before_ms,
    expiresAtMs: row.expires_at_ms,
    allowedAddresses: row.allowed_addresses,
    scopes: row.scopes,
  };
}
