import { ScopegateError } from '../../../base/errors.js';
import type { ManagedSession, ManagedSessionStore } from '../../ports/managed-sessions.js';
import type { Pool } from '../pool.js';
import { insertSession } from '../session-store.js';
import { asActor } from './as-actor.js';
import { readPage } from './paging.js';
import { readUser } from './user-store.js';

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

const isSessionText = `
  SELECT c.id::float8 AS id FROM scopegate.credential c WHERE c.kind = 'session' AND c.public_id = $1::text`;

export function makeManagedSessionStore(pool: Pool): ManagedSessionStore {
  return {
    listSessions: (listing) =>
      readPage<ManagedSession>(pool.query, {
        matched,
        values: [listing.login],
        sorting: { by: 'm."createdAtMs"', type: 'float8', order: 'desc' },
        page: listing,
      }),
    beginSession: (session, actor, judge) =>
      asActor(pool, actor, async (query) => {
        await insertSession(query, session);
        // The row of the user is held now: grants to it wait until this is done.
        judge(await readUser(query, session.login));
        return { publicId: session.publicId };
      }),
    endSession: (publicId, actor) =>
      asActor(pool, actor, async (query) => {
        const rows = await query(isSessionText, [publicId]);
        if (rows.length === 0) throw new ScopegateError('not_found', `no session "${publicId}"`);
        await query('SELECT scopegate.revoke_credential($1::text)', [publicId]);
        return null;
      }),
  };
}
