import type { Clock } from '../../base/clock.js';
import type { ManagedKey, ManagedKeyWriter } from '../../store/ports/managed-keys.js';
import { mintApiKey } from '../identity/api-key-format.js';
import type { Pepper } from '../identity/pepper.js';
import type { Actor } from './actor.js';
import { requireMayHandOut } from './hand-out.js';
import { checkAddresses, checkGrants, checkName, checkValidity, readTime, rejectFaults } from './input.js';
import { idempotencyOf } from './idempotency.js';
import { showing } from './show-secret.js';
import type { ShowSecret, WithSecret } from './show-secret.js';

export interface KeyRequest {
  readonly name: string;
  /** Null: the account of the actor. */
  readonly account: string | null;
  /** At least one. */
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly allowedAddresses: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string | null;
  /** ISO 8601. */
  readonly expiresAt: string | null;
}

export interface MakingOptions<T> {
  /** A request with the same key is answered with what the first one made. */
  readonly idempotencyKey?: string | null;
  /** Shows the secret before the change is committed: where that fails, nothing was made. */
  readonly show?: ShowSecret<T>;
}

export type CreateKey = (
  actor: Actor,
  request: KeyRequest,
  options?: MakingOptions<ManagedKey>,
) => Promise<WithSecret<ManagedKey>>;

export interface KeyMakingDeps {
  readonly writer: ManagedKeyWriter;
  readonly pepper: Pick<Pepper, 'digest'>;
  readonly keyPrefix: string;
  readonly clock: Clock;
}

/**
 * Makes an API key. Rejects with `invalid_argument` that lists all faults, `permission_denied`, `conflict` (an unknown scope
 * or role, or scopes that are not held together) and `idempotency_reused`.
 */
export function makeCreateKey({ writer, pepper, keyPrefix, clock }: KeyMakingDeps): CreateKey {
  return async (actor, request, { idempotencyKey = null, show } = {}) => {
    const account = request.account ?? actor.account;
    const { notBeforeMs, expiresAtMs } = validateKeyRequest(request, account, clock());
    const { name, scopes, roles, allowedAddresses } = request;
    const { key: secret, publicId } = mintApiKey(keyPrefix);
    const key = { publicId, digest: pepper.digest(secret), name, account, scopes, allowedAddresses, enabled: true };
    const made = await writer.createKey({
      key: { ...key, notBeforeMs, expiresAtMs },
      roles,
      actor: actor.record,
      once: idempotencyOf(actor, idempotencyKey, ['create', request]),
      judge: (after) => {
        requireMayHandOut(actor, after);
      },
      ...showing(secret, show),
    });
    return { ...made, secret: made.replayed ? null : secret };
  };
}

/**
 * Also for a command that has not opened its database yet.
 *
 * @throws ScopegateError `invalid_argument` that lists all faults
 */
export function validateKeyRequest(request: KeyRequest, account: string, nowMs: number) {
  const notBefore = readTime('notBefore', request.notBefore);
  const expiresAt = readTime('expiresAt', request.expiresAt);
  const times = { notBeforeMs: notBefore.ms, expiresAtMs: expiresAt.ms };
  rejectFaults([
    checkName('name', request.name),
    checkName('account', account),
    request.scopes.length === 0 ? { property: 'scopes', violation: 'must be at least one' } : null,
    ...checkGrants(request),
    checkAddresses(request.allowedAddresses),
    notBefore.fault,
    expiresAt.fault,
    ...checkValidity({ ...times, isNewEnd: true, nowMs }),
  ]);
  return times;
}
