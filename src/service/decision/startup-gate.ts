import { noAnswer } from '../../base/errors.js';
import type { Check } from './answer.js';
import type { CheckBatch } from './check-batch.js';

/** The ways to ask. */
export interface Checks {
  readonly check: Check;
  readonly checkBatch: CheckBatch;
}

/** Stands where the check will be, so that servers can bind their ports before the policy is loaded. */
export interface Gate extends Checks {
  // What is asked before the gate is opened rejects with `unavailable`.
  readonly isOpen: boolean;
  open(checks: Checks): void;
  /** For the end: calls under way go on, new ones are refused by the servers themselves. */
  shut(): void;
}

/** A gate that is shut. */
export function makeGate(): Gate {
  let inner: Checks | null = null;
  let isOpen = false;
  const opened = (): Checks => {
    if (inner === null) throw noAnswer('the policy is not loaded yet');
    return inner;
  };
  return {
    check: (request) => opened().check(request),
    checkBatch: (batch) => opened().checkBatch(batch),
    get isOpen() {
      return isOpen;
    },
    open(checks) {
      inner = checks;
      isOpen = true;
    },
    shut() {
      isOpen = false;
    },
  };
}
