import type { Searches } from './searches.js';
import type { LookupCredentials } from './lookup-credentials.js';
import type { LookupEndpoints } from './lookup-endpoints.js';

/** Lookups: who can call what. */
export interface Lookups {
  readonly endpoints: LookupEndpoints;
  readonly credentials: LookupCredentials;
  readonly searches: Searches;
}
