import type { ApiSource, CredentialKind } from '../../engine/index.js';
import type { IssuerRow } from './issuers.js';
import type { ApiEntry } from './policy.js';

/** A credential with what decides whether it may call; a session with what it has of its user. */
export interface PlannedCredential {
  readonly id: number;
  readonly publicId: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly account: string;
  /** False for one that is disabled or revoked, or whose user is. */
  readonly enabled: boolean;
  /** First instant of validity; null for since ever. */
  readonly notBeforeMs: number | null;
  /** First instant of no validity; null for never. Of a session also when it has been idle for too long. */
  readonly expiresAtMs: number | null;
  /** Addresses and CIDR blocks; empty for any address. */
  readonly allowedAddresses: readonly string[];
  /** Directly and through roles, sorted by code unit. */
  readonly scopes: readonly string[];
  /**
   * Only for an OAuth client: row id of its issuer, and its name there (null for all other clients). Both null for
   * other credentials.
   */
  readonly issuerId: number | null;
  readonly clientId: string | null;
}

/** Everything that decisions depend on, at one moment. */
export interface PolicyState {
  readonly apis: readonly ApiEntry[];
  readonly sources: readonly ApiSource[];
  readonly credentials: readonly PlannedCredential[];
  readonly issuers: readonly IssuerRow[];
}

/** The policy before and after a rehearsed migration. */
export interface Rehearsal {
  /** Names of the files that ran, in their order. */
  readonly files: readonly string[];
  readonly before: PolicyState;
  readonly after: PolicyState;
}

/** Runs the migrations of a SQL file, or the pending ones of a folder, and rolls them back. */
export type Rehearse = (path: string) => Promise<Rehearsal>;

/** Calls of one credential to one endpoint in the last days. */
export interface RecentUse {
  readonly credentialId: number;
  readonly endpointId: number;
  readonly allowed: number;
  readonly denied: number;
}

export interface RecentUseReader {
  /** Recent use of these endpoints in the last `days` days. */
  readRecentUse(endpointIds: readonly number[], days: number): Promise<readonly RecentUse[]>;
}
