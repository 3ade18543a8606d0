import { ScopegateError } from '../../base/errors.js';
import type { Grants, ManagedUser, NewUser, UserStore } from '../ports/users.js';
import { credentialColumns, toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool, Query } from './pool.js';
import { writeCredential } from './write-credential.js';

interface UserColumns extends CredentialColumns {
  readonly roles: string[];
}

const selectUsers = `
  SELECT ${credentialColumns},
    ARRAY(SELECT r.role FROM scopegate.credential_role r WHERE r.credential = c.id ORDER BY r.role COLLATE "C") AS roles
  FROM scopegate.credential c JOIN scopegate.account a ON a.id = c.account
  WHERE c.kind = 'user'`;

const createText = `
  WITH made AS (
    INSERT INTO scopegate.credential (public_id, kind, account, name, allowed_addresses)
    VALUES ($1::text, 'user', scopegate.define_account($2::text), $3::text, $4::text[])
    RETURNING id
  )
  INSERT INTO scopegate.user_password (credential, hash) SELECT m.id, $5::text FROM made m`;

export const passwordText = `UPDATE scopegate.user_password SET hash = $2::text WHERE credential = $1::bigint`;

export const endSessionsText = `
  UPDATE scopegate.credential c SET enabled = false, revoked_at = now()
  FROM scopegate.session s WHERE s.credential = c.id AND s.of_user = $1::bigint AND c.revoked_at IS NULL`;

/** How many are listed at most. */
const MAX_LISTED = 1_000;

export function makeUserStore(pool: Pool): UserStore {
  const change = (login: string, apply: (query: Query, user: ManagedUser) => Promise<unknown>) =>
    writeCredential(pool, async (query) => {
      await apply(query, await findUser(query, login));
      return findUser(query, login);
    });
  return {
    createUser: (user) =>
      writeCredential(pool, async (query) => {
        await insertUser(query, user);
        return findUser(query, user.login);
      }),
    async listUsers() {
      const rows = await pool.query<UserColumns>(`${selectUsers} ORDER BY c.id LIMIT ${String(MAX_LISTED)}`);
      return rows.map(toUser);
    },
    findUser: (login) => findUser(pool.query, login),
    grant: (login, grants) => change(login, (query) => applyGrants(query, login, { ...grants, verb: 'grant' })),
    revoke: (login, grants) => change(login, (query) => applyGrants(query, login, { ...grants, verb: 'revoke' })),
    setEnabled: (login, enabled) =>
      change(login, (query) =>
        query(`SELECT scopegate.${enabled ? 'enable' : 'disable'}_credential($1::text)`, [login]),
      ),
    setPassword: (login, hash) =>
      change(login, async (query, user) => {
        await query(passwordText, [user.id, hash]);
        await query(endSessionsText, [user.id]);
      }),
  };
}

export async function insertUser(query: Query, user: NewUser): Promise<void> {
  const { login, account, name, allowedAddresses, hash } = user;
  await query(createText, [login, account, name, allowedAddresses, hash]);
  await applyGrants(query, login, { scopes: user.scopes, roles: user.roles, verb: 'grant' });
}

/** By the functions of the schema, which refuse what does not exist, also when it is to be taken away. */
async function applyGrants(query: Query, login: string, grants: Grants & { verb: 'grant' | 'revoke' }): Promise<void> {
  const { scopes, roles, verb } = grants;
  for (const scope of scopes) await query(`SELECT scopegate.${verb}_scope($1::text, $2::text)`, [login, scope]);
  for (const role of roles) await query(`SELECT scopegate.${verb}_role($1::text, $2::text)`, [login, role]);
}

async function findUser(query: Query, login: string): Promise<ManagedUser> {
  const [row] = await query<UserColumns>(`${selectUsers} AND c.public_id = $1::text`, [login]);
  if (row === undefined) throw new ScopegateError('not_found', `no user "${login}"`);
  return toUser(row);
}

function toUser(row: UserColumns): ManagedUser {
  return { ...toCredentialRow(row), roles: row.roles };
}
