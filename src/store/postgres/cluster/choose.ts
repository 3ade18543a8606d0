import type { MemberState } from './state.js';

/** Which of several databases to read from and which to write to, by their place in the list; -1 for none. */
export interface Choice {
  readonly read: number;
  readonly write: number;
  /** The highest timeline that any primary has shown so far. */
  readonly timeline: number;
}

export const NO_CHOICE: Choice = { read: -1, write: -1, timeline: 0 };

/**
 * Reads go to the first that answers, writes to the primary. Left out are a primary whose timeline has ended, because
 * another was promoted meanwhile and what is written to the old one is lost; and a standby that has not yet received
 * what was already applied here: whoever read from it would go back in time.
 *
 * @param states in the order of the list; null for one that does not answer
 * @param floor the revision that is applied here
 */
export function choose(states: readonly (MemberState | null)[], floor: number, before: Choice): Choice {
  const timeline = Math.max(before.timeline, ...states.map((state) => state?.timeline ?? 0));
  const isPrimary = (state: MemberState | null): boolean =>
    state !== null && !state.isStandby && state.timeline >= timeline;
  const isCurrent = (state: MemberState | null): boolean =>
    state?.isStandby === true ? state.revision >= floor : isPrimary(state);
  return { read: states.findIndex(isCurrent), write: states.findIndex(isPrimary), timeline };
}
