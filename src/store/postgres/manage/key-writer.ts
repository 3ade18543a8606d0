import type {
  KeyCreation,
  KeyEdit,
  Made,
  ManagedKey,
  ManagedKeyWriter,
  NewApiKey,
  RotateRequest,
  Rotated,
} from '../../ports/managed-keys.js';
import type { Pool, Query } from '../pool.js';
import { applyChange, applyGrants, refuseUnknownScopes } from './apply-change.js';
import { asActor } from './as-actor.js';
import { lockKey, readKey } from './key-rows.js';
import { claimOnce, findEarlier } from './idempotency.js';

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
/** From now on the key cannot be made to end later than it does now. */
const sealText = `
  UPDATE scopegate.api_key k SET ends_by = c.expires_at
  FROM scopegate.credential c WHERE c.id = k.credential AND k.credential = $1::bigint`;

export function makeManagedKeyWriter(pool: Pool): ManagedKeyWriter {
  return {
    async createKey(creation) {
      const { actor, settled } = creation;
      let replayed = false;
      const written = await asActor(
        pool,
        actor,
        async (query) => {
          const made = await create(query, creation);
          ({ replayed } = made);
          return made.key;
        },
        settled,
      );
      return { ...written, replayed };
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

async function rotate(pool: Pool, request: RotateRequest): Promise<Made<Rotated>> {
  let replayed = false;
  const written = await asActor(
    pool,
    request.actor,
    async (query) => {
      const made = await replace(query, request);
      ({ replayed } = made);
      // Read before the commit: after it nothing may come between the new secret and its owner.
      return { key: await readKey(query, made.publicId), replaced: await readKey(query, request.publicId) };
    },
    request.settled,
  );
  return { ...written, replayed };
}

async function replace(query: Query, { publicId, once, plan }: RotateRequest) {
  // Asked first: a replay is answered even when the key has since ended.
  const earlier = once === null ? null : await findEarlier(query, once);
  if (earlier !== null) return { publicId: earlier.made, replayed: true };
  const current = await lockKey(query, publicId);
  const { key, oldExpiresAtMs } = plan(current);
  const taken = once === null ? null : await claimOnce(query, once, key.publicId);
  if (taken !== null) return { publicId: taken.made, replayed: true };
  await insertKey(query, key);
  await query(copyRolesText, [current.id, key.publicId]);
  await applyChange(query, current, { expiresAtMs: oldExpiresAtMs });
  await query(sealText, [current.id]);
  return { publicId: key.publicId, replayed: false };
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
