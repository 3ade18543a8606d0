import { ScopegateError } from '../../base/errors.js';
import type { ManagedKey, Rotated } from '../../store/ports/managed-keys.js';
import { mintApiKey } from '../credentials/api-key-format.js';
import { refuseOverlap } from '../keys/rotate-key.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
import type { KeyMakingDeps, WithSecret } from './create-key.js';
import { refuseOtherVersion } from './key-version.js';
import { onceOnly } from './once.js';

export interface RotateKeyRequest {
  readonly publicId: string;
  /** For how long both keys are valid, at most. */
  readonly overlapMs: number;
  readonly ifMatch: string | null;
  readonly idempotencyKey: string | null;
}

export interface RotateKeyDeps extends KeyMakingDeps {
  readonly maxOverlapMs: number;
}

export type RotateKey = (caller: Caller, request: RotateKeyRequest) => Promise<WithSecret<Rotated>>;

/**
 * A new key with the scopes, addresses and expiry of the old one, which ends after the overlap or at its own expiry,
 * whichever is first: a rotation never widens anything. Whoever gets the new secret must hold what it opens.
 * Rejects with `invalid_argument` for an overlap above the bound, `not_found`, `permission_denied`, `precondition_failed`, `conflict`, `idempotency_reused`.
 */
export function makeRotateKey(deps: RotateKeyDeps): RotateKey {
  return async (caller, { publicId, overlapMs, ifMatch, idempotencyKey }) => {
    refuseOverlap(overlapMs, deps.maxOverlapMs);
    const { key: secret, publicId: newId } = mintApiKey(deps.keyPrefix);
    const made = await deps.writer.rotateKey({
      publicId,
      actor: actorOf(caller),
      once: onceOnly(caller, idempotencyKey, ['rotate', publicId, overlapMs]),
      plan(key) {
        refuseOtherVersion(key, ifMatch);
        refuseUnlessActive(key);
        refuseUngrantable(caller, key.heldScopes);
        const { name, account, scopes, allowedAddresses, notBeforeMs, expiresAtMs } = key;
        const digest = deps.pepper.digest(secret);
        return {
          key: {
            publicId: newId,
            digest,
            name,
            account,
            scopes,
            allowedAddresses,
            notBeforeMs,
            expiresAtMs,
            enabled: true,
          },
          oldExpiresAtMs: Math.min(expiresAtMs ?? Infinity, deps.clock() + overlapMs),
        };
      },
    });
    return { ...made, secret: made.replayed ? null : secret };
  };
}

function refuseUnlessActive(key: ManagedKey): void {
  if (key.state === 'active') return;
  throw new ScopegateError('conflict', `the key "${key.publicId}" is ${key.state.replaceAll('_', ' ')}`, {
    hint: 'Only an active key can be rotated; create a new one instead.',
  });
}
