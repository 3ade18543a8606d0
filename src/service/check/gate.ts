import { ScopegateError } from '../../base/errors.js';
import type { Check } from './answer.js';

/** Stands where the check will be, so that servers can bind their ports before the policy is loaded. */
export interface Gate {
  /** Rejects with `unavailable` until the gate is opened. */
  readonly check: Check;
  readonly isOpen: boolean;
  open(check: Check): void;
  /** For the end: calls under way go on, new ones are refused by the servers themselves. */
  shut(): void;
}

export function makeGate(): Gate {
  let inner: Check | null = null;
  let isOpen = false;
  return {
    check(request) {
      if (inner === null) throw new ScopegateError('unavailable', 'the policy is not loaded yet');
      return inner(request);
    },
    get isOpen() {
      return isOpen;
    },
    open(check) {
      inner = check;
      isOpen = true;
    },
    shut() {
      isOpen = false;
    },
  };
}
