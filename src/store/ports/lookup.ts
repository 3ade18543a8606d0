import type { CredentialKind } from '../../engine/index.js';
import type { CredentialRow } from './credentials.js';

export interface CredentialFinder {
  /** A credential of any kind, a session with the grants of its user. Null if there is none. */
  findCredential(publicId: string): Promise<CredentialRow | null>;
}

export interface HolderQuery {
  /** Row id to begin after. */
  readonly after: number;
  readonly limit: number;
  readonly kinds: readonly CredentialKind[];
  /** Any one is enough; null where none is needed. */
  readonly scopes: readonly string[] | null;
}

/** A credential without what it may do. */
export interface Holder {
  readonly id: number;
  readonly publicId: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly account: string;
}

export interface HolderReader {
  /** Credentials that are enabled and valid now, by row id. */
  listHolders(query: HolderQuery): Promise<readonly Holder[]>;
}
