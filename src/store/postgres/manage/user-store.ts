import { ScopegateError } from '../../../base/errors.js';
import type { ManagedUser, ManagedUserStore, NewManagedUser, NewUser, UserEdit } from '../../ports/managed-users.js';
import type { Pool, Query } from '../pool.js';
import { applyChange, applyGrants } from './apply-change.js';
import { asActor } from './as-actor.js';
import { selectUsers, toManagedKey } from './key-rows.js';
import type { KeyColumns } from './key-rows.js';
import { claimOnce } from './idempotency.js';
import { readPage } from './paging.js';

const matched = `
  SELECT * FROM (${selectUsers}) k
  WHERE ($1::text IS NULL OR position(lower($1::text) IN lower(k.name || ' ' || k.public_id || ' ' || k.account)) > 0)
    AND ($2::text IS NULL OR $2::text = ANY (k.roles))`;

const createText = `
  WITH made AS (
    INSERT INTO scopegate.credential (public_id, kind, account, name, allowed_addresses)
    VALUES ($1::text, 'user', scopegate.define_account($2::text), $3::text, $4::text[])
    RETURNING id
  ), proof AS (
    INSERT INTO scopegate.user_password (credential, hash) SELECT m.id, $5::text FROM made m
  )
  SELECT m.id::float8 AS id FROM made m`;

const passwordText = `UPDATE scopegate.user_password SET hash = $2::text WHERE credential = $1::bigint`;

const endSessionsText = `
  UPDATE scopegate.credential c SET enabled = false, revoked_at = now()
  FROM scopegate.session s WHERE s.credential = c.id AND s.of_user = $1::bigint AND c.revoked_at IS NULL`;

/** What a removed user held and proved is gone; the row stays, so that the name is never that of somebody else. */
const forgetText = `
  WITH scopes AS (DELETE FROM scopegate.credential_scope s WHERE s.credential = $1::bigint),
    roles AS (DELETE FROM scopegate.credential_role r WHERE r.credential = $1::bigint)
  DELETE FROM scopegate.user_password p WHERE p.credential = $1::bigint`;

export function makeManagedUserStore(pool: Pool): ManagedUserStore {
  return {
    async listUsers(listing) {
      const page = await readPage<KeyColumns>(pool.query, {
        matched,
        values: [listing.q, listing.role],
        sorting: { by: 'm.public_id COLLATE "C"', type: 'text', order: 'asc' },
        page: listing,
      });
      return { ...page, items: page.items.map(toManagedKey) };
    },
    findUser: (login) => readUser(pool.query, login),
    async createUser(made) {
      const { revision, value } = await asActor(pool, made.actor, (query) => create(query, made));
      return { revision, value: value.user, replayed: value.replayed };
    },
    removeUser: (login, actor, judge) =>
      asActor(pool, actor, async (query) => {
        const before = await lockUser(query, login);
        judge(before);
        await query(endSessionsText, [before.id]);
        await query(forgetText, [before.id]);
        await applyChange(query, before, { revoke: true });
        return readUser(query, login);
      }),
    changeUser: (login, actor, edit) => asActor(pool, actor, (query) => change(query, login, edit)),
  };
}

async function create(query: Query, { user, once, judge }: NewManagedUser) {
  const earlier = once === null ? null : await claimOnce(query, once, user.login);
  if (earlier !== null) return { user: await readUser(query, earlier.made), replayed: true };
  await insertUser(query, user);
  const made = await readUser(query, user.login);
  judge(made);
  return { user: made, replayed: false };
}

async function insertUser(query: Query, user: NewUser): Promise<void> {
  const { login, account, name, allowedAddresses, hash } = user;
  const [made] = await query<{ id: number }>(createText, [login, account, name, allowedAddresses, hash]);
  await applyGrants(query, made?.id ?? 0, user);
}

async function change(query: Query, login: string, { plan, judge }: UserEdit): Promise<ManagedUser> {
  const before = await lockUser(query, login);
  const wanted = plan(before);
  await applyChange(query, before, wanted);
  if (wanted.hash !== undefined) {
    await query(passwordText, [before.id, wanted.hash]);
    await query(endSessionsText, [before.id]);
  }
  const after = await readUser(query, login);
  judge(before, after);
  return after;
}

/** Rejects with `not_found`. */
export async function readUser(query: Query, login: string): Promise<ManagedUser> {
  const [row] = await query<KeyColumns>(`${selectUsers} AND c.public_id = $1::text`, [login]);
  if (row === undefined) throw new ScopegateError('not_found', `no user "${login}"`);
  return toManagedKey(row);
}

export async function lockUser(query: Query, login: string): Promise<ManagedUser> {
  await query(`SELECT FROM scopegate.credential c WHERE c.kind = 'user' AND c.public_id = $1::text FOR NO KEY UPDATE`, [
    login,
  ]);
  return readUser(query, login);
}
