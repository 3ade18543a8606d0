import type { CredentialRow } from './credentials.js';

export interface NamedCredentials {
  readonly revision: number;
  /** Credentials of any kind. Names without a row are absent. */
  readonly credentials: readonly CredentialRow[];
}

export interface NamedReader {
  /**
   * Credentials by public id, as far as they hold without what proves them: a session with what it has of its user,
   * and a client of an OAuth issuer with its grants only where they alone count, and disabled where its issuer is.
   */
  findNamed(publicIds: readonly string[]): Promise<NamedCredentials>;
}
