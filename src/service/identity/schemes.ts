import type { CheckRequest } from '../check-request.js';
import type { CachedCredential } from './credential-cache.js';

/** What became of the credentials in an `Authorization` header. */
export type Resolution = CachedCredential | CredentialFault;

export interface CredentialFault {
  /** `unknown_credential`: there is none such, or its secret is wrong; the two are not told apart. */
  readonly fault: 'malformed_credential' | 'unknown_credential';
  /** More about it, for people and logs. */
  readonly detail: string;
}

/**
 * Finds the credential that the header names; synchronous when it is held. `credentials` is what follows the scheme,
 * without the spaces around it. Rejects with `unavailable` when nobody can say, and with `resource_exhausted`.
 */
export type ResolveCredential = (credentials: string, request: CheckRequest) => Resolution | Promise<Resolution>;

/** One resolver per scheme (RFC 9110, section 11.1); schemes in lower case. */
export type Schemes = ReadonlyMap<string, ResolveCredential>;

/** The fault of what cannot be a credential; `detail` says what is wrong with it and never repeats it. */
export function malformed(detail: string): CredentialFault {
  return { fault: 'malformed_credential', detail };
}

/** The answer to everything that could be a credential and is none. */
export const UNKNOWN: CredentialFault = { fault: 'unknown_credential', detail: '' };
