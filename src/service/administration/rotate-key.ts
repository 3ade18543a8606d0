import { ScopegateError } from '../../base/errors.js';
import type { ManagedKey, Rotated } from '../../store/ports/managed-keys.js';
import { mintApiKey } from '../identity/api-key-format.js';
import type { Actor } from './actor.js';
import type { KeyMakingDeps, MakingOptions } from './create-key.js';
import { requireVersion } from './entity-tag.js';
import { requireMayHandOut } from './hand-out.js';
import { idempotencyOf } from './idempotency.js';
import { showing } from './show-secret.js';
import type { WithSecret } from './show-secret.js';

export interface RotateKeyRequest {
  readonly publicId: string;
  /** For how long both keys are valid, at most; 0: the old one ends now. */
  readonly overlapMs: number;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

export interface RotateKeyDeps extends KeyMakingDeps {
  readonly maxOverlapMs: number;
}

export type RotateKey = (
  actor: Actor,
  request: RotateKeyRequest,
  options?: MakingOptions<Rotated>,
) => Promise<WithSecret<Rotated>>;

/**
 * A new key with the account, scopes, roles, addresses and times of the old one, which ends after the overlap or at its own
 * expiry, whichever is first: a rotation never widens anything. Whoever gets the new secret must have all that it opens.
 * Rejects with `invalid_argument` for an overlap above the bound, `not_found`, `permission_denied`, `precondition_failed`,
 * `conflict` for a key that is not active, and `idempotency_reused`.
 */
export function makeRotateKey({ writer, pepper, keyPrefix, maxOverlapMs, clock }: RotateKeyDeps): RotateKey {
  return async (actor, { publicId, overlapMs, ifMatch }, { idempotencyKey = null, show } = {}) => {
    rejectOverlap(overlapMs, maxOverlapMs);
    const { key: secret, publicId: newId } = mintApiKey(keyPrefix);
    const made = await writer.rotateKey({
      publicId,
      actor: actor.record,
      once: idempotencyOf(actor, idempotencyKey, ['rotate', publicId, overlapMs]),
      plan(key) {
        requireVersion(key, ifMatch);
        requireActive(key);
        requireMayHandOut(actor, key);
        return replacementOf(key, { newId, digest: pepper.digest(secret), endMs: clock() + overlapMs });
      },
      ...showing(secret, show),
    });
    return { ...made, secret: made.replayed ? null : secret };
  };
}

function replacementOf(key: ManagedKey, { newId, digest, endMs }: { newId: string; digest: Buffer; endMs: number }) {
  const { name, account, scopes, allowedAddresses, notBeforeMs, expiresAtMs } = key;
  // A key that would end at its very beginning never was valid: it ends a moment later.
  const end = Math.max(endMs, (notBeforeMs ?? -Infinity) + 1);
  return {
    key: { publicId: newId, digest, name, account, scopes, allowedAddresses, notBeforeMs, expiresAtMs, enabled: true },
    oldExpiresAtMs: Math.min(expiresAtMs ?? Infinity, end),
  };
}

function rejectOverlap(overlapMs: number, maxOverlapMs: number): void {
  if (Number.isFinite(overlapMs) && overlapMs >= 0 && overlapMs <= maxOverlapMs) return;
  throw new ScopegateError('invalid_argument', `the overlap is not between 0 and ${String(maxOverlapMs)} ms`, {
    hint: 'SCOPEGATE_MAX_KEY_OVERLAP_MS sets the bound.',
  });
}

function requireActive(key: ManagedKey): void {
  if (key.state === 'active') return;
  throw new ScopegateError('conflict', `the key "${key.publicId}" is ${key.state.replaceAll('_', ' ')}`, {
    hint: 'Only an active key can be rotated; create a new one instead.',
  });
}
