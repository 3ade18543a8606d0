import { ScopegateError } from '../../../base/errors.js';
import type { CredentialKind } from '../../../engine/index.js';
import type { KeyState, ManagedKey } from '../../ports/managed-keys.js';
import type { Query } from '../pool.js';

export interface KeyColumns {
  readonly id: number;
  readonly public_id: string;
  readonly name: string;
  readonly account: string;
  readonly state: KeyState;
  readonly enabled: boolean;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly held_scopes: readonly string[];
  readonly allowed_addresses: readonly string[];
  readonly created_at_ms: number;
  readonly not_before_ms: number | null;
  readonly expires_at_ms: number | null;
  readonly revoked_at_ms: number | null;
  readonly last_used_at_ms: number | null;
  readonly last_denied_at_ms: number | null;
}

/** Instants are rounded so that a key never seems valid for longer than it is. */
const selectCredentials = `
  SELECT c.id::float8 AS id, c.public_id, c.name, a.name AS account, c.enabled, c.allowed_addresses,
    CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked'
      WHEN NOT c.enabled THEN 'disabled'
      WHEN c.expires_at <= now() THEN 'expired'
      WHEN c.not_before > now() THEN 'not_yet_valid'
      ELSE 'active' END AS state,
    ARRAY(SELECT s.scope FROM scopegate.credential_scope s
          WHERE s.credential = c.id ORDER BY s.scope COLLATE "C") AS scopes,
    ARRAY(SELECT r.role FROM scopegate.credential_role r
          WHERE r.credential = c.id ORDER BY r.role COLLATE "C") AS roles,
    ARRAY(SELECT h.scope FROM scopegate.credential_held_scope h
          WHERE h.credential = c.id ORDER BY h.scope COLLATE "C") AS held_scopes,
    floor(extract(epoch FROM c.created_at) * 1000)::float8 AS created_at_ms,
    ceil(extract(epoch FROM c.not_before) * 1000)::float8 AS not_before_ms,
    floor(extract(epoch FROM c.expires_at) * 1000)::float8 AS expires_at_ms,
    floor(extract(epoch FROM c.revoked_at) * 1000)::float8 AS revoked_at_ms,
    (SELECT floor(extract(epoch FROM max(u.last_allowed_at)) * 1000)::float8 FROM scopegate.scope_use u
     WHERE u.credential = c.id) AS last_used_at_ms,
    (SELECT floor(extract(epoch FROM max(u.last_denied_at)) * 1000)::float8 FROM scopegate.scope_use u
     WHERE u.credential = c.id) AS last_denied_at_ms
  FROM scopegate.credential c JOIN scopegate.account a ON a.id = c.account`;

export const selectOf = (kind: CredentialKind): string => `${selectCredentials} WHERE c.kind = '${kind}'`;
export const selectKeys = selectOf('api_key');
export const selectUsers = selectOf('user');

export function toManagedKey(row: KeyColumns): ManagedKey {
  return {
    id: row.id,
    publicId: row.public_id,
    name: row.name,
    account: row.account,
    state: row.state,
    enabled: row.enabled,
    scopes: row.scopes,
    roles: row.roles,
    heldScopes: row.held_scopes,
    allowedAddresses: row.allowed_addresses,
    createdAtMs: row.created_at_ms,
    notBeforeMs: row.not_before_ms,
    expiresAtMs: row.expires_at_ms,
    revokedAtMs: row.revoked_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
    lastDeniedAtMs: row.last_denied_at_ms,
  };
}

/** Rejects with `not_found`. */
export async function readKey(query: Query, publicId: string): Promise<ManagedKey> {
  const [row] = await query<KeyColumns>(`${selectKeys} AND c.public_id = $1::text`, [publicId]);
  if (row === undefined) throw noSuchKey(publicId);
  return toManagedKey(row);
}

/** The same, held against every other writer until the transaction ends. */
export async function lockKey(query: Query, publicId: string): Promise<ManagedKey> {
  await query(
    `SELECT FROM scopegate.credential c WHERE c.kind = 'api_key' AND c.public_id = $1::text FOR NO KEY UPDATE`,
    [publicId],
  );
  return readKey(query, publicId);
}

function noSuchKey(publicId: string): ScopegateError {
  return new ScopegateError('not_found', `no API key "${publicId}"`);
}
