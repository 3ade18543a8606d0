import type { Clock } from '../../base/clock.js';
import { makeScopeTable } from '../../engine/index.js';
import type { ScopeTable } from '../../engine/index.js';
import { makeCredentialCache } from './credential-cache.js';
import type { CredentialCache, CredentialCacheLimits } from './credential-cache.js';
import { makeInvalidations } from './invalidations.js';
import type { Invalidations } from './invalidations.js';

/** What credentials of every kind are kept in, and how a read is found to be older than a change. */
export interface CredentialCaches {
  readonly cache: CredentialCache;
  readonly invalidations: Invalidations;
  readonly scopes: ScopeTable;
}

/** How many single changes are remembered to recognise reads that are older than them. */
const REMEMBERED_CHANGES = 100_000;

/** Empty ones. */
export function makeCredentialCaches(limits: CredentialCacheLimits, clock: Clock): CredentialCaches {
  return {
    cache: makeCredentialCache(limits, clock),
    invalidations: makeInvalidations(REMEMBERED_CHANGES),
    scopes: makeScopeTable(),
  };
}
