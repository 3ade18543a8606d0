import { ScopegateError } from '../../../base/errors.js';
import type { Clock } from '../../../base/clock.js';

/** Proofs that were taken and may not be taken again. */
export interface Replays {
  /**
   * Notes a proof until that time; false where it was noted before.
   *
   * @throws ScopegateError `resource_exhausted` when too many are remembered: forgetting one could let it pass again
   */
  note(proof: string, untilMs: number): boolean;
}

/** What is over is forgotten before anything is refused. */
export function makeReplays(maxRemembered: number, clock: Clock): Replays {
  const until = new Map<string, number>();
  return {
    note(proof, untilMs) {
      const nowMs = clock();
      const known = until.get(proof);
      if (known !== undefined && known >= nowMs) return false;
      // Nearly in the order of their ends, because all last equally long.
      for (const [oldest, endsAtMs] of until) {
        if (endsAtMs >= nowMs) break;
        until.delete(oldest);
      }
      if (until.size >= maxRemembered) throw new ScopegateError('resource_exhausted', 'too many DPoP proofs at once');
      until.delete(proof);
      until.set(proof, untilMs);
      return true;
    },
  };
}
