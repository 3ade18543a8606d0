import { systemClock } from '../base/clock.js';
import { makeRouter } from '../engine/index.js';
import type { LivePolicy } from '../service/decision/live-policy.js';
import type { CheckDeps } from '../service/decision/check.js';
import { makeLookupCredentials } from '../service/insight/lookup-credentials.js';
import { makeLookupEndpoints } from '../service/insight/lookup-endpoints.js';
import type { Lookups } from '../service/insight/lookups.js';
import { makeRecognise } from '../service/insight/recognise.js';
import { makeSearchMethods } from '../service/insight/search-methods.js';
import { makeSearchRoutes } from '../service/insight/search-routes.js';
import { makeSearchSubjects } from '../service/insight/search-subjects.js';
import { makeCredentialLookup } from '../store/postgres/credential-lookup.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Observation } from './observation.js';

export interface LookupParts {
  readonly held: LivePolicy;
  readonly checking: CheckDeps;
  readonly reads: Pool;
  readonly observation: Observation;
}

/** Who can call what, by the policy that decisions are made with. */
export function makeLookups({ held, checking, reads, observation }: LookupParts): Lookups {
  // A router has room to work in for one request at a time, so these are not shared.
  const deciding = { ...checking, router: makeRouter() };
  const recognise = makeRecognise(deciding);
  const stored = observation.store(makeCredentialLookup(reads));
  return {
    endpoints: makeLookupEndpoints({
      ...checking,
      credentials: stored,
      subjectOf: (row) => held.hold(row).subject,
      clock: systemClock,
    }),
    credentials: makeLookupCredentials({ ...checking, holders: stored, router: makeRouter() }),
    searches: {
      subjects: makeSearchSubjects({ checking: deciding, holders: stored, router: makeRouter() }),
      routes: makeSearchRoutes(deciding, recognise),
      methods: makeSearchMethods(deciding, recognise),
    },
  };
}
