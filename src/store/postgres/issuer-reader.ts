import type { IssuerReader, IssuerRow, OauthKeepingReader } from '../ports/issuers.js';
import { credentialColumns, toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool, Query } from './pool.js';

const issuersText = `
  SELECT scopegate.current_revision()::float8 AS revision,
    (SELECT coalesce(json_agg(json_build_object(
        'id', i.id, 'name', i.name, 'issuer', i.issuer, 'audience', i.audience, 'algorithms', i.algorithms,
        'jwksUri', i.jwks_uri, 'clientClaim', i.client_claim, 'scopesFrom', i.scopes_from, 'enabled', i.enabled,
        'maxTokenLifetimeMs', i.max_token_lifetime_seconds * 1000::float8,
        'introspection', CASE WHEN i.introspection_uri IS NOT NULL THEN json_build_object(
          'uri', i.introspection_uri, 'client', i.introspection_client, 'secretName', i.introspection_secret,
          'prefix', i.opaque_prefix) END,
        'scopeMap', (SELECT coalesce(json_agg(json_build_array(s.theirs, s.ours)
                       ORDER BY s.theirs COLLATE "C", s.ours COLLATE "C"), '[]')
                     FROM scopegate.oauth_scope s WHERE s.issuer = i.id),
        'sides', (SELECT coalesce(json_agg(json_build_array(d.scope, d.side) ORDER BY d.scope COLLATE "C"), '[]')
                  FROM scopegate.scope_side d
                  WHERE i.scopes_from = 'token' AND NOT EXISTS (SELECT FROM scopegate.oauth_scope s WHERE s.issuer = i.id)
                    AND EXISTS (SELECT FROM scopegate.scope_category c WHERE c.stands_alone))
      ) ORDER BY i.id), '[]') FROM scopegate.oauth_issuer i) AS issuers`;

/** One row with nulls but for the revision where nothing was asked for. */
interface Found extends CredentialColumns {
  readonly revision: number;
  readonly place: number | null;
}

/** The row of the client itself, or else that of all other clients. */
const clientsText = `
  SELECT r.revision, k.*
  FROM (SELECT scopegate.current_revision()::float8 AS revision) r
  LEFT JOIN (
    SELECT asked.place::float8 AS place, ${credentialColumns}
    FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS asked (issuer, client_id, place)
    CROSS JOIN LATERAL (
      SELECT o.credential FROM scopegate.oauth_client o
      WHERE o.issuer = asked.issuer AND (o.client_id = asked.client_id OR o.client_id IS NULL)
      ORDER BY o.client_id NULLS LAST LIMIT 1
    ) o
    JOIN scopegate.credential c ON c.id = o.credential
    JOIN scopegate.account a ON a.id = c.account
  ) k ON true`;

interface KeptColumns extends CredentialColumns {
  readonly issuer_id: number;
  readonly client_id: string | null;
}

const keptText = `
  SELECT o.issuer::float8 AS issuer_id, o.client_id, ${credentialColumns}
  FROM scopegate.oauth_client o
  JOIN scopegate.credential c ON c.id = o.credential
  JOIN scopegate.account a ON a.id = c.account
  ORDER BY o.credential LIMIT $1::int`;

interface IssuersOfRevision {
  readonly revision: number;
  readonly issuers: readonly IssuerRow[];
}

/** All issuers, as the transaction behind `query` sees them. */
export async function readIssuersOn(query: Query): Promise<IssuersOfRevision> {
  const [row] = await query<IssuersOfRevision>(issuersText);
  return row ?? { revision: 0, issuers: [] };
}

/** Issuers and clients of one moment. */
export function makeOauthKeepingReader(pool: Pool): OauthKeepingReader {
  return {
    readOauth: (maxClients) =>
      pool.snapshot(async (query) => {
        const { revision, issuers } = await readIssuersOn(query);
        const rows = await query<KeptColumns>(keptText, [maxClients + 1]);
        const clients = rows.slice(0, maxClients).map((kept) => ({
          issuerId: kept.issuer_id,
          clientId: kept.client_id,
          row: toCredentialRow(kept),
        }));
        const hasAllClients = rows.length <= maxClients;
        return { revision, issuers, clients, hasAllClients };
      }),
  };
}

export function makeIssuerReader(pool: Pool): IssuerReader {
  return {
    readIssuers: () => readIssuersOn(pool.query),
    async findClients(names) {
      const ids = names.map(({ issuerId }) => issuerId);
      const rows = await pool.query<Found>(clientsText, [ids, names.map(({ clientId }) => clientId)]);
      const byPlace = new Map(rows.map((row) => [row.place, row]));
      const clients = names.map((_name, index) => {
        const row = byPlace.get(index + 1);
        return row === undefined ? null : toCredentialRow(row);
      });
      return { revision: rows[0]?.revision ?? 0, clients };
    },
  };
}
