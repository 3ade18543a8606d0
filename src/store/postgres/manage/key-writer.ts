import type { NewApiKey } from '../../ports/keys.js';
import type {
  KeyCreation,
  KeyEdit,
  Made,
  ManagedKey,
  ManagedKeyWriter,
  RotateRequest,
  Rotated,
} from '../../ports/managed-keys.js';
import type { Pool, Query } from '../pool.js';
import { sealEnd } from '../rotate-key.js';
import { applyChange, applyGrants, refuseUnknownScopes } from './apply-change.js';
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

const copyRolesText = `
  INSERT INTO scopegate.credential_role (credential, role)
    SELECT scopegate.credential_id($2::text), r.role FROM scopegate.credential_role r WHERE r.credential = $1::bigint`;
export function makeManagedKeyWriter(pool: Pool): ManagedKeyWriter {
  return {
    async createKey(creation) {
      const { revision, value } = await asActor(pool, creation.actor, (query) => create(query, creation));
      return { revision, value: value.key, replayed: value.replayed };
    },
    changeKey: (publicId, actor, edit) => asActor(pool, actor, (query) => change(query, publicId, edit)),
    rotateKey: (request) => rotate(pool, request),
  };
}

async function create(query: Query, { key, roles, once, judge }: KeyCreation) {
  const earlier = once === null ? null : await claimOnce(query, once, key.publicId);
  if (earlier !== null) return { key: await readKey(query, earlier.made), replayed: true };
  await insertKey(query, key);
  const bare = await readKey(query, key.publicId);
  if (roles.length > 0) await applyGrants(query, bare.id, { roles });
  const made = roles.length > 0 ? await readKey(query, key.publicId) : bare;
  judge(made);
  return { key: made, replayed: false };
}

async function change(query: Query, publicId: string, { plan, judge }: KeyEdit): Promise<ManagedKey> {
  const before = await lockKey(query, publicId);
  const wanted = plan(before);
  await applyChange(query, before, wanted);
  const after = await readKey(query, publicId);
  judge(before, after);
  return after;
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
    await sealEnd(query, current.id);
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
