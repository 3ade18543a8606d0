import type { ApiSource } from '../../engine/index.js';
import type { CredentialRow } from './credentials.js';
import type { ScopesFrom } from './issuers.js';
import type { ApiEntry } from './policy.js';

/** Policy of one moment. */
export interface PolicyOfMoment {
  readonly apis: readonly ApiEntry[];
  readonly sources: readonly ApiSource[];
}

/** A credential of one moment. What proves it has no history, and neither has the use that ends an idle session. */
export interface CredentialOfMoment {
  readonly row: CredentialRow;
  /** Issuer of an OAuth client; null for all other credentials. */
  readonly issuer: { readonly enabled: boolean; readonly scopesFrom: ScopesFrom } | null;
}

export interface HistoryExtent {
  /** The oldest revision that is still known. */
  readonly begins: number;
  /** The current one. */
  readonly newest: number;
}

/** Reads policy and credentials as they were at a revision. Each read sees one instant. A standby suffices. */
export interface HistoryReader {
  readExtent(): Promise<HistoryExtent>;
  /** The revision that was current at this time. */
  revisionAt(atMs: number): Promise<number>;
  /** Rejects with `not_found` for a revision before history begins, or one that is yet to come. */
  readPolicy(revision: number): Promise<PolicyOfMoment>;
  /** Credentials by public id, without those that did not exist then. Rejects as `readPolicy` does. */
  readCredentials(revision: number, publicIds: readonly string[]): Promise<readonly CredentialOfMoment[]>;
}
