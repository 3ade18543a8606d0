import { hash, verify } from '@node-rs/argon2';
import { ScopegateError } from '../../base/errors.js';

/** Hashing of passwords, a few at a time: it is slow by design, and there is always more guessing than machine. */
export interface Passwords {
  /** Argon2id (RFC 9106) in PHC string form. Rejects with `unavailable` when too many wait. */
  hash(password: string): Promise<string>;
  /** Takes the same time for null, which no password matches. Rejects with `unavailable` when too many wait. */
  matches(password: string, hash: string | null): Promise<boolean>;
  readonly waiting: number;
}

export interface PasswordLimits {
  /** At once; each takes a thread of the pool that file and name lookups share. */
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

/** OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane; about 25 ms of one core. The variant is the default. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of no password: made with the same cost from random bytes that were thrown away. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$xIoMIzFzY6L20aMiWMPseg$p829G2xZfL2OOfh88SCOrcjkJPsd637Y7HvoHKSRNDA';

/** A bounded queue in front of the hash; a failed hash gives its place back. */
export function makePasswords({ maxRunning, maxWaiting }: PasswordLimits): Passwords {
  const queue: (() => void)[] = [];
  let running = 0;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running < maxRunning) running++;
    else if (queue.length >= maxWaiting)
      throw new ScopegateError('unavailable', 'too many passwords are being checked');
    // Whoever is done hands its place on.
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hash(password, COST)),
    async matches(password, stored) {
      const isMatch = await inTurn(() => verify(stored ?? NOBODY, password));
      return isMatch && stored !== null;
    },
    get waiting() {
      return queue.length;
    },
  };
}
