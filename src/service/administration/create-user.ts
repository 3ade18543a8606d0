import type { ManagedUser, ManagedUserStore, NewUser } from '../../store/ports/managed-users.js';
import type { Made } from '../../store/ports/managed-keys.js';
import { normalizePassword } from '../identity/basic.js';
import type { Passwords } from '../identity/passwords.js';
import type { Actor } from './actor.js';
import { requireMayHandOut } from './hand-out.js';
import { checkAddresses, checkGrants, checkName, rejectFaults } from './input.js';
import { idempotencyOf } from './idempotency.js';
import { checkLogin, checkPassword } from './user-input.js';

export interface UserRequest extends Omit<NewUser, 'hash' | 'account'> {
  readonly password: string;
  /** Null: the account of the actor. */
  readonly account: string | null;
}

export type CreateUser = (
  actor: Actor,
  request: UserRequest,
  options?: { readonly idempotencyKey?: string | null },
) => Promise<Made<ManagedUser>>;

export interface UserMakingDeps {
  readonly store: ManagedUserStore;
  readonly passwords: Passwords;
}

/**
 * Makes a user, who then has no end: an actor with one needs more. Rejects with `invalid_argument` that lists all faults,
 * `permission_denied`, `conflict` (a taken name, an unknown scope or role, scopes that are not held together) and
 * `idempotency_reused`.
 */
export function makeCreateUser({ store, passwords }: UserMakingDeps): CreateUser {
  return async (actor, { password, ...request }, { idempotencyKey = null } = {}) => {
    const user = { ...request, login: request.login.normalize('NFC'), account: request.account ?? actor.account };
    const normal = validateUserRequest({ ...user, password });
    const hash = await passwords.hash(normal);
    return store.createUser({
      user: { ...user, hash },
      actor: actor.record,
      // Without the password: a fast digest of one is no place to keep it.
      once: idempotencyOf(actor, idempotencyKey, ['create user', user]),
      judge: (made) => {
        requireMayHandOut(actor, made);
      },
    });
  };
}

/**
 * The password as it is hashed. Also for a command that has not opened its database yet.
 *
 * @throws ScopegateError `invalid_argument` that lists all faults
 */
export function validateUserRequest(user: Omit<NewUser, 'hash'> & { readonly password: string }): string {
  const normal = normalizePassword(user.password);
  rejectFaults([
    checkLogin(user.login.normalize('NFC')),
    checkName('name', user.name),
    checkName('account', user.account),
    checkAddresses(user.allowedAddresses),
    ...checkGrants(user),
    checkPassword(normal),
  ]);
  return normal;
}
