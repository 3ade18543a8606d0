import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { KeyRotation, KeyStore, Written } from '../../store/ports/keys.js';
import { mintApiKey } from '../credentials/api-key-format.js';
import type { Pepper } from '../credentials/pepper.js';

export interface RotateKeyRequest {
  readonly publicId: string;
  /** For how long both keys are valid; 0: the old one ends now. */
  readonly overlapMs: number;
}

export interface RotatedKey {
  /** The whole new key: the only time that anybody sees it. */
  readonly key: string;
  readonly row: CredentialRow;
  /** When the old key ends: after the overlap, or at its own expiry where that comes first. */
  readonly oldExpiresAtMs: number;
}

export type RotateKey = (request: RotateKeyRequest) => Promise<Written<RotatedKey>>;

export interface RotateKeyDeps {
  readonly store: Pick<KeyStore, 'rotateKey'>;
  readonly pepper: Pepper;
  readonly keyPrefix: string;
  readonly maxOverlapMs: number;
  readonly clock: Clock;
}

/**
 * A new key in place of an old one. It can do what the old one can and not more: account, scopes, roles, addresses and
 * both ends of its validity carry over as they are in that moment. Rejects with `not_found`, `conflict` for a key that
 * is not active, `invalid_argument` for an overlap that is negative or above the configured bound.
 */
export function makeRotateKey({ store, pepper, keyPrefix, maxOverlapMs, clock }: RotateKeyDeps): RotateKey {
  return async ({ publicId, overlapMs }) => {
    refuseOverlap(overlapMs, maxOverlapMs);
    const { key, publicId: newId } = mintApiKey(keyPrefix);
    const nowMs = clock();
    const rotation: KeyRotation = { publicId, newId, digest: pepper.digest(key), nowMs, endsAtMs: nowMs + overlapMs };
    const { revision, value } = await store.rotateKey(rotation);
    return { revision, value: { key, row: value.key, oldExpiresAtMs: value.oldExpiresAtMs } };
  };
}

/** @throws ScopegateError `invalid_argument` for an overlap, in ms, that is negative or above the configured bound */
export function refuseOverlap(overlapMs: number, maxOverlapMs: number): void {
  if (Number.isFinite(overlapMs) && overlapMs >= 0 && overlapMs <= maxOverlapMs) return;
  throw new ScopegateError('invalid_argument', `the overlap is not between 0 and ${String(maxOverlapMs)} ms`, {
    hint: 'SCOPEGATE_MAX_KEY_OVERLAP_MS sets the bound.',
  });
}
