import { ScopegateError } from '../../../base/errors.js';
import type { Clock } from '../../../base/clock.js';

/** A DPoP proof that was taken. */
export interface TakenProof {
  /** Thumbprint of the key that signed it. */
  readonly jkt: string;
  /** The `jti` that its holder gave it. */
  readonly id: string;
  /** When it would be too old anyway. */
  readonly untilMs: number;
}

/** Proofs that were taken and may not be taken again (RFC 9449, section 11.1). */
export interface JtiCache {
  /**
   * Notes a proof; false where it was noted before.
   *
   * @throws ScopegateError `resource_exhausted` when too many are remembered, of this key or of all: forgetting one could
   *   let it pass again
   */
  note(proof: TakenProof): boolean;
}

export interface JtiCacheLimits {
  readonly maxRemembered: number;
  /** Of one key, so that no holder takes the room of all others. */
  readonly maxOfOneKey: number;
}

interface Noted {
  readonly jkt: string;
  readonly untilMs: number;
}

/** What is over is forgotten before anything is refused. */
export function makeJtiCache({ maxRemembered, maxOfOneKey }: JtiCacheLimits, clock: Clock): JtiCache {
  const noted = new Map<string, Noted>();
  const ofKey = new Map<string, number>();

  function forget(name: string, { jkt }: Noted): void {
    noted.delete(name);
    const left = (ofKey.get(jkt) ?? 0) - 1;
    if (left > 0) ofKey.set(jkt, left);
    else ofKey.delete(jkt);
  }

  function forgetOver(nowMs: number): void {
    // Nearly in the order of their ends, because all last equally long.
    for (const [name, proof] of noted) {
      if (proof.untilMs >= nowMs) return;
      forget(name, proof);
    }
  }

  return {
    note({ jkt, id, untilMs }) {
      const nowMs = clock();
      const name = `${jkt} ${id}`;
      const known = noted.get(name);
      if (known !== undefined && known.untilMs >= nowMs) return false;
      if (known !== undefined) forget(name, known);
      forgetOver(nowMs);
      if (noted.size >= maxRemembered || (ofKey.get(jkt) ?? 0) >= maxOfOneKey) {
        throw new ScopegateError('resource_exhausted', 'too many DPoP proofs at once');
      }
      noted.set(name, { jkt, untilMs });
      ofKey.set(jkt, (ofKey.get(jkt) ?? 0) + 1);
      return true;
    },
  };
}
