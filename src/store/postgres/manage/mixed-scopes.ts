import { ScopegateError } from '../../../base/errors.js';
import type { Query } from '../pool.js';

/** The category of scopes for what runs in browsers, where a key is seen by everybody: such a key must open nothing else. */
const ALONE = 'Web SDK';

const mixedText = `
  SELECT c.public_id AS id FROM scopegate.credential c
  WHERE c.kind = 'api_key' AND c.revoked_at IS NULL
    AND (c.id = $1::bigint OR EXISTS (SELECT FROM scopegate.credential_role r WHERE r.credential = c.id AND r.role = $2::text))
    AND (SELECT count(DISTINCT s.category = '${ALONE}') FROM scopegate.credential_held_scope h
         JOIN scopegate.scope s ON s.name = h.scope WHERE h.credential = c.id) > 1
  ORDER BY c.id LIMIT 1`;

/**
 * Asked after a change of what a key holds, or a role grants; roles count. Rejects with `conflict` where an API key then
 * holds scopes of the category Web SDK and others.
 */
export async function refuseMixedScopes(
  query: Query,
  changed: { readonly keyId: number } | { readonly role: string },
): Promise<void> {
  const values = 'keyId' in changed ? [changed.keyId, null] : [null, changed.role];
  const [mixed] = await query<{ id: string }>(mixedText, values);
  if (mixed === undefined) return;
  const whose = 'keyId' in changed ? 'the key' : `the API key "${mixed.id}"`;
  throw new ScopegateError('conflict', `${whose} would hold scopes of the category "${ALONE}" together with others`, {
    hint: `A key with "${ALONE}" scopes is public, and holds no others: make two keys. What roles grant counts.`,
  });
}
