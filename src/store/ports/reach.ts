import type { CredentialKind } from '../../engine/index.js';
import type { EndpointFilter, ManagedEndpoint } from './browsing.js';
import type { Page, PageRequest } from './paging.js';

export interface Holding {
  readonly scopes: readonly string[];
  readonly kind: CredentialKind;
}

export interface ReachListing extends PageRequest, EndpointFilter {
  readonly holding: Holding;
}

export interface ReachableEndpoint extends ManagedEndpoint {
  /** Held scopes that open it; empty where none is needed. */
  readonly through: readonly string[];
}

export interface ProductReach {
  /** Null: endpoints without a product. */
  readonly product: string | null;
  readonly title: string | null;
  readonly read: number;
  readonly write: number;
  readonly total: number;
  /** Endpoints of the product. */
  readonly outOf: number;
}

/** Describes a set of reachable endpoints. */
export interface ReachReader {
  /** One page of those endpoints, by row id. */
  listReachable(listing: ReachListing, endpointIds: readonly number[]): Promise<Page<ManagedEndpoint>>;
  /** Counts of those endpoints by product; products without any are left out. */
  summarise(
    endpointIds: readonly number[],
  ): Promise<{ readonly products: readonly ProductReach[]; readonly outOf: number }>;
  /** The scopes with everything that they imply. */
  coveredScopes(scopes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those that do not exist. */
  unknownScopes(scopes: readonly string[]): Promise<readonly string[]>;
}
