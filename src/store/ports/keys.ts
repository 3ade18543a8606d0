import type { CredentialRow } from './credentials.js';

export interface NewApiKey {
  readonly publicId: string;
  readonly digest: Buffer;
  readonly name: string;
  /** Created when it does not exist. */
  readonly account: string;
  readonly scopes: readonly string[];
  readonly allowedAddresses: readonly string[];
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
  readonly enabled: boolean;
}

export interface KeyRotation {
  readonly publicId: string;
  readonly newId: string;
  readonly digest: Buffer;
  readonly nowMs: number;
  /** When the old key ends, unless it ends before. */
  readonly endsAtMs: number;
}

export interface KeyFilter {
  readonly account?: string;
  /** Keys after this public id in the order of creation; for paging. */
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** A write answers with the revision from which every replica decides by it. */
export interface Written<T> {
  readonly revision: number;
  readonly value: T;
}

/** Management of API keys. Unknown keys are `not_found`; what a constraint refuses is `conflict`. */
export interface KeyStore {
  createKey(key: NewApiKey): Promise<Written<CredentialRow>>;
  /** Copies all that limits and opens the key; `conflict` for one that is not active now. */
  rotateKey(rotation: KeyRotation): Promise<Written<{ readonly key: CredentialRow; readonly oldExpiresAtMs: number }>>;
  listKeys(filter: KeyFilter): Promise<readonly CredentialRow[]>;
  findKey(publicId: string): Promise<CredentialRow>;
  grantScopes(publicId: string, scopes: readonly string[]): Promise<Written<CredentialRow>>;
  revokeScopes(publicId: string, scopes: readonly string[]): Promise<Written<CredentialRow>>;
  setEnabled(publicId: string, enabled: boolean): Promise<Written<CredentialRow>>;
  /** Ends the key for good; its row stays for the record. */
  revokeKey(publicId: string): Promise<Written<CredentialRow>>;
}
