import { systemClock } from '../base/clock.js';
import type { Config } from '../config.js';
import { makeRouter } from '../engine/index.js';
import type { CheckDeps } from '../service/decision/check.js';
import type { Freshness } from '../service/decision/freshness/freshness.js';
import type { LivePolicy } from '../service/decision/live-policy.js';
import { degradedAfter } from '../service/decision/staleness.js';
import { holdCredential } from '../service/identity/api-keys.js';
import type { CredentialCaches } from '../service/identity/credential-caches.js';
import { makeLookupCredentials } from '../service/insight/lookup-credentials.js';
import { makeLookupEndpoints } from '../service/insight/lookup-endpoints.js';
import type { Lookups } from '../service/insight/lookups.js';
import { makeRecognise } from '../service/insight/recognise.js';
import { makeSearchMethods } from '../service/insight/search-methods.js';
import { makeSearchRoutes } from '../service/insight/search-routes.js';
import { makeSearchSubjects } from '../service/insight/search-subjects.js';
import { makeCredentialLookup } from '../store/postgres/credential-lookup.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Identity } from './identity.js';
import type { Observation } from './observers.js';

export interface DecisionParts {
  readonly config: Config;
  readonly policy: LivePolicy;
  readonly freshness: Freshness;
  readonly identity: Identity;
}

/** What every decision is made with. */
export function decideBy({ config, policy, freshness, identity }: DecisionParts): CheckDeps {
  return {
    directory: () => policy.directory(),
    compiledApis: policy.compiledApis,
    ...identity,
    freshness,
    staleness: { degradedAfterMs: degradedAfter(config.pollIntervalMs), maxMs: config.maxStalenessMs },
    router: makeRouter(),
    maxAgeMs: config.answerMaxAgeMs,
    clock: systemClock,
  };
}

export interface LookupParts {
  readonly checking: CheckDeps;
  readonly credentials: CredentialCaches;
  readonly reads: Pool;
  readonly observation: Observation;
}

/** Who can call what, by the policy that decisions are made with. */
export function makeLookups({ checking, credentials, reads, observation }: LookupParts): Lookups {
  // A router has room to work in for one request at a time, so these are not shared.
  const deciding = { ...checking, router: makeRouter() };
  const recognise = makeRecognise(deciding);
  const stored = observation.store(makeCredentialLookup(reads));
  return {
    endpoints: makeLookupEndpoints({
      ...checking,
      credentials: stored,
      subjectOf: (row) => holdCredential(row, credentials.scopes).subject,
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
