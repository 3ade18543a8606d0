import type { CredentialKind } from '../../engine/index.js';

export interface CredentialRow {
  /** Row id: what the change feed names. */
  readonly id: number;
  /** Public name of the credential; for an API key the public part of the key. */
  readonly publicId: string;
  readonly kind: CredentialKind;
  readonly name: string;
  /** Name of the owning account. */
  readonly account: string;
  readonly enabled: boolean;
  /** Ended for good at this time; null while it is not. A revoked credential is never enabled. */
  readonly revokedAtMs: number | null;
  readonly createdAtMs: number;
  /** First instant of validity, inclusive; null for since ever. */
  readonly notBeforeMs: number | null;
  /** First instant of no validity, exclusive; null for never. */
  readonly expiresAtMs: number | null;
  /** Addresses and CIDR blocks; empty for any address. */
  readonly allowedAddresses: readonly string[];
  /** Sorted by code unit. */
  readonly scopes: readonly string[];
  /** Only for a token: row id of its issuer. The change feed reports the issuer as a credential. */
  readonly issuerId?: number;
}

export interface ApiKeyRow extends CredentialRow {
  /** HMAC-SHA-256 of the whole key under the pepper, 32 bytes. */
  readonly digest: Buffer;
}

export interface ApiKeysRead {
  readonly revision: number;
  readonly keys: readonly ApiKeyRow[];
}

export interface ApiKeyReader {
  /** One statement for all ids; ids without a row are absent from the answer. */
  findApiKeys(publicIds: readonly string[]): Promise<ApiKeysRead>;
}
