import { ScopegateError } from '../../base/errors.js';
import type { NewSession, SessionStore } from '../ports/sessions.js';
import type { Pool, Query } from './pool.js';
import { writeCredential } from './write-credential.js';

const userText = `
  SELECT c.id::float8 AS id,
    c.enabled AND coalesce(c.not_before <= now(), true) AND coalesce(now() < c.expires_at, true) AS "isUsable"
  FROM scopegate.credential c WHERE c.kind = 'user' AND c.public_id = $1::text FOR SHARE`;

const createText = `
  WITH made AS (
    INSERT INTO scopegate.credential (public_id, kind, account, name, expires_at)
    SELECT $1::text, 'session', u.account, u.name, to_timestamp($3::float8 / 1000)
    FROM scopegate.credential u WHERE u.id = $2::bigint
    RETURNING id
  )
  INSERT INTO scopegate.session (credential, of_user, digest, idle)
    SELECT m.id, $2::bigint, $4::bytea, $5::float8 * interval '1 millisecond' FROM made m`;

const isSessionText = `
  SELECT FROM scopegate.credential c WHERE c.kind = 'session' AND c.public_id = $1::text`;

export function makeSessionStore(pool: Pool): SessionStore {
  return {
    createSession: (session) =>
      writeCredential(pool, async (query) => {
        await insertSession(query, session);
        return { publicId: session.publicId };
      }),
    endSession: (publicId) =>
      writeCredential(pool, async (query) => {
        const found = await query(isSessionText, [publicId]);
        if (found.length === 0) throw new ScopegateError('not_found', `no session "${publicId}"`);
        await query('SELECT scopegate.revoke_credential($1::text)', [publicId]);
        return { publicId };
      }),
  };
}

export async function insertSession(query: Query, session: NewSession): Promise<void> {
  const { publicId, login, expiresAtMs, digest, idleMs } = session;
  const [user] = await query<{ id: number; isUsable: boolean }>(userText, [login]);
  if (user === undefined) throw new ScopegateError('not_found', `no user "${login}"`);
  if (!user.isUsable) throw new ScopegateError('conflict', `the user "${login}" is disabled, expired or not valid yet`);
  await query(createText, [publicId, user.id, expiresAtMs, digest, idleMs]);
}
