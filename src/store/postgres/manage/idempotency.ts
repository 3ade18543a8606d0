import { ScopegateError } from '../../../base/errors.js';
import type { Idempotency } from '../../ports/managed-keys.js';
import type { Query } from '../pool.js';

export interface EarlierAnswer {
  /** Public id of the key that was made then. */
  readonly made: string;
}

const forgetOwnText = `
  DELETE FROM scopegate.idempotency_key i
  WHERE i.principal = $1::text AND i.key = $2::text AND i.at < now() - interval '24 hours'`;

/** Some of the others that have expired: whoever claims next removes more. */
const forgetOthersText = `
  DELETE FROM scopegate.idempotency_key i WHERE (i.principal, i.key) IN (
    SELECT o.principal, o.key FROM scopegate.idempotency_key o
    WHERE o.at < now() - interval '24 hours' ORDER BY o.at LIMIT 100 FOR UPDATE SKIP LOCKED)`;

const claimText = `
  INSERT INTO scopegate.idempotency_key (principal, key, request_digest, made)
  VALUES ($1::text, $2::text, $3::bytea, $4::text) ON CONFLICT DO NOTHING RETURNING 1 AS claimed`;

const earlierText = `
  SELECT i.request_digest, i.made FROM scopegate.idempotency_key i
  WHERE i.principal = $1::text AND i.key = $2::text AND i.at >= now() - interval '24 hours'`;

/**
 * Claims the key for what this transaction is about to make; null when it is ours. Waits for a transaction that holds
 * the same key. Rejects with `idempotency_reused` when it was used for another request.
 */
export async function claimOnce(query: Query, once: Idempotency, made: string): Promise<EarlierAnswer | null> {
  await query(forgetOwnText, [once.principal, once.key]);
  await query(forgetOthersText);
  const claimed = await query(claimText, [once.principal, once.key, once.requestDigest, made]);
  return claimed.length > 0 ? null : findEarlier(query, once);
}

/** What an earlier request with this key made; null when there was none. */
export async function findEarlier(query: Query, once: Idempotency): Promise<EarlierAnswer | null> {
  const [earlier] = await query<{ made: string; request_digest: Buffer }>(earlierText, [once.principal, once.key]);
  if (earlier === undefined) return null;
  if (!earlier.request_digest.equals(once.requestDigest)) {
    throw new ScopegateError('idempotency_reused', 'this idempotency key was used for another request', {
      hint: 'Use a new key for each new request.',
    });
  }
  return { made: earlier.made };
}
