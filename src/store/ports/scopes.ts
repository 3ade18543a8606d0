/** The scope catalogue. */
export interface ScopeReader {
  /** Names of all scopes, sorted by code unit. */
  readScopeNames(): Promise<readonly string[]>;
}
