import { ScopegateError } from '../../../base/errors.js';
import type { ManagedPerson, NewPerson, PersonChange, PersonEdit, PersonStore } from '../../ports/managed-people.js';
import type { Pool, Query } from '../pool.js';
import { endSessionsText, insertUser, passwordText } from '../user-store.js';
import { asActor } from './as-actor.js';
import { selectUsers, toManagedKey } from './key-rows.js';
import type { KeyColumns } from './key-rows.js';
import { claimOnce } from './once-only.js';
import { readPage } from './paging.js';

const matched = `
  SELECT * FROM (${selectUsers}) k
  WHERE ($1::text IS NULL OR position(lower($1::text) IN lower(k.name || ' ' || k.public_id || ' ' || k.account)) > 0)
    AND ($2::text IS NULL OR $2::text = ANY (k.roles))`;

const changeText = `
  UPDATE scopegate.credential c SET name = coalesce($2::text, c.name),
    allowed_addresses = coalesce($3::text[], c.allowed_addresses), enabled = coalesce($4::boolean, c.enabled)
  WHERE c.id = $1::bigint`;

export function makePersonStore(pool: Pool): PersonStore {
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
    async createUser(person) {
      const { revision, value } = await asActor(pool, person.actor, (query) => create(query, person));
      return { revision, value: value.user, replayed: value.replayed };
    },
    changeUser: (login, actor, edit) => asActor(pool, actor, (query) => change(query, login, edit)),
  };
}

async function create(query: Query, { user, once, judge }: NewPerson) {
  const earlier = once === null ? null : await claimOnce(query, once, user.login);
  if (earlier !== null) return { user: await readUser(query, earlier.made), replayed: true };
  await insertUser(query, user);
  const made = await readUser(query, user.login);
  judge(made);
  return { user: made, replayed: false };
}

async function change(query: Query, login: string, { plan, judge }: PersonEdit): Promise<ManagedPerson> {
  const before = await lockUser(query, login);
  const wanted = plan(before);
  await query(changeText, [before.id, wanted.name ?? null, wanted.allowedAddresses ?? null, wanted.enabled ?? null]);
  await applyGrants(query, before, wanted);
  if (wanted.hash !== undefined) {
    await query(passwordText, [before.id, wanted.hash]);
    await query(endSessionsText, [before.id]);
  }
  const after = await readUser(query, login);
  judge(before, after);
  return after;
}

/** By the functions of the schema, which refuse what does not exist. */
async function applyGrants(query: Query, before: ManagedPerson, wanted: PersonChange): Promise<void> {
  for (const kind of ['scope', 'role'] as const) {
    const [now, then] = kind === 'scope' ? [before.scopes, wanted.scopes] : [before.roles, wanted.roles];
    if (then === undefined) continue;
    const ask = (verb: 'grant' | 'revoke', name: string) =>
      query(`SELECT scopegate.${verb}_${kind}($1::text, $2::text)`, [before.publicId, name]);
    for (const name of then.filter((each) => !now.includes(each))) await ask('grant', name);
    for (const name of now.filter((each) => !then.includes(each))) await ask('revoke', name);
  }
}

/** Rejects with `not_found`. */
export async function readUser(query: Query, login: string): Promise<ManagedPerson> {
  const [row] = await query<KeyColumns>(`${selectUsers} AND c.public_id = $1::text`, [login]);
  if (row === undefined) throw new ScopegateError('not_found', `no user "${login}"`);
  return toManagedKey(row);
}

async function lockUser(query: Query, login: string): Promise<ManagedPerson> {
  await query(`SELECT FROM scopegate.credential c WHERE c.kind = 'user' AND c.public_id = $1::text FOR NO KEY UPDATE`, [
    login,
  ]);
  return readUser(query, login);
}
