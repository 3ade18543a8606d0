/** Whether this replica can decide for credentials as well as any other. */
export interface Readiness {
  /** Null when it can, else why not. */
  problem(): string | null;
  /** Tells of each change from now on, the present state first; answers with what ends it. */
  watch(onChange: (state: 'serving' | 'not_serving') => void): () => void;
}

export interface ReadinessDeps {
  /** True from the first full load to the beginning of the end. */
  readonly isLoaded: () => boolean;
  readonly ageMs: () => number;
  readonly maxStalenessMs: number;
  /** Whether the database answers, and is behind its primary; left out: nobody can say. */
  readonly isLagging?: () => boolean;
}

const LAGS = 'the database that this replica reads from has lagged behind its primary for too long';
const UNCONFIRMED = 'no database has confirmed for too long that this replica is up to date';

const LOOK_EVERY_MS = 250;

/**
 * A replica stays ready while it is degraded: its answers are flagged, and the others are no better off. Past the longest
 * staleness it is not: it answers for public endpoints alone, and a replica that reaches the database should be asked.
 */
export function makeReadiness(deps: ReadinessDeps): Readiness {
  const problem = (): string | null => {
    if (!deps.isLoaded()) return 'the policy is not loaded, or the service is stopping';
    if (deps.ageMs() > deps.maxStalenessMs) return deps.isLagging?.() === true ? LAGS : UNCONFIRMED;
    return null;
  };
  return {
    problem,
    watch(onChange) {
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
    },
  };
}
