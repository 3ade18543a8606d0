import { ScopegateError } from '../../base/errors.js';
import type { Decision } from '../../engine/decide.js';
import type { ApiEntry } from '../../store/ports/policy.js';

/** What an answer may rest on while the database is out of reach. */
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
  throw new ScopegateError('unavailable', 'the database has been out of reach for longer than may be bridged');
}

/** No record, while nobody can tell whether there is one: that is no answer, and not "unknown". */
export function refuseUnconfirmed(): never {
  throw new ScopegateError('unavailable', 'the credential is not held, and the database is out of reach');
}
