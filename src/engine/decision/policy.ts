/**
 * Policy as plain data: what compilation reads. One `ApiSource` is one unit of compilation and of caching.
 * The values come from rows or from a route file; nothing here is trusted to be well formed.
 */

/** How an endpoint is guarded; explicit on each one, so that an empty scope list never has an implied meaning. */
export type AccessMode = 'scoped' | 'authenticated' | 'public' | 'closed';

export type CredentialKind = 'api_key' | 'user' | 'session' | 'oauth_token';

/** What may stand percent-encoded inside a parameter of this endpoint although it is refused elsewhere. */
export type EncodedAllowance = 'slash' | 'percent';

export interface EndpointSource {
  /** Names the row in every error: a row id, or a line number of a route file. */
  readonly id: number;
  /** An upper-case token (RFC 9110, section 9.1), or `*` for any. */
  readonly method: string;
  readonly template: string;
  readonly access: AccessMode;
  /** Holding any one is enough. */
  readonly scopes: readonly string[];
  readonly product: string | null;
  /** False where the endpoint opts out of its product's manage scope. */
  readonly managed: boolean;
  /** Kinds of credential that may call it; null for all. */
  readonly acceptedKinds: readonly CredentialKind[] | null;
  readonly encoded: readonly EncodedAllowance[];
}

export interface ApiSource {
  readonly id: number;
  readonly name: string;
  readonly endpoints: readonly EndpointSource[];
  /** Product name to its manage scope, for products that have one. */
  readonly manageScopes: ReadonlyMap<string, string>;
  /** `[a, b]`: holding `a` counts as holding `b`. Transitive; cycles are an error. */
  readonly implications: readonly (readonly [implying: string, implied: string])[];
}
