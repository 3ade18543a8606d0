import type { AccessMode, CredentialKind } from '../../engine/index.js';
import type { Page, PageRequest } from './paging.js';

export interface ScopeView {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly implies: readonly string[];
  readonly impliedBy: readonly string[];
  readonly manages: readonly string[];
  readonly endpointCount: number;
  readonly keyCount: number;
}

export interface CategoryView {
  readonly name: string;
  readonly scopeCount: number;
  readonly standsAlone: boolean;
}

export interface ProductView {
  readonly name: string;
  readonly title: string;
  readonly manageScope: string | null;
  readonly endpointCount: number;
}

export interface ApiView {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly errorFamily: string;
  readonly endpointCount: number;
}

export type Effect = 'read' | 'write';

export interface ManagedEndpoint {
  readonly id: string;
  readonly api: string;
  readonly method: string;
  readonly template: string;
  readonly effect: Effect;
  readonly product: string | null;
  readonly access: AccessMode;
  /** The manage scope of the product included. */
  readonly requiredScopes: readonly string[];
  readonly sufficientScopes: readonly string[];
  readonly acceptedKinds: readonly CredentialKind[] | null;
}

export interface EndpointFilter {
  readonly q: string | null;
  readonly api: string | null;
  readonly product: string | null;
  readonly method: string | null;
  readonly effect: Effect | null;
}

export interface EndpointListing extends PageRequest, EndpointFilter {
  /** Those that this scope opens. */
  readonly scope: string | null;
  readonly access: AccessMode | null;
}

export interface CallerView {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly account: string;
  readonly matchedScopes: readonly string[];
}

export interface CallerListing extends PageRequest {
  readonly endpointId: string;
  readonly q: string | null;
}

/** Policy as people read it. */
export interface PolicyBrowser {
  listScopes(): Promise<readonly ScopeView[]>;
  /** In the order in which they are shown. */
  listCategories(): Promise<readonly CategoryView[]>;
  listProducts(): Promise<readonly ProductView[]>;
  listApis(): Promise<readonly ApiView[]>;
  listEndpoints(listing: EndpointListing): Promise<Page<ManagedEndpoint>>;
  /** Rejects with `not_found`. */
  findEndpoint(id: string): Promise<ManagedEndpoint>;
  /** Usable credentials that the endpoint lets through. Rejects with `not_found`. */
  listCallers(listing: CallerListing): Promise<Page<CallerView>>;
}
