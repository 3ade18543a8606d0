import { noAnswer } from '../../base/errors.js';
import type { Decision } from '../../engine/index.js';
import type { ApiEntry } from '../../store/ports/policy.js';

/** What an answer may rest on while no database confirms that it is current: none is in reach, or all lag behind. */
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
