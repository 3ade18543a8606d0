import type { CredentialKind } from '../../engine/index.js';

/** A credential that whoever asks has recognised itself, and names. */
export interface AssertedSubject {
  /** It must be of one of these kinds. */
  readonly kinds: readonly CredentialKind[];
  readonly publicId: string;
}
