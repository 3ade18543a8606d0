/** The subject of a committed change. `everything` stands for a change that is too wide or too old to name. */
export type Change =
  | { readonly kind: 'catalogue' }
  | { readonly kind: 'api'; readonly apiId: number }
  | { readonly kind: 'credential'; readonly credentialId: number }
  | { readonly kind: 'everything' };

export interface ChangesRead {
  /** After applying `changes`, a replica has applied every change up to this revision. */
  readonly revision: number;
  readonly changes: readonly Change[];
  /** How far behind the newest commit this may be, beside the time of the read itself; absent for not at all. */
  readonly lagMs?: number;
}

export interface ChangeReader {
  /**
   * Changes with a revision above `since`, in commit order; one cheap statement when there are none. A revision below
   * `since` means that the database lost commits, and what it holds now is all there is. Rejects with `unavailable` when
   * a standby has not received `since` yet.
   */
  readChanges(since: number): Promise<ChangesRead>;
}

export interface ChangeListener {
  /**
   * Calls `wake` soon after a commit, where the database can, with the revision of that commit, or 0 where it is not known;
   * missing calls are harmless. Resolves with a closer.
   */
  listen(wake: (revision: number) => void): Promise<() => Promise<void>>;
}
