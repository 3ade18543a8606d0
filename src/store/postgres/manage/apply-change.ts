import { ScopegateError } from '../../../base/errors.js';
import type { KeyChange, ManagedKey } from '../../ports/managed-keys.js';
import type { Query } from '../pool.js';

/** `$n` says whether a time is meant, because null is a value of it. */
const changeText = `
  UPDATE scopegate.credential c SET
    name = coalesce($2::text, c.name),
    allowed_addresses = coalesce($3::text[], c.allowed_addresses),
    not_before = CASE WHEN $4::boolean THEN to_timestamp($5::float8 / 1000) ELSE c.not_before END,
    expires_at = CASE WHEN $6::boolean THEN to_timestamp($7::float8 / 1000) ELSE c.expires_at END,
    enabled = coalesce($8::boolean, c.enabled),
    revoked_at = CASE WHEN $9::boolean THEN coalesce(c.revoked_at, now()) ELSE c.revoked_at END
  WHERE c.id = $1::bigint`;

/** All at once: the rules about what is held together are checked after each statement, and between two it is half done. */
const grantsText = `
  WITH dropped_scopes AS (
    DELETE FROM scopegate.credential_scope s
    WHERE s.credential = $1::bigint AND $2::text[] IS NOT NULL AND s.scope <> ALL ($2::text[])
  ), dropped_roles AS (
    DELETE FROM scopegate.credential_role r
    WHERE r.credential = $1::bigint AND $3::text[] IS NOT NULL AND r.role <> ALL ($3::text[])
  ), added_scopes AS (
    INSERT INTO scopegate.credential_scope (credential, scope)
      SELECT DISTINCT $1::bigint, s FROM unnest($2::text[]) s ON CONFLICT DO NOTHING
  )
  INSERT INTO scopegate.credential_role (credential, role)
    SELECT DISTINCT $1::bigint, r FROM unnest($3::text[]) r ON CONFLICT DO NOTHING`;
const unknownScopesText = `
  SELECT DISTINCT s AS name FROM unnest($1::text[]) s
  WHERE NOT EXISTS (SELECT FROM scopegate.scope k WHERE k.name = s)`;
const unknownRolesText = `
  SELECT DISTINCT r AS name FROM unnest($1::text[]) r
  WHERE NOT EXISTS (SELECT FROM scopegate.role k WHERE k.name = r)`;

/** A change of a credential of any kind. Rejects with `conflict` for an unknown scope or role. */
export async function applyChange(query: Query, current: ManagedKey, change: KeyChange): Promise<void> {
  if (change.mentions !== undefined) {
    await refuseUnknownScopes(query, change.mentions.scopes);
    await refuseUnknownRoles(query, change.mentions.roles);
  }
  await query(changeText, [
    current.id,
    change.name ?? null,
    change.allowedAddresses ?? null,
    change.notBeforeMs !== undefined,
    change.notBeforeMs ?? null,
    change.expiresAtMs !== undefined,
    change.expiresAtMs ?? null,
    change.revoke === true ? false : (change.enabled ?? null),
    change.revoke === true,
  ]);
  await applyGrants(query, current.id, change);
}

/** Scopes and roles, each all of them anew; what is absent stays. Rejects with `conflict` for one that is unknown. */
export async function applyGrants(
  query: Query,
  credentialId: number,
  { scopes, roles }: Pick<KeyChange, 'scopes' | 'roles'>,
): Promise<void> {
  if (scopes === undefined && roles === undefined) return;
  if (scopes !== undefined) await refuseUnknownScopes(query, scopes);
  if (roles !== undefined) await refuseUnknownRoles(query, roles);
  await query(grantsText, [credentialId, scopes ?? null, roles ?? null]);
}

/** Rejects with `conflict`. */
export async function refuseUnknownScopes(query: Query, scopes: readonly string[]): Promise<void> {
  refuseUnknown('scope', await query(unknownScopesText, [scopes]));
}

async function refuseUnknownRoles(query: Query, roles: readonly string[]): Promise<void> {
  refuseUnknown('role', await query(unknownRolesText, [roles]));
}

function refuseUnknown(what: 'scope' | 'role', unknown: readonly { readonly name: string }[]): void {
  if (unknown.length === 0) return;
  const names = unknown.map(({ name }) => `"${name}"`).join(', ');
  throw new ScopegateError('conflict', `unknown ${what}${unknown.length === 1 ? '' : 's'} ${names}`, {
    hint:
      what === 'scope'
        ? 'GET /v1/scopes lists those that exist; scopegate.define_scope(name, category, description) makes one.'
        : 'GET /v1/roles lists those that exist; scopegate.define_role(name, description, scope, ...) makes one.',
  });
}
