import { ScopegateError } from '../../base/errors.js';
import type { KeyRotation } from '../ports/keys.js';
import type { Query } from './pool.js';

/** Locked: nothing can be taken from the key between the look at it and its copy. */
const lockText = `
  SELECT c.id::float8 AS id, c.enabled AS "isEnabled",
    coalesce(c.not_before <= to_timestamp($2::float8 / 1000), true) AS "hasBegun",
    coalesce(to_timestamp($2::float8 / 1000) < c.expires_at, true) AS "isUnexpired"
  FROM scopegate.credential c WHERE c.kind = 'api_key' AND c.public_id = $1::text FOR UPDATE`;

const copyText = `
  WITH made AS (
    INSERT INTO scopegate.credential
      (public_id, kind, account, name, enabled, not_before, expires_at, allowed_addresses)
    SELECT $2::text, c.kind, c.account, c.name, c.enabled, c.not_before, c.expires_at, c.allowed_addresses
    FROM scopegate.credential c WHERE c.id = $1::bigint
    RETURNING id
  ), key AS (
    INSERT INTO scopegate.api_key (credential, digest) SELECT m.id, $3::bytea FROM made m
  ), scopes AS (
    INSERT INTO scopegate.credential_scope (credential, scope)
    SELECT m.id, s.scope FROM made m, scopegate.credential_scope s WHERE s.credential = $1::bigint
  )
  INSERT INTO scopegate.credential_role (credential, role)
    SELECT m.id, r.role FROM made m, scopegate.credential_role r WHERE r.credential = $1::bigint`;

/** Only ever earlier; a key that would end at its very beginning never was valid, and ends a moment later. */
const endText = `
  UPDATE scopegate.credential c
  SET expires_at = least(c.expires_at, greatest(to_timestamp($2::float8 / 1000), c.not_before + interval '1 ms'))
  WHERE c.id = $1::bigint
  RETURNING floor(extract(epoch FROM c.expires_at) * 1000)::float8 AS "oldExpiresAtMs"`;

const sealText = `
  UPDATE scopegate.api_key k SET ends_by = c.expires_at
  FROM scopegate.credential c WHERE c.id = k.credential AND k.credential = $1::bigint`;

interface Locked {
  readonly id: number;
  readonly isEnabled: boolean;
  readonly hasBegun: boolean;
  readonly isUnexpired: boolean;
}

/** Copies the key and lets the old one end; answers with when that is. */
export async function rotateKey(query: Query, rotation: KeyRotation): Promise<number> {
  const { publicId, newId, digest, nowMs, endsAtMs } = rotation;
  const [old] = await query<Locked>(lockText, [publicId, nowMs]);
  if (old === undefined) throw new ScopegateError('not_found', `no API key "${publicId}"`);
  if (!old.isEnabled || !old.hasBegun || !old.isUnexpired) {
    throw new ScopegateError('conflict', `the key "${publicId}" is disabled, expired or not valid yet`, {
      hint: 'Only an active key can be rotated; create a new one instead.',
    });
  }
  await query(copyText, [old.id, newId, digest]);
  const [ended] = await query<{ oldExpiresAtMs: number }>(endText, [old.id, endsAtMs]);
  await sealEnd(query, old.id);
  return ended?.oldExpiresAtMs ?? endsAtMs;
}

/** From now on the key cannot be made to end later than it does now. */
export async function sealEnd(query: Query, credentialId: number): Promise<void> {
  await query(sealText, [credentialId]);
}
