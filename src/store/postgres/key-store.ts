import { ScopegateError } from '../../base/errors.js';
import type { CredentialRow } from '../ports/credentials.js';
import type { KeyFilter, KeyStore, NewApiKey, Written } from '../ports/keys.js';
import { credentialColumns, toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool, Query } from './pool.js';
import { rotateKey } from './rotate-key.js';
import { writeCredential } from './write-credential.js';

const selectKeys = `
  SELECT ${credentialColumns}
  FROM scopegate.credential c JOIN scopegate.account a ON a.id = c.account
  WHERE c.kind = 'api_key'`;

const listText = `${selectKeys}
  AND ($1::text IS NULL OR c.account = (SELECT o.id FROM scopegate.account o WHERE o.name = $1::text))
  AND ($2::text IS NULL OR c.id > (SELECT o.id FROM scopegate.credential o WHERE o.public_id = $2::text))
  ORDER BY c.id LIMIT $3::int`;

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

const unknownScopesText = `
  SELECT DISTINCT s AS scope FROM unnest($1::text[]) s
  WHERE NOT EXISTS (SELECT FROM scopegate.scope k WHERE k.name = s)`;

const grantText = `
  INSERT INTO scopegate.credential_scope (credential, scope)
    SELECT DISTINCT $1::bigint, s FROM unnest($2::text[]) s ON CONFLICT DO NOTHING`;

const revokeText = `
  DELETE FROM scopegate.credential_scope s WHERE s.credential = $1::bigint AND s.scope = ANY ($2::text[])`;

const MAX_LISTED = 1_000;

export function makeKeyStore(pool: Pool): KeyStore {
  const write = (publicId: string, change: (query: Query) => Promise<unknown>): Promise<Written<CredentialRow>> =>
    writeCredential(pool, async (query) => {
      await change(query);
      return findKey(query, publicId);
    });
  return {
    createKey: (key) => write(key.publicId, (query) => insertKey(query, key)),
    rotateKey: (rotation) =>
      writeCredential(pool, async (query) => {
        const oldExpiresAtMs = await rotateKey(query, rotation);
        return { key: await findKey(query, rotation.newId), oldExpiresAtMs };
      }),
    listKeys: (filter) => listKeys(pool.query, filter),
    findKey: (publicId) => findKey(pool.query, publicId),
    grantScopes: (publicId, scopes) =>
      write(publicId, async (query) => {
        await refuseUnknownScopes(query, scopes);
        await query(grantText, [(await findKey(query, publicId)).id, scopes]);
      }),
    revokeScopes: (publicId, scopes) =>
      write(publicId, async (query) => {
        // A misspelt revocation must not look done.
        await refuseUnknownScopes(query, scopes);
        await query(revokeText, [(await findKey(query, publicId)).id, scopes]);
      }),
    setEnabled: (publicId, enabled) =>
      write(publicId, async (query) => {
        await findKey(query, publicId);
        const change = enabled ? 'enable_credential' : 'disable_credential';
        await query(`SELECT scopegate.${change}($1::text)`, [publicId]);
      }),
    revokeKey: (publicId) =>
      write(publicId, async (query) => {
        await findKey(query, publicId);
        await query('SELECT scopegate.revoke_credential($1::text)', [publicId]);
      }),
  };
}

async function insertKey(query: Query, key: NewApiKey): Promise<void> {
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

async function listKeys(query: Query, filter: KeyFilter): Promise<readonly CredentialRow[]> {
  const { account = null, after = null, limit } = filter;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LISTED) {
    throw new ScopegateError('invalid_argument', `limit ${String(limit)} is not from 1 to ${String(MAX_LISTED)}`);
  }
  if (after !== null) await findKey(query, after);
  const rows = await query<CredentialColumns>(listText, [account, after, limit]);
  return rows.map(toCredentialRow);
}

async function findKey(query: Query, publicId: string): Promise<CredentialRow> {
  const [row] = await query<CredentialColumns>(`${selectKeys} AND c.public_id = $1::text`, [publicId]);
  if (row === undefined) throw new ScopegateError('not_found', `no API key "${publicId}"`);
  return toCredentialRow(row);
}

async function refuseUnknownScopes(query: Query, scopes: readonly string[]): Promise<void> {
  const unknown = await query<{ scope: string }>(unknownScopesText, [scopes]);
  if (unknown.length === 0) return;
  const names = unknown.map(({ scope }) => `"${scope}"`).join(', ');
  throw new ScopegateError('conflict', `unknown ${unknown.length === 1 ? 'scope' : 'scopes'} ${names}`, {
    hint: 'Scopes are part of the policy: scopegate.define_scope(name, category, description).',
  });
}
