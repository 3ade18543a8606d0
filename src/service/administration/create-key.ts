import type { Clock } from '../../base/clock.js';
import type { Made, ManagedKey, ManagedKeyWriter } from '../../store/ports/managed-keys.js';
import { mintApiKey } from '../credentials/api-key-format.js';
import type { Pepper } from '../credentials/pepper.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
import { refuseBadAddresses, refuseBadName, refuseBadTimes, refusePastExpiry } from './key-input.js';
import type { KeyTimes } from './key-input.js';
import { onceOnly } from './once.js';

export interface KeyRequest extends KeyTimes {
  readonly name: string;
  /** Null: the account of the caller. */
  readonly account: string | null;
  /** At least one. */
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly allowedAddresses: readonly string[];
}

/** `secret` is the whole key, shown this once; null where an earlier request made it. */
export type WithSecret<T> = Made<T> & { readonly secret: string | null };

export type CreateManagedKey = (
  caller: Caller,
  request: KeyRequest,
  idempotencyKey: string | null,
) => Promise<WithSecret<ManagedKey>>;

export interface KeyMakingDeps {
  readonly writer: ManagedKeyWriter;
  readonly pepper: Pepper;
  readonly keyPrefix: string;
  readonly clock: Clock;
}

/** Rejects with `invalid_argument`, `permission_denied`, `conflict` (an unknown scope or role, or scopes that no key may hold together) and `idempotency_reused`. */
export function makeCreateManagedKey(deps: KeyMakingDeps): CreateManagedKey {
  return async (caller, { roles, ...request }, idempotencyKey) => {
    const account = request.account ?? caller.credential.account;
    refuseBadName(request.name);
    refuseBadName(account);
    refuseBadTimes(request);
    refusePastExpiry(request.expiresAtMs, deps.clock());
    refuseBadAddresses(request.allowedAddresses);
    refuseUngrantable(caller, request.scopes);
    const { key, publicId } = mintApiKey(deps.keyPrefix);
    const made = await deps.writer.createKey({
      key: { ...request, account, publicId, digest: deps.pepper.digest(key), enabled: true },
      roles,
      actor: actorOf(caller),
      once: onceOnly(caller, idempotencyKey, ['create', request, ...(roles.length === 0 ? [] : [roles])]),
      judge: (after) => {
        refuseUngrantable(caller, after.heldScopes);
      },
    });
    return { ...made, secret: made.replayed ? null : key };
  };
}
