import type { ApiSource } from '../../engine/index.js';
import type { KeptOauth } from './issuers.js';
import type { Catalogue } from './policy.js';

/** Policy as it was once confirmed, and the clients of OAuth issuers; nothing in it proves anybody. */
export interface PolicySnapshot {
  readonly revision: number;
  /** When the database last confirmed that nothing newer was committed, in ms since the Unix epoch. */
  readonly confirmedAtMs: number;
  readonly catalogue: Catalogue;
  readonly oauth: KeptOauth;
  readonly apis: readonly ApiSource[];
}

/** Turns policy into the bytes of a file, piece by piece, so that what did not change need not be encoded again. */
export interface SnapshotEncoder {
  readonly encodeCatalogue: (catalogue: Catalogue) => Promise<Buffer>;
  readonly encodeOauth: (oauth: KeptOauth) => Promise<Buffer>;
  readonly encodeApi: (source: ApiSource) => Promise<Buffer>;
  /** The catalogue first, then what is kept of OAuth, then the APIs. */
  readonly assemble: (about: Pick<PolicySnapshot, 'revision' | 'confirmedAtMs'>, parts: readonly Buffer[]) => Buffer;
}
