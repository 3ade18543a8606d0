/** One row of the policy that an import writes. */
export interface PlannedEndpoint {
  readonly method: string;
  readonly template: string;
  readonly access: 'scoped' | 'authenticated' | 'public' | 'closed';
  /** Sorted; empty unless `access` is `scoped`. */
  readonly scopes: readonly string[];
}
