import type { PlannedCredential, PolicyState } from '../../ports/planning.js';
import { readIssuersOn } from '../issuer-reader.js';
import { makePolicyReads } from '../policy-reader.js';
import type { Query } from '../pool.js';

/** Rows of one read; all of them at once would be one answer of hundreds of MB in a large installation. */
const PAGE_SIZE = 20_000;

/** Of credential c; a session counts with its user u, whose grants, addresses and validity hold for it. */
const credentialsText = `
  SELECT c.id::float8 AS id, c.public_id AS "publicId", c.kind, coalesce(u.public_id, c.name) AS name, a.name AS account,
    c.enabled AND coalesce(u.enabled, true) AND c.revoked_at IS NULL AND u.revoked_at IS NULL AS enabled,
    ceil(extract(epoch FROM greatest(c.not_before, u.not_before)) * 1000)::float8 AS "notBeforeMs",
    floor(extract(epoch FROM least(c.expires_at, u.expires_at, greatest(c.created_at, l.last_used_at) + s.idle)) * 1000)::float8
      AS "expiresAtMs",
    coalesce(u.allowed_addresses, c.allowed_addresses) AS "allowedAddresses",
    ARRAY(SELECT h.scope FROM scopegate.credential_held_scope h
          WHERE h.credential = coalesce(u.id, c.id) ORDER BY h.scope COLLATE "C") AS scopes,
    o.issuer::float8 AS "issuerId", o.client_id AS "clientId"
  FROM scopegate.credential c
  LEFT JOIN scopegate.session s ON s.credential = c.id
  LEFT JOIN scopegate.credential u ON u.id = s.of_user
  LEFT JOIN scopegate.credential_use l ON l.credential = s.credential
  LEFT JOIN scopegate.oauth_client o ON o.credential = c.id
  JOIN scopegate.account a ON a.id = coalesce(u.account, c.account)
  WHERE c.id > $1::bigint ORDER BY c.id LIMIT $2::int`;

/** Reads everything that decisions depend on, as the transaction behind `query` sees it. */
export async function readPolicyState(query: Query, onProgress: (step: string) => void): Promise<PolicyState> {
  const reads = makePolicyReads(query);
  const { apis } = await reads.readCatalogue();
  const sources = [];
  for (const [index, { id, name }] of apis.entries()) {
    onProgress(`reading the policy of ${name}, ${String(index + 1)} of ${String(apis.length)}`);
    const { source } = await reads.readApi(id);
    if (source !== null) sources.push(source);
  }
  const credentials: PlannedCredential[] = [];
  for (;;) {
    onProgress(`reading credentials, ${String(credentials.length)} so far`);
    const rows = await query<PlannedCredential>(credentialsText, [credentials.at(-1)?.id ?? 0, PAGE_SIZE]);
    for (const row of rows) credentials.push(row);
    if (rows.length < PAGE_SIZE) break;
  }
  const { issuers } = await readIssuersOn(query);
  return { apis, sources, credentials, issuers };
}
