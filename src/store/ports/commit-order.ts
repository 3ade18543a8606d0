/** The transaction that keeps every other change of policy and credentials waiting. */
export interface CommitOrderHolder {
  /** Tells one transaction from another. */
  readonly transaction: string;
  /** A description for messages. */
  readonly who: string;
}

export interface CommitOrderReader {
  /** Null while nobody holds the order of commits. */
  readHolder(): Promise<CommitOrderHolder | null>;
}
