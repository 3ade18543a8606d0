import type { ScopeTable } from '../../engine/index.js';
import type { CredentialCache } from './credential-cache.js';
import type { Invalidations } from './invalidations.js';

/** What credentials of every kind are kept in, and how a read is found to be older than a change. */
export interface CredentialCaches {
  readonly cache: CredentialCache;
  readonly invalidations: Invalidations;
  readonly scopes: ScopeTable;
}
