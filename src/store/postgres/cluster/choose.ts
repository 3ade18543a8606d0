import type { MemberState } from './state.js';

/** Which of several databases to read from and which to write to, by their place in the list; -1 for none. */
export interface Choice {
  readonly read: number;
  readonly write: number;
  /** The highest timeline that any primary has shown so far. */
  readonly timeline: number;
  /**
   * For each place in the list, how many looks a standby that lagged has yet to pass before it counts as fresh again;
   * 0 or absent for a fresh member.
   */
  readonly probation: readonly number[];
}

export const NO_CHOICE: Choice = { read: -1, write: -1, timeline: 0, probation: [] };

export interface ChooseLimits {
  /** The revision that is applied here. */
  readonly floor: number;
  /** A standby that lags more than this is read from only where no member is fresher: the answers would be degraded. */
  readonly maxLagMs: number;
}

/** A standby that lagged must follow closely on so many looks in a row: one that stops again and again is not gone back to. */
export const LOOKS_OF_PROBATION = 5;

/**
 * Writes go to the primary, reads to the first member in the list that is fresh. Where none is fresh, reads go to the
 * freshest. Three kinds are left out: a primary whose timeline has ended, because another was promoted meanwhile and
 * what is written to the old one is lost; a standby that has not yet received what was already applied here, because a
 * replica that read from it would go back in time; and a member that does not answer.
 *
 * @param states in the order of the list; null for one that does not answer
 */
export function choose(states: readonly (MemberState | null)[], limits: ChooseLimits, before: Choice): Choice {
  const timeline = Math.max(before.timeline, ...states.map((state) => state?.timeline ?? 0));
  const isPrimary = (state: MemberState | null): boolean =>
    state !== null && !state.isStandby && state.timeline >= timeline;
  const probation = states.map((state, index) => probationOf(state, before.probation[index] ?? 0, limits));
  const usable = states.flatMap((state, index) =>
    state !== null && (state.isStandby ? state.revision >= limits.floor : isPrimary(state)) ? [{ state, index }] : [],
  );
  const fresh = usable.find(({ index }) => probation[index] === 0);
  const read = fresh?.index ?? freshest(usable, before.read, limits);
  return { read, write: states.findIndex(isPrimary), timeline, probation };
}

/** Back in use needs half the lag that ended it, so that a standby near the limit does not come and go. */
function probationOf(state: MemberState | null, left: number, { maxLagMs }: ChooseLimits): number {
  // One that does not answer is passed over anyway; what it was before stays as it is.
  if (state === null) return left;
  if (!state.isStandby) return 0;
  if (state.lagMs > maxLagMs) return LOOKS_OF_PROBATION;
  if (left === 0) return 0;
  return state.lagMs <= maxLagMs / 2 ? left - 1 : LOOKS_OF_PROBATION;
}

interface Usable {
  readonly state: MemberState;
  readonly index: number;
}

/**
 * Of those that are about as fresh as the freshest, the one with the newest revision. The member in use stays unless
 * another one is better: two standbys of a dead primary age alike, and reads would go back and forth.
 */
function freshest(usable: readonly Usable[], inUse: number, { maxLagMs }: ChooseLimits): number {
  const leastLagMs = Math.min(...usable.map(({ state }) => state.lagMs));
  const alike = usable.filter(({ state }) => state.lagMs <= leastLagMs + maxLagMs);
  const newest = Math.max(...alike.map(({ state }) => state.revision));
  const best = alike.filter(({ state }) => state.revision === newest);
  return (best.find(({ index }) => index === inUse) ?? best[0])?.index ?? -1;
}
