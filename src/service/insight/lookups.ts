import { noAnswer } from '../../base/errors.js';
import type { Searches } from './searches.js';
import type { LookupCredentials } from './lookup-credentials.js';
import type { LookupEndpoints } from './lookup-endpoints.js';

/** Who can call what. */
export interface Lookups {
  readonly endpoints: LookupEndpoints;
  readonly credentials: LookupCredentials;
  readonly searches: Searches;
}

/** Stands where the lookups will be, so that servers can bind their ports before the policy is loaded. */
export interface LookupGate extends Lookups {
  open(lookups: Lookups): void;
}

/** What is asked before it is opened throws `unavailable`. */
export function makeLookupGate(): LookupGate {
  let inner: Lookups | null = null;
  const opened = (): Lookups => {
    if (inner === null) throw noAnswer('the policy is not loaded yet');
    return inner;
  };
  return {
    endpoints: (request) => opened().endpoints(request),
    credentials: (request) => opened().credentials(request),
    searches: {
      subjects: async (request, wanted) => opened().searches.subjects(request, wanted),
      routes: async (request, wanted) => opened().searches.routes(request, wanted),
      methods: async (request, wanted) => opened().searches.methods(request, wanted),
    },
    open(lookups) {
      inner = lookups;
    },
  };
}
