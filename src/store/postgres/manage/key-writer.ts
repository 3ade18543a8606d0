import { ScopegateError } from '../../../base/errors.js';
import type { NewApiKey } from '../../ports/keys.js';
import type {
  KeyChange,
  Made,
  ManagedKey,
  ManagedKeyWriter,
  RotateRequest,
  Rotated,
} from '../../ports/managed-keys.js';
import type { Pool, Query } from '../pool.js';
import { asActor } from './as-actor.js';
import { lockKey, readKey } from './key-rows.js';
import { claimOnce, findEarlier } from './once-only.js';

const createText = `
  WITH made AS (
    INSERT INTO scopegate.credential
      (public_id, kind, account, name, enabled, not_before, expires_at, allowed_addresses)
    VALUES ($1::text, 'api_key', scopegate.define_account($2::text), $3::text, $4::boolean,
      to_timestamp($5::float8 / 1000), to_timestamp($6::float8 / 1000), $7::text[])
    RETURNING id
  ), key AS (
    INSERT INTO scopegate.api_key (credential, digest) SELECT m.id, $8::bytea FROM made m
  )
  INSERT INTO scopegate.credential_scope (credential, scope)
    SELECT DISTINCT m.id, s FROM made m, unnest($9::text[]) s`;

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

const dropScopesText = `
  DELETE FROM scopegate.credential_scope s WHERE s.credential = $1::bigint AND s.scope <> ALL ($2::text[])`;
const addScopesText = `
  INSERT INTO scopegate.credential_scope (credential, scope)
    SELECT DISTINCT $1::bigint, s FROM unnest($2::text[]) s ON CONFLICT DO NOTHING`;
const copyRolesText = `
  INSERT INTO scopegate.credential_role (credential, role)
    SELECT scopegate.credential_id($2::text), r.role FROM scopegate.credential_role r WHERE r.credential = $1::bigint`;
const unknownScopesText = `
  SELECT DISTINCT s AS scope FROM unnest($1::text[]) s
  WHERE NOT EXISTS (SELECT FROM scopegate.scope k WHERE k.name = s)`;

export function makeManagedKeyWriter(pool: Pool): ManagedKeyWriter {
  return {
    async createKey(key, actor, once) {
      const { revision, value } = await asActor(pool, actor, async (query) => {
        const earlier = once === null ? null : await claimOnce(query, once, key.publicId);
        if (earlier !== null) return { key: await readKey(query, earlier.made), replayed: true };
        await insertKey(query, key);
        return { key: await readKey(query, key.publicId), replayed: false };
      });
      return { revision, value: value.key, replayed: value.replayed };
    },
    changeKey: (publicId, actor, plan) =>
      asActor(pool, actor, async (query) => {
        const current = await lockKey(query, publicId);
        await applyChange(query, current, plan(current));
        return readKey(query, publicId);
      }),
    rotateKey: (request) => rotate(pool, request),
  };
}

async function rotate(pool: Pool, { publicId, actor, once, plan }: RotateRequest): Promise<Made<Rotated>> {
  const { revision, value } = await asActor(pool, actor, async (query) => {
    // Asked first: a replay is answered even when the key has since ended.
    const earlier = once === null ? null : await findEarlier(query, once);
    if (earlier !== null) return { key: await readKey(query, earlier.made), replayed: true };
    const current = await lockKey(query, publicId);
    const { key, oldExpiresAtMs } = plan(current);
    const taken = once === null ? null : await claimOnce(query, once, key.publicId);
    if (taken !== null) return { key: await readKey(query, taken.made), replayed: true };
    await insertKey(query, key);
    await query(copyRolesText, [current.id, key.publicId]);
    await applyChange(query, current, { expiresAtMs: oldExpiresAtMs });
    return { key: await readKey(query, key.publicId), replayed: false };
  });
  return {
    revision,
    value: { key: value.key, replaced: await readKey(pool.query, publicId) },
    replayed: value.replayed,
  };
}

export async function insertKey(query: Query, key: NewApiKey): Promise<void> {
  await refuseUnknownScopes(query, key.scopes);
  await query(createText, [
    key.publicId,
    key.account,
    key.name,
    key.enabled,
    key.notBeforeMs,
    key.expiresAtMs,
    key.allowedAddresses,
    key.digest,
    key.scopes,
  ]);
}

async function applyChange(query: Query, key: ManagedKey, change: KeyChange): Promise<void> {
  await query(changeText, [
    key.id,
    change.name ?? null,
    change.allowedAddresses ?? null,
    change.notBeforeMs !== undefined,
    change.notBeforeMs ?? null,
    change.expiresAtMs !== undefined,
    change.expiresAtMs ?? null,
    change.revoke === true ? false : (change.enabled ?? null),
    change.revoke === true,
  ]);
  if (change.scopes === undefined) return;
  await refuseUnknownScopes(query, change.scopes);
  await query(dropScopesText, [key.id, change.scopes]);
  await query(addScopesText, [key.id, change.scopes]);
}

async function refuseUnknownScopes(query: Query, scopes: readonly string[]): Promise<void> {
  const unknown = await query<{ scope: string }>(unknownScopesText, [scopes]);
  if (unknown.length === 0) return;
  const names = unknown.map(({ scope }) => `"${scope}"`).join(', ');
  throw new ScopegateError('conflict', `unknown ${unknown.length === 1 ? 'scope' : 'scopes'} ${names}`, {
    hint: 'GET /v1/scopes lists those that exist.',
  });
}
