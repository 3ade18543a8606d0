import { systemClock } from '../base/clock.js';
import { makeRouter } from '../engine/route.js';
import type { HeldPolicy } from '../service/held-policy.js';
import { makeLookupCredentials } from '../service/lookup/lookup-credentials.js';
import { makeLookupEndpoints } from '../service/lookup/lookup-endpoints.js';
import type { Lookups } from '../service/lookup/lookups.js';
import { makeCredentialLookup } from '../store/postgres/credential-lookup.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Observation } from './observation.js';

export interface LookupParts {
  readonly held: HeldPolicy;
  readonly freshness: { readonly applied: number };
  readonly reads: Pool;
  readonly observation: Observation;
}

/** Who can call what, by the policy that decisions are made with. */
export function makeLookups({ held, freshness, reads, observation }: LookupParts): Lookups {
  const policy = { directory: () => held.directory(), compiledApis: held.compiledApis, freshness };
  const stored = observation.store(makeCredentialLookup(reads));
  return {
    endpoints: makeLookupEndpoints({
      ...policy,
      credentials: stored,
      subjectOf: (row) => held.hold(row).subject,
      clock: systemClock,
    }),
    // A router has room to work in for one request at a time, so this one is not shared.
    credentials: makeLookupCredentials({ ...policy, holders: stored, router: makeRouter() }),
  };
}
