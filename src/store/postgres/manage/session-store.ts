import { ScopegateError } from '../../../base/errors.js';
import type { ManagedSession, ManagedSessionStore, NewSession } from '../../ports/managed-sessions.js';
import type { ManagedUser } from '../../ports/managed-users.js';
import type { Pool, Query } from '../pool.js';
import { asActor } from './as-actor.js';
import { readPage } from './paging.js';
import { lockUser, readUser } from './user-store.js';

/** Those that go on: not ended, not expired, not left idle as far as the database knows. */
const matched = `
  SELECT * FROM (
    SELECT c.id::float8 AS id, c.public_id AS "publicId", u.public_id AS login,
      floor(extract(epoch FROM c.created_at) * 1000)::float8 AS "createdAtMs",
      floor(extract(epoch FROM c.expires_at) * 1000)::float8 AS "expiresAtMs",
      floor(extract(epoch FROM coalesce(x.last_used_at, c.created_at)) * 1000)::float8 AS "lastUsedAtMs",
      (extract(epoch FROM s.idle) * 1000)::float8 AS "idleMs"
    FROM scopegate.session s
    JOIN scopegate.credential c ON c.id = s.credential
    JOIN scopegate.credential u ON u.id = s.of_user
    LEFT JOIN scopegate.credential_use x ON x.credential = s.credential
    WHERE c.enabled AND c.expires_at > now() AND coalesce(x.last_used_at, c.created_at) + s.idle > now()
  ) k WHERE ($1::text IS NULL OR k.login = $1::text)`;

const createText = `
  WITH made AS (
    INSERT INTO scopegate.credential (public_id, kind, account, name, expires_at)
    SELECT $1::text, 'session', u.account, u.name, to_timestamp($3::float8 / 1000)
    FROM scopegate.credential u WHERE u.id = $2::bigint
    RETURNING id
  )
  INSERT INTO scopegate.session (credential, of_user, digest, idle)
    SELECT m.id, $2::bigint, $4::bytea, $5::float8 * interval '1 millisecond' FROM made m`;

const userOfText = `
  SELECT u.public_id AS login FROM scopegate.credential c
  JOIN scopegate.session s ON s.credential = c.id JOIN scopegate.credential u ON u.id = s.of_user
  WHERE c.public_id = $1::text`;

export function makeManagedSessionStore(pool: Pool): ManagedSessionStore {
  return {
    listSessions: (listing) =>
      readPage<ManagedSession>(pool.query, {
        matched,
        values: [listing.login],
        sorting: { by: 'm."createdAtMs"', type: 'float8', order: 'desc' },
        page: listing,
      }),
    beginSession: ({ session, actor, judge, settled }) =>
      asActor(
        pool,
        actor,
        async (query) => {
          // The row of the user is held from now on: grants to it wait until this is done.
          const user = await lockUser(query, session.login);
          refuseUnusable(user);
          judge(user);
          await insertSession(query, user, session);
          return { publicId: session.publicId, expiresAtMs: session.expiresAtMs };
        },
        settled,
      ),
    endSession: (publicId, actor, judge) =>
      asActor(pool, actor, async (query) => {
        const [owner] = await query<{ login: string }>(userOfText, [publicId]);
        if (owner === undefined) throw new ScopegateError('not_found', `no session "${publicId}"`);
        judge(await readUser(query, owner.login));
        await query('SELECT scopegate.revoke_credential($1::text)', [publicId]);
        return null;
      }),
  };
}

async function insertSession(query: Query, user: ManagedUser, session: NewSession): Promise<void> {
  const { publicId, expiresAtMs, digest, idleMs } = session;
  await query(createText, [publicId, user.id, expiresAtMs, digest, idleMs]);
}

function refuseUnusable({ publicId, state }: ManagedUser): void {
  if (state === 'active') return;
  throw new ScopegateError('conflict', `the user "${publicId}" is ${state.replaceAll('_', ' ')}`);
}
