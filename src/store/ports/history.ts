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
  /** Of a client of an OAuth issuer; null for all others. */
  readonly issuer: { readonly enabled: boolean; readonly scopesFrom: ScopesFrom } | null;
}

export interface HistoryExtent {
  /** The oldest revision that is still known. */
  readonly begins: number;
  /** The current one. */
  readonly newest: number;
}

/** What policy and credentials were at a revision. Each read sees one instant; all of it can be read from a standby. */
export interface HistoryReader {
  readExtent(): Promise<HistoryExtent>;
  /** The revision that was current at this time. */
  revisionAt(atMs: number): Promise<number>;
  /** Rejects with `not_found` for a revision before history begins, or one that is yet to come. */
  readPolicy(revision: number): Promise<PolicyOfMoment>;
  /** By public id; those that did not exist then are absent. Rejects as `readPolicy` does. */
  readCredentials(revision: number, publicIds: readonly string[]): Promise<readonly CredentialOfMoment[]>;
}
