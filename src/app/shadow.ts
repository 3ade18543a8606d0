import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import { makeShadow } from '../service/shadow/shadow-checks.js';
import type { Shadow } from '../service/shadow/shadow-checks.js';
import { followCandidate } from '../service/shadow/follow-candidate.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeShadowStore } from '../store/postgres/shadow/shadow-store.js';
import type { Metrics } from '../telemetry/metrics.js';

/** How soon a candidate is taken up, and how much counting is lost when the process dies. */
const LOOK_EVERY_MS = 2_000;

export function makeServiceShadow({ shadowChecks }: Pick<Metrics, 'shadowChecks'>): Shadow {
  return makeShadow({ clock: systemClock, count: (outcome) => shadowChecks.inc({ outcome }) });
}

export interface FollowingParts {
  readonly closers: Closers;
  readonly log: Log;
}

/** Follows the candidate of the database until the end. */
export function startFollowing(shadow: Shadow, writes: Pool, { closers, log }: FollowingParts): void {
  const follower = followCandidate({ store: makeShadowStore(writes), shadow, log, everyMs: LOOK_EVERY_MS });
  closers.push('shadow policy', () => follower.stop());
}
