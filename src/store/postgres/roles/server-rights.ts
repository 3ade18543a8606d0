/**
 * Rights that the server needs on tables beside SELECT, which it has on all of them. Everything that is not here is
 * policy, history or bookkeeping of the schema: the server reads it, and functions of the owner write it.
 */
export const SERVER_TABLE_RIGHTS: Readonly<Record<string, string>> = {
  account: 'INSERT, UPDATE',
  api_key: 'INSERT, UPDATE',
  credential: 'INSERT, UPDATE, DELETE',
  credential_role: 'INSERT, UPDATE, DELETE',
  credential_scope: 'INSERT, UPDATE, DELETE',
  credential_use: 'INSERT, UPDATE, DELETE',
  decision_log: 'INSERT, DELETE',
  first_administrator: 'INSERT',
  idempotency_key: 'INSERT, UPDATE, DELETE',
  oauth_client: 'INSERT, UPDATE, DELETE',
  oauth_issuer: 'INSERT, UPDATE, DELETE',
  oauth_scope: 'INSERT, UPDATE, DELETE',
  // The right to lock the table, which makes two first starts go one after the other, comes with UPDATE.
  pepper: 'INSERT, UPDATE',
  pulse: 'UPDATE',
  replica: 'INSERT, UPDATE, DELETE',
  role: 'INSERT, UPDATE, DELETE',
  role_scope: 'INSERT, UPDATE, DELETE',
  scope_use: 'INSERT, UPDATE, DELETE',
  session: 'INSERT, UPDATE, DELETE',
  shadow_candidate: 'INSERT, UPDATE, DELETE',
  shadow_count: 'INSERT, UPDATE, DELETE',
  shadow_disagreement: 'INSERT, UPDATE, DELETE',
  user_password: 'INSERT, UPDATE, DELETE',
};

/** Sequences that the server draws from. Issuers and credentials share theirs; identity columns need no right. */
export const SERVER_SEQUENCES: readonly string[] = ['credential_id_seq'];

/** Functions with the rights of the owner that the server calls. */
export const SERVER_FUNCTIONS: readonly string[] = [
  'publish_changes()',
  'prune_history(interval, bigint)',
  'session_state(int)',
];

/** Columns that a role for reading must not see, by table. */
export const SECRET_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  api_key: ['digest'],
  session: ['digest'],
  user_password: ['hash'],
};
