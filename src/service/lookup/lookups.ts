import { ScopegateError } from '../../base/errors.js';
import type { LookupCredentials } from './lookup-credentials.js';
import type { LookupEndpoints } from './lookup-endpoints.js';

/** Who can call what. */
export interface Lookups {
  readonly endpoints: LookupEndpoints;
  readonly credentials: LookupCredentials;
}

/** Stands where the lookups will be, so that servers can bind their ports before the policy is loaded. */
export interface LookupGate extends Lookups {
  open(lookups: Lookups): void;
}

/** What is asked before it is opened throws `unavailable`. */
export function makeLookupGate(): LookupGate {
  let inner: Lookups | null = null;
  const opened = (): Lookups => {
    if (inner === null) throw new ScopegateError('unavailable', 'the policy is not loaded yet');
    return inner;
  };
  return {
    endpoints: (request) => opened().endpoints(request),
    credentials: (request) => opened().credentials(request),
    open(lookups) {
      inner = lookups;
    },
  };
}
