import { ScopegateError } from '../../../base/errors.js';
import type { HistoryExtent, HistoryReader } from '../../ports/history.js';
import type { Pool, Query } from '../pool.js';
import { assembleCredentials } from './assemble-credentials.js';
import { assemblePolicy } from './assemble-policy.js';
import type { CredentialRows, PolicyRows } from './rows.js';

const extentText = `
  SELECT scopegate.history_begins()::float8 AS begins, scopegate.current_revision()::float8 AS newest`;

export function makeHistoryReader(pool: Pool): HistoryReader {
  return {
    readExtent: () => readExtent(pool.query),
    async revisionAt(atMs) {
      const text = 'SELECT scopegate.revision_at(to_timestamp($1::float8 / 1000))::float8 AS revision';
      const [row] = await pool.query<{ revision: number }>(text, [atMs]);
      return row?.revision ?? 0;
    },
    readPolicy: (revision) =>
      pool.snapshot(async (query) => {
        await refuseUnknown(query, revision);
        return assemblePolicy(await readPolicyRows(query, revision));
      }),
    readCredentials: (revision, publicIds) =>
      pool.snapshot(async (query) => {
        await refuseUnknown(query, revision);
        return assembleCredentials(await readCredentialRows(query, revision, publicIds), new Set(publicIds));
      }),
  };
}

async function readExtent(query: Query): Promise<HistoryExtent> {
  const [row] = await query<HistoryExtent>(extentText);
  return row ?? { begins: 0, newest: 0 };
}

async function refuseUnknown(query: Query, revision: number): Promise<void> {
  const { begins, newest } = await readExtent(query);
  if (revision >= begins && revision <= newest) return;
  const why =
    revision > newest ? `the newest revision is ${String(newest)}` : `history begins at revision ${String(begins)}`;
  throw new ScopegateError('not_found', `nothing is known of revision ${String(revision)}: ${why}`, {
    hint: 'How long history is kept is said by SCOPEGATE_HISTORY_DAYS and SCOPEGATE_HISTORY_ENTRIES.',
  });
}

async function rowsAt<Row>(query: Query, relation: string, revision: number): Promise<Row[]> {
  const text = 'SELECT r FROM scopegate.rows_at($1::text, $2::bigint) r';
  return (await query<{ r: Row }>(text, [relation, revision])).map(({ r }) => r);
}

/** Those alone whose column has one of these values. */
interface Wanted {
  readonly column: string;
  readonly values: readonly (string | number)[];
}

async function wantedAt<Row>(query: Query, relation: string, revision: number, wanted: Wanted): Promise<Row[]> {
  if (wanted.values.length === 0) return [];
  const text = 'SELECT r FROM scopegate.rows_at($1::text, $2::bigint, $3::text, $4::text[]) r';
  const values = [...new Set(wanted.values.map(String))];
  return (await query<{ r: Row }>(text, [relation, revision, wanted.column, values])).map(({ r }) => r);
}

async function readPolicyRows(query: Query, revision: number): Promise<PolicyRows> {
  return {
    api: await rowsAt(query, 'api', revision),
    api_host: await rowsAt(query, 'api_host', revision),
    endpoint: await rowsAt(query, 'endpoint', revision),
    endpoint_scope: await rowsAt(query, 'endpoint_scope', revision),
    product: await rowsAt(query, 'product', revision),
    scope_implication: await rowsAt(query, 'scope_implication', revision),
  };
}

async function readCredentialRows(
  query: Query,
  revision: number,
  publicIds: readonly string[],
): Promise<CredentialRows> {
  const at = <Row>(relation: string, column: string, values: readonly (string | number)[]): Promise<Row[]> =>
    wantedAt<Row>(query, relation, revision, { column, values });
  const named: CredentialRows['credential'] = await at('credential', 'public_id', publicIds);
  const ids = named.map(({ id }) => id);
  const session: CredentialRows['session'] = await at('session', 'credential', ids);
  const users = session.map((row) => row.of_user).filter((id) => !ids.includes(id));
  const credential = [...named, ...(await at<CredentialRows['credential'][number]>('credential', 'id', users))];
  const all = [...ids, ...users];
  const credentialRole: CredentialRows['credential_role'] = await at('credential_role', 'credential', all);
  const client: CredentialRows['oauth_client'] = await at('oauth_client', 'credential', ids);
  return {
    credential,
    session,
    account: await at(
      'account',
      'id',
      credential.map(({ account }) => account),
    ),
    credential_scope: await at('credential_scope', 'credential', all),
    credential_role: credentialRole,
    role_scope: await at(
      'role_scope',
      'role',
      credentialRole.map(({ role }) => role),
    ),
    oauth_client: client,
    oauth_issuer: await at(
      'oauth_issuer',
      'id',
      client.map(({ issuer }) => issuer),
    ),
  };
}
