import { noAnswer } from '../../base/errors.js';
import type { Decision } from '../../engine/index.js';
import type { ApiEntry } from '../../store/ports/policy.js';
import type { CachedCredential } from '../identity/credential-cache.js';

/**
 * Limits for answers while no database confirms that the policy is current, because none can be reached or all lag
 * behind.
 */
export interface Staleness {
  /** Without a confirmation for longer than this an answer is flagged, and nothing is called unknown. */
  readonly degradedAfterMs: number;
  /** Without one for longer than this only public endpoints are answered for. */
  readonly maxMs: number;
}

/** Methods that read only (RFC 9110, section 9.2.1), as far as endpoints have them. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The strictest of the limits that hold for a request of this API.
 *
 * @param listed null where the request reached no API
 */
export function stalenessLimit(staleness: Staleness, listed: ApiEntry | null, method: string): number {
  if (listed === null) return staleness.maxMs;
  const ofApi = Math.min(staleness.maxMs, listed.maxStalenessMs ?? Infinity);
  return READING.has(method) ? ofApi : Math.min(ofApi, listed.maxWriteStalenessMs ?? Infinity);
}

/** @throws ScopegateError `unavailable` where the decision rests on state older than `limitMs` and needs it fresher */
export function refuseStale(decision: Decision, ageMs: number, limitMs: number): void {
  if (ageMs <= limitMs || decision.reason === 'public_endpoint') return;
  const limit = `${String(limitMs / 1000)} s`;
  throw noAnswer(`${describeAge(ageMs)}; the limit is ${limit}`);
}

/** No record, while nobody can tell whether there is one: that is no answer, and not "unknown". */
export function refuseUnconfirmed(ageMs: number): never {
  throw noAnswer(`the credential is not cached here, and ${describeAge(ageMs)}`);
}

/** True of a database that is away, and of one that answers and lags behind its primary. */
function describeAge(ageMs: number): string {
  const since = Number.isFinite(ageMs) ? `for ${(ageMs / 1000).toFixed(1)} s` : 'yet';
  return `no database has confirmed ${since} that this replica is up to date`;
}

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

/** Some polls may fail or come late before an answer is flagged. */
export function degradedAfter(pollIntervalMs: number): number {
  return Math.max(1000, 4 * pollIntervalMs);
}
