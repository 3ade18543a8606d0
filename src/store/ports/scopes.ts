/** The scope catalogue. */
export interface ScopeReader {
  /** Names of all scopes, sorted by code unit. */
  readScopeNames(): Promise<readonly string[]>;
  /** Names of the scopes that some credential holds which is enabled and not past its expiry; sorted by code unit. */
  readHeldScopes(): Promise<readonly string[]>;
}
