import { ScopegateError } from '../../../base/errors.js';
import type { IssuerSettings, IssuerStore, ManagedIssuer, NewIssuer } from '../../ports/managed-issuers.js';
import type { Pool, Query } from '../pool.js';
import { refuseUnknownScopes } from './apply-change.js';
import { asActor } from './as-actor.js';
import { claimOnce } from './idempotency.js';
import { readPage } from './paging.js';

interface IssuerColumns extends ManagedIssuer {
  readonly id: number;
}

const selectIssuers = `
  SELECT i.id::float8 AS id, i.name, i.issuer, i.audience, i.algorithms, i.jwks_uri AS "jwksUri",
    CASE WHEN i.introspection_uri IS NOT NULL THEN json_build_object('uri', i.introspection_uri,
      'client', i.introspection_client, 'secretName', i.introspection_secret, 'prefix', i.opaque_prefix) END AS introspection,
    i.client_claim AS "clientClaim", i.scopes_from AS "scopesFrom", i.enabled,
    i.max_token_lifetime_seconds AS "maxTokenLifetimeSeconds",
    (SELECT coalesce(json_agg(json_build_object('theirs', s.theirs, 'ours', s.ours)
       ORDER BY s.theirs COLLATE "C", s.ours COLLATE "C"), '[]')
     FROM scopegate.oauth_scope s WHERE s.issuer = i.id) AS "scopeMap",
    (SELECT count(*) FROM scopegate.oauth_client o WHERE o.issuer = i.id)::float8 AS "clientCount",
    ARRAY(SELECT DISTINCT h.scope COLLATE "C" FROM scopegate.oauth_client o
          JOIN scopegate.credential_held_scope h ON h.credential = o.credential
          WHERE o.issuer = i.id ORDER BY 1) AS "heldScopes",
    ARRAY(SELECT DISTINCT a.name COLLATE "C" FROM scopegate.oauth_client o
          JOIN scopegate.credential c ON c.id = o.credential JOIN scopegate.account a ON a.id = c.account
          WHERE o.issuer = i.id ORDER BY 1) AS "clientAccounts"
  FROM scopegate.oauth_issuer i`;

const matched = `
  SELECT * FROM (${selectIssuers}) k
  WHERE ($1::text IS NULL OR position(lower($1::text) IN lower(k.name || ' ' || k.issuer || ' ' || k.audience)) > 0)`;

const insertText = `
  INSERT INTO scopegate.oauth_issuer (name, issuer, audience, algorithms, jwks_uri, introspection_uri,
    introspection_client, introspection_secret, opaque_prefix, client_claim, scopes_from, enabled,
    max_token_lifetime_seconds)
  VALUES ($1::text, $2::text, $3::text, $4::text[], $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text,
    $12::boolean, $13::integer)`;

const updateText = `
  UPDATE scopegate.oauth_issuer i SET issuer = $2::text, audience = $3::text, algorithms = $4::text[],
    jwks_uri = $5::text, introspection_uri = $6::text, introspection_client = $7::text, introspection_secret = $8::text,
    opaque_prefix = $9::text, client_claim = $10::text, scopes_from = $11::text, enabled = $12::boolean,
    max_token_lifetime_seconds = $13::integer
  WHERE i.name = $1::text`;

const dropScopesText = `
  DELETE FROM scopegate.oauth_scope s USING scopegate.oauth_issuer i
  WHERE i.name = $1::text AND s.issuer = i.id
    AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) k (theirs, ours)
                    WHERE k.theirs = s.theirs AND k.ours = s.ours)`;
const addScopesText = `
  INSERT INTO scopegate.oauth_scope (issuer, theirs, ours)
    SELECT i.id, k.theirs, k.ours FROM scopegate.oauth_issuer i, unnest($2::text[], $3::text[]) k (theirs, ours)
    WHERE i.name = $1::text ON CONFLICT DO NOTHING`;

export function makeIssuerStore(pool: Pool): IssuerStore {
  return {
    async listIssuers(listing) {
      const page = await readPage<IssuerColumns>(pool.query, {
        matched,
        values: [listing.q],
        sorting: { by: 'm.name COLLATE "C"', type: 'text', order: 'asc' },
        page: listing,
      });
      return { ...page, items: page.items.map(toIssuer) };
    },
    findIssuer: (name) => readIssuer(pool.query, name),
    async createIssuer(request) {
      const { revision, value } = await asActor(pool, request.actor, (query) => create(query, request));
      return { revision, value: value.issuer, replayed: value.replayed };
    },
    changeIssuer: (name, actor, plan) =>
      asActor(pool, actor, async (query) => {
        const before = await lockIssuer(query, name);
        await write(query, updateText, { name, settings: { ...before, ...plan(before) } });
        return readIssuer(query, name);
      }),
    removeIssuer: (name, actor, judge) =>
      asActor(pool, actor, async (query) => {
        const before = await lockIssuer(query, name);
        judge(before);
        if (before.clientCount > 0) {
          throw new ScopegateError('conflict', `the OAuth issuer "${name}" has clients`, {
            hint: 'Remove them first, or disable the issuer.',
          });
        }
        await query('DELETE FROM scopegate.oauth_issuer i WHERE i.name = $1::text', [name]);
        return null;
      }),
  };
}

async function create(query: Query, { name, settings, once }: NewIssuer) {
  const earlier = once === null ? null : await claimOnce(query, once, name);
  if (earlier !== null) return { issuer: await readIssuer(query, earlier.made), replayed: true };
  await write(query, insertText, { name, settings });
  return { issuer: await readIssuer(query, name), replayed: false };
}

async function write(query: Query, text: string, issuer: { name: string; settings: IssuerSettings }): Promise<void> {
  const { name, settings } = issuer;
  const { introspection, scopeMap } = settings;
  await query(text, [
    name,
    settings.issuer,
    settings.audience,
    settings.algorithms,
    settings.jwksUri,
    introspection?.uri ?? null,
    introspection?.client ?? null,
    introspection?.secretName ?? null,
    introspection?.prefix ?? '',
    settings.clientClaim,
    settings.scopesFrom,
    settings.enabled,
    settings.maxTokenLifetimeSeconds,
  ]);
  const ours = scopeMap.map((mapping) => mapping.ours);
  await refuseUnknownScopes(query, ours);
  const map = [name, scopeMap.map(({ theirs }) => theirs), ours];
  await query(dropScopesText, map);
  await query(addScopesText, map);
}

/** Rejects with `not_found`. */
export async function readIssuer(query: Query, name: string): Promise<ManagedIssuer> {
  const [row] = await query<IssuerColumns>(`${selectIssuers} WHERE i.name = $1::text`, [name]);
  if (row === undefined) throw new ScopegateError('not_found', `no OAuth issuer "${name}"`);
  return toIssuer(row);
}

/** Held also against new clients, until the transaction ends. */
export async function lockIssuer(query: Query, name: string): Promise<ManagedIssuer> {
  await query('SELECT FROM scopegate.oauth_issuer i WHERE i.name = $1::text FOR UPDATE', [name]);
  return readIssuer(query, name);
}

function toIssuer(row: IssuerColumns): ManagedIssuer {
  const { name, issuer, audience, algorithms, jwksUri, introspection, clientClaim, scopesFrom, enabled } = row;
  const { maxTokenLifetimeSeconds, scopeMap, clientCount, heldScopes, clientAccounts } = row;
  const address = { issuer, audience, algorithms, jwksUri, introspection };
  const meaning = { clientClaim, scopesFrom, enabled, maxTokenLifetimeSeconds, scopeMap };
  return { name, ...address, ...meaning, clientCount, heldScopes, clientAccounts };
}
