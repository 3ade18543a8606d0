import type { AppliedState } from './applied-state.js';

export interface ReadinessDeps {
  readonly state: Pick<AppliedState, 'isFollowing' | 'confirmed' | 'since'>;
  readonly maxStalenessMs: number;
  /** Whether the database answers, and is behind its primary. */
  readonly follower: { readonly isLagging: boolean };
}

/** Why a replica is not ready before the policy is loaded, and from the beginning of its end. */
export const NOT_SERVING = 'the policy is not loaded, or the service is stopping';
const LAGS = 'the database that this replica reads from has lagged behind its primary for too long';
const UNCONFIRMED = 'no database has confirmed for too long that this replica is up to date';

const LOOK_EVERY_MS = 250;

/**
 * Null when this replica can decide for credentials as well as any other, else why not. It stays ready while it is degraded: its
 * answers are flagged, and the others are no better off. Past the longest staleness it is not: it answers for public
 * endpoints alone, and a replica that reaches the database should be asked.
 */
export function notReadyBecause({ state, maxStalenessMs, follower }: ReadinessDeps): string | null {
  if (!state.isFollowing) return NOT_SERVING;
  if (state.since(state.confirmed) > maxStalenessMs) return follower.isLagging ? LAGS : UNCONFIRMED;
  return null;
}

/** Tells of each change from now on, the present state first; answers with what ends it. */
export function watchReadiness(
  problem: () => string | null,
  onChange: (state: 'serving' | 'not_serving') => void,
): () => void {
  let last: boolean | null = null;
  const look = (): void => {
    const isReady = problem() === null;
    if (isReady !== last) onChange(isReady ? 'serving' : 'not_serving');
    last = isReady;
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
