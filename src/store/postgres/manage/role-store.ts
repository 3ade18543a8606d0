import { ScopegateError } from '../../../base/errors.js';
import type { ManagedRole, RoleHolders, RoleStore } from '../../ports/managed-roles.js';
import type { Pool, Query } from '../pool.js';
import { refuseUnknownScopes } from './apply-change.js';
import { asActor } from './as-actor.js';
import { readPage } from './paging.js';

/** Names are unique, so that a page needs nothing else to go on from. */
const selectRoles = `
  SELECT 0::float8 AS id, r.name, r.description,
    ARRAY(SELECT s.scope FROM scopegate.role_scope s WHERE s.role = r.name ORDER BY s.scope COLLATE "C") AS scopes,
    (SELECT count(*) FROM scopegate.credential_role c WHERE c.role = r.name)::float8 AS "holderCount"
  FROM scopegate.role r`;

const matched = `
  SELECT * FROM (${selectRoles}) k
  WHERE ($1::text IS NULL OR position(lower($1::text) IN lower(k.name || ' ' || k.description)) > 0)`;

const NO_HOLDERS: RoleHolders = { heldScopes: [], accounts: [], limits: [] };

/** Those who get a role meanwhile have to hold it: the locked row of the role keeps them waiting. */
const holdersText = `
  WITH holder AS (
    SELECT c.id, a.name AS account, c.allowed_addresses, c.expires_at FROM scopegate.credential_role r
    JOIN scopegate.credential c ON c.id = r.credential JOIN scopegate.account a ON a.id = c.account
    WHERE r.role = $1::text AND c.revoked_at IS NULL
  )
  SELECT
    ARRAY(SELECT DISTINCT h.account COLLATE "C" FROM holder h ORDER BY 1) AS accounts,
    ARRAY(SELECT DISTINCT s.scope COLLATE "C" FROM holder h JOIN scopegate.credential_held_scope s ON s.credential = h.id
      ORDER BY 1) AS "heldScopes",
    (SELECT coalesce(json_agg(json_build_object('allowedAddresses', l.allowed_addresses, 'expiresAtMs', l.expires_ms)), '[]')
     FROM (SELECT h.allowed_addresses, CASE WHEN bool_or(h.expires_at IS NULL) THEN NULL
         ELSE floor(extract(epoch FROM max(h.expires_at)) * 1000) END AS expires_ms
       FROM holder h GROUP BY h.allowed_addresses) l) AS limits`;

export function makeRoleStore(pool: Pool): RoleStore {
  return {
    async listRoles(listing) {
      const page = await readPage<ManagedRole>(pool.query, {
        matched,
        values: [listing.q],
        sorting: { by: 'm.name COLLATE "C"', type: 'text', order: 'asc' },
        page: listing,
      });
      return { ...page, items: page.items.map(toRole) };
    },
    findRole: async (name) => found(await readRole(pool.query, name), name),
    defineRole: ({ name, description, scopes }, actor, judge) =>
      asActor(pool, actor, async (query) => {
        const before = await claimRole(query, name, description);
        judge(before, before === null ? NO_HOLDERS : await readHolders(query, name));
        await refuseUnknownScopes(query, scopes);
        await query('SELECT scopegate.define_role($1::text, $2::text, VARIADIC $3::text[])', [
          name,
          description,
          scopes,
        ]);
        return { role: found(await readRole(query, name), name), isNew: before === null };
      }),
    removeRole: (name, actor, judge) =>
      asActor(pool, actor, async (query) => {
        const role = found(await lockRole(query, name), name);
        judge(role, NO_HOLDERS);
        if (role.holderCount > 0) {
          throw new ScopegateError('conflict', `somebody holds the role "${name}"`, {
            hint: 'Take it from them first, so that nobody loses scopes unseen.',
          });
        }
        await query('DELETE FROM scopegate.role r WHERE r.name = $1::text', [name]);
        return null;
      }),
  };
}

async function readHolders(query: Query, name: string): Promise<RoleHolders> {
  const [holders] = await query<RoleHolders>(holdersText, [name]);
  return holders ?? NO_HOLDERS;
}

async function readRole(query: Query, name: string): Promise<ManagedRole | null> {
  const [row] = await query<ManagedRole>(`${selectRoles} WHERE r.name = $1::text`, [name]);
  return row === undefined ? null : toRole(row);
}

/**
 * What there was, locked; null when the name is ours to define. The row is made at once: who defines the same name
 * meanwhile waits for this transaction, and then finds the role.
 */
async function claimRole(query: Query, name: string, description: string): Promise<ManagedRole | null> {
  const made = await query(
    `INSERT INTO scopegate.role (name, description) VALUES ($1::text, $2::text) ON CONFLICT DO NOTHING RETURNING 1 AS one`,
    [name, description],
  );
  return made.length > 0 ? null : lockRole(query, name);
}

async function lockRole(query: Query, name: string): Promise<ManagedRole | null> {
  await query('SELECT FROM scopegate.role r WHERE r.name = $1::text FOR UPDATE', [name]);
  return readRole(query, name);
}

function toRole({ name, description, scopes, holderCount }: ManagedRole): ManagedRole {
  return { name, description, scopes, holderCount };
}

function found(role: ManagedRole | null, name: string): ManagedRole {
  if (role === null) throw new ScopegateError('not_found', `no role "${name}"`);
  return role;
}
