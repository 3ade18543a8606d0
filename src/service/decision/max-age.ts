import type { Decision } from '../../engine/index.js';
import type { CachedCredential } from '../identity/credential-cache.js';

/**
 * For how long an answer stays the same if nothing is changed: never past the moment at which the credential
 * begins or ceases to be valid. Only the time of validity matters here; a change is what the gateway must hear of.
 */
export function maxAgeOf(
  decision: Decision,
  credential: CachedCredential | null,
  nowMs: number,
  limitMs: number,
): number {
  if (limitMs === 0 || decision.reason === 'unknown_credential') return 0;
  if (credential === null) return limitMs;
  const { notBeforeMs, expiresAtMs } = credential.row;
  const { reusableUntilMs = Infinity } = credential;
  const reusableMs = Math.max(0, reusableUntilMs - nowMs);
  return Math.min(limitMs, reusableMs, untilMs(notBeforeMs, nowMs), untilMs(expiresAtMs, nowMs));
}

/** Time until an instant that lies ahead; without end for one that is past or unset. */
function untilMs(instantMs: number | null, nowMs: number): number {
  return instantMs === null || instantMs <= nowMs ? Number.POSITIVE_INFINITY : instantMs - nowMs;
}
