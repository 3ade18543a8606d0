import { hash, verify } from '@node-rs/argon2';
import type { Clock } from '../../base/clock.js';
import { systemClock } from '../../base/clock.js';
import { makeFairQueue } from './fair-queue.js';
import type { Waiter, FairQueueLimits } from './fair-queue.js';

/** Hashing of passwords, a few at a time: it is slow by design, and there is always more guessing than machine. */
export interface Passwords {
  /** Argon2id (RFC 9106) in PHC string form. Rejects with `unavailable` when too many wait. */
  hash(password: string): Promise<string>;
  /**
   * Takes the same time for null, which no password matches. Rejects with `unavailable` when too many wait, and with
   * `deadline_exceeded` when its turn came too late; nothing was compared then.
   */
  matches(password: string, hash: string | null, turn?: Waiter): Promise<boolean>;
  readonly waiting: number;
}

/** OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane; about 25 ms of one core. The variant is the default. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of no password: made with the same cost from random bytes that were thrown away. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$xIoMIzFzY6L20aMiWMPseg$p829G2xZfL2OOfh88SCOrcjkJPsd637Y7HvoHKSRNDA';

const ORDINARY: Waiter = { group: '', isKnown: false, deadlineMs: Infinity };

/** A bounded queue in front of the hash; a failed hash gives its place back. Each hash takes a thread of the pool of Node. */
export function makePasswords(limits: FairQueueLimits, clock: Clock = systemClock): Passwords {
  const turns = makeFairQueue(limits, clock);
  return {
    hash: (password) => turns.take(ORDINARY, () => hash(password, COST)),
    async matches(password, stored, turn = ORDINARY) {
      const isMatch = await turns.take(turn, () => verify(stored ?? NOBODY, password));
      return isMatch && stored !== null;
    },
    get waiting() {
      return turns.waiting;
    },
  };
}
