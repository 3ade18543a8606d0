/** The scope catalogue. */
export interface ScopeReader {
  /** Names of all scopes, sorted by code unit. */
  readScopeNames(): Promise<readonly string[]>;
  /** The same, without the scopes of Scopegate's own Management API. */
  readOperatorScopeNames(): Promise<readonly string[]>;
  /**
   * Names of the scopes that some credential holds, directly or by a role, which is enabled and not past its expiry, or that
   * the tokens of a client can carry; sorted by code unit.
   */
  readHeldScopes(): Promise<readonly string[]>;
}
