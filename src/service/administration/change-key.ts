import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/keys.js';
import type { KeyChange, ManagedKey, ManagedKeyWriter } from '../../store/ports/managed-keys.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
import { handedOut, refuseBadAddresses, refuseBadName, refuseBadTimes, refusePastExpiry } from './key-input.js';
import { refuseOtherVersion } from './key-version.js';

export interface ChangeKeyRequest {
  readonly publicId: string;
  readonly change: KeyChange;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

export type ChangeKey = (caller: Caller, request: ChangeKeyRequest) => Promise<Written<ManagedKey>>;

export interface ChangeKeyDeps {
  readonly writer: Pick<ManagedKeyWriter, 'changeKey'>;
  readonly clock: Clock;
}

/**
 * Edits, enables, disables and revokes. Rejects with `not_found`, `invalid_argument`, `permission_denied`,
 * `precondition_failed`, and `conflict` for an unknown scope or role, scopes that no key may hold together, or a revoked key.
 */
export function makeChangeKey(deps: ChangeKeyDeps): ChangeKey {
  return (caller, { publicId, change, ifMatch }) =>
    deps.writer.changeKey(publicId, actorOf(caller), {
      plan(key) {
        refuseOtherVersion(key, ifMatch);
        refuseChangeOfRevoked(key, change);
        refuseBadChange(key, change, deps.clock());
        return change;
      },
      judge: (before, after) => {
        refuseUngrantable(caller, handedOut(before, after));
      },
    });
}

function refuseChangeOfRevoked(key: ManagedKey, change: KeyChange): void {
  if (key.state !== 'revoked' || change.revoke === true) return;
  throw new ScopegateError('conflict', `the key "${key.publicId}" is revoked, and that is final`, {
    hint: 'Create a new one.',
  });
}

/** Also for clients of OAuth issuers. */
export function refuseBadChange(key: ManagedKey, change: KeyChange, nowMs: number): void {
  if (change.name !== undefined) refuseBadName(change.name);
  if (change.allowedAddresses !== undefined) refuseBadAddresses(change.allowedAddresses);
  if (change.expiresAtMs !== undefined && change.expiresAtMs !== key.expiresAtMs) {
    refusePastExpiry(change.expiresAtMs, nowMs);
  }
  refuseBadTimes({
    notBeforeMs: change.notBeforeMs === undefined ? key.notBeforeMs : change.notBeforeMs,
    expiresAtMs: change.expiresAtMs === undefined ? key.expiresAtMs : change.expiresAtMs,
  });
}
